"""A complaint about a class: what is asked at each of its moments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper, let_choose
from evaluations.models import Complaint


class ComplaintForm(forms.Form):
    """A complaint as the one concerned writes it; who and when are known."""

    kind = forms.ChoiceField(label=_("Loại"), widget=forms.RadioSelect)
    content = forms.CharField(
        label=_("Nội dung"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Nói rõ điều chưa đồng ý và căn cứ."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self.fields["kind"], self.kinds())

    def kinds(self) -> list[tuple[str, Any]]:
        return [choice for choice in Complaint.Kind.choices if choice[0] != Complaint.Kind.DENUNCIATION]


class ReceiveForm(ComplaintForm):
    """The same as the committee takes it in, on paper perhaps."""

    from_name = forms.CharField(
        label=_("Người gửi"),
        required=False,
        max_length=120,
        help_text=_("Chỉ cấp ủy đọc được. Đơn tố cáo, phản ánh không ghi tên thì để trống."),
    )
    received_on = VietnameseDateField(label=_("Ngày nhận"))
    due_on = VietnameseDateField(
        label=_("Hạn trả lời"),
        required=False,
        help_text=_("Quy định không nêu thời hạn; để trống thì lấy số ngày cấp ủy đã ấn định."),
    )
    field_order = ("kind", "from_name", "received_on", "content", "due_on")

    def kinds(self) -> list[tuple[str, Any]]:
        return list(Complaint.Kind.choices)


class VerifierForm(forms.Form):
    """Who verifies."""

    verifier = forms.CharField(
        label=_("Người, tổ xác minh"), max_length=200, help_text=_("Không giao cho người bị khiếu nại, tố cáo.")
    )
    helper = form_helper()


class FindingsForm(forms.Form):
    """What was found."""

    findings = forms.CharField(label=_("Kết quả xác minh"), widget=forms.Textarea(attrs={"rows": 6}))
    verified_on = VietnameseDateField(label=_("Ngày có kết quả"))
    helper = form_helper()


class ConcludeForm(forms.Form):
    """The conclusion and the answer."""

    outcome = forms.ChoiceField(label=_("Kết luận"), choices=Complaint.Outcome.choices, widget=forms.RadioSelect)
    conclusion = forms.CharField(
        label=_("Nội dung trả lời"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Người được đánh giá và người gửi đơn đọc phần này; không ghi tên người tố cáo."),
    )
    concluded_on = VietnameseDateField(label=_("Ngày kết luận"))
    document = forms.CharField(label=_("Văn bản trả lời"), required=False, max_length=200)
    helper = form_helper()


class WithdrawForm(forms.Form):
    """Why and when it was taken back."""

    reason = forms.CharField(label=_("Lý do rút đơn"), widget=forms.Textarea(attrs={"rows": 3}))
    withdrawn_on = VietnameseDateField(label=_("Ngày rút"))
    helper = form_helper()
