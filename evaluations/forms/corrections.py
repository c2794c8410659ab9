"""A further decision: its document, why, and the new class."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper, let_choose, offer
from meetings.models import Meeting


class CancelForm(forms.Form):
    """The document that cancels a class; ``seen`` is the version that the page showed."""

    reason = forms.CharField(
        label=_("Lý do"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In trong quyết định và giữ cùng các phiên bản; không ghi tên người tố cáo."),
    )
    decided_on = VietnameseDateField(label=_("Ngày quyết định"))
    document_number = forms.CharField(label=_("Số quyết định"), max_length=60, help_text=_("Ví dụ: 31-QĐ/ĐU"))
    meeting = forms.TypedChoiceField(label=_("Hội nghị đã thông qua"), required=False, empty_value=None)
    signed_by = forms.CharField(label=_("Người ký"), required=False, max_length=120)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), required=False, max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    helper = form_helper()

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row, f"{row}, {row.cell.name}, {row.held_on:%d/%m/%Y}") for row in meetings]
        offer(self.fields["meeting"], rows, empty=_("Không ghi hội nghị"))


class CorrectForm(CancelForm):
    """The same with the new class; ``asks_despite`` where the appraisal that has to come first is missing."""

    level = forms.ChoiceField(label=_("Mức xếp loại mới"), widget=forms.RadioSelect)
    despite = forms.CharField(
        label=_("Vì sao vẫn quyết định khi chưa thẩm định lại"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi đơn, kỷ luật đến sau cần thẩm định lại mà ban tổ chức chưa có ý kiến."),
    )
    field_order = (
        *("level", "reason", "despite", "decided_on", "document_number"),
        *("meeting", "signed_by", "signer_title", "seen"),
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], asks_despite: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_despite:
            del self.fields["despite"]
        let_choose(self.fields["level"], levels)


class DayForm(forms.Form):
    """The day as of which results are shown."""

    ngay = VietnameseDateField(label=_("Kết quả tính đến hết ngày"))
    helper = form_helper()
