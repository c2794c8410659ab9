"""Forms on people on the way into the Party."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Candidate, Member, Sex
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer
from core.periods import today


class CandidateForm(forms.Form):
    """A person whom a cell prepares; introducers and helper are members of the cell."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    birth_date = VietnameseDateField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=Sex, widget=forms.RadioSelect)
    occupation = forms.CharField(label=_("Nghề nghiệp"), max_length=120, required=False)
    source = forms.ChoiceField(label=_("Nguồn giới thiệu"), choices=Candidate.Source, initial="other")
    introducer = forms.TypedChoiceField(
        label=_("Đảng viên giới thiệu thứ nhất"), required=False, empty_value=None, widget=PlainSelect
    )
    second_introducer = forms.TypedChoiceField(
        label=_("Đảng viên giới thiệu thứ hai"), required=False, empty_value=None, widget=PlainSelect
    )
    introducing_union = forms.CharField(
        label=_("Hoặc đoàn thể giới thiệu thay người thứ hai"),
        max_length=200,
        required=False,
        help_text=_("Đoàn Thanh niên hoặc Công đoàn, ví dụ: Ban Chấp hành Đoàn xã."),
    )
    helper_member = forms.TypedChoiceField(
        label=_("Đảng viên được phân công giúp đỡ"), required=False, empty_value=None, widget=PlainSelect
    )
    helper = form_helper()

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(member, str(member)) for member in members]
        for name in ("introducer", "second_introducer", "helper_member"):
            offer(self.fields[name], people, empty=gettext("– chọn đồng chí –"))

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, under the names of the record."""
        facts = dict(self.cleaned_data)
        facts["helper"] = facts.pop("helper_member")
        return facts


class StepForm(forms.Form):
    """A stage that was reached: when, by which document, with which vote."""

    on = VietnameseDateField(label=_("Ngày"))
    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    yes = forms.IntegerField(label=_("Số đồng chí tán thành"), min_value=0)
    exempt_present = forms.IntegerField(
        label=_("Số đồng chí miễn sinh hoạt có dự và biểu quyết"), min_value=0, initial=0, required=False
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, by_the_cell: bool, by_the_committee: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        if not by_the_cell:
            del self.fields["exempt_present"]
        if by_the_committee:
            self.fields["yes"].required = False
            self.fields["yes"].label = gettext("Số cấp ủy viên tán thành")
            self.fields["yes"].help_text = gettext("Bỏ trống nếu không ghi số phiếu.")
        elif not by_the_cell:
            del self.fields["yes"]

    def clean_exempt_present(self) -> int:
        return int(self.cleaned_data["exempt_present"] or 0)


class StopForm(forms.Form):
    """Why a person is no longer prepared."""

    on = VietnameseDateField(label=_("Ngày"))
    note = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
