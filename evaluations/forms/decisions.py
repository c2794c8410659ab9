"""A decision: its document, the level, publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Seat
from core.forms import VietnameseDateField, form_helper, let_choose, offer
from meetings.models import Meeting

NOT_RATED = ""


class PaperForm(forms.Form):
    """The date and number of a decision, the meeting that passed it, who signs."""

    decided_on = VietnameseDateField(label=_("Ngày quyết định"))
    document_number = forms.CharField(
        label=_("Số quyết định"), required=False, max_length=60, help_text=_("Ví dụ: 15-QĐ/ĐU")
    )
    meeting = forms.TypedChoiceField(label=_("Buổi họp quyết định"), required=False, empty_value=None)
    signer = forms.TypedChoiceField(label=_("Người ký"), required=False, empty_value=None)
    despite = forms.CharField(
        label=_("Vì sao vẫn quyết định khi còn thiếu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi chưa thẩm định, hoặc chưa có xếp loại cán bộ, công chức, viên chức, người lao động."),
    )
    helper = form_helper()

    def __init__(
        self,
        *args: Any,
        meetings: Iterable[tuple[Meeting, str]],
        signers: Iterable[tuple[Seat, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["meeting"], meetings, empty=_("Buổi họp không ghi trong hệ thống"))
        offer(self.fields["signer"], signers, empty=_("Người đứng đầu cấp ủy vào ngày quyết định"))


class DecideForm(PaperForm):
    """The level that the committee decides."""

    level = forms.ChoiceField(label=_("Mức xếp loại"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi mức quyết định khác mức đề xuất, hoặc văn bản để cấp ủy quyết định."),
    )
    field_order = ("level", "reason", "decided_on", "document_number", "meeting", "signer", "despite")

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*levels, (NOT_RATED, _("Không xếp loại"))]
        let_choose(self.fields["level"], choices)
