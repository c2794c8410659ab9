"""Forms on transfers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cells.forms.records import CellChoice
from cells.models import Organisation, Transfer
from core.forms import PlainSelect, VietnameseDateField, form_helper
from core.periods import today


class MoveForm(forms.Form):
    """Another cell of the same committee, in one step."""

    to_cell = forms.ModelChoiceField(
        label=_("Chuyển đến chi bộ"),
        queryset=Organisation.objects.none(),
        empty_label=_("– chọn chi bộ –"),
        widget=PlainSelect,
    )
    on = VietnameseDateField(
        label=_("Sinh hoạt tại chi bộ mới từ ngày"), help_text=_("Ngày hôm trước là ngày cuối cùng ở chi bộ cũ.")
    )
    document = forms.CharField(label=_("Số giấy giới thiệu hoặc quyết định"), max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    helper = form_helper()

    def __init__(self, *args: Any, cells: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        CellChoice(cells).offer(self.fields["to_cell"])


class IssueForm(forms.Form):
    """The paper that introduces a member elsewhere."""

    kind = forms.ChoiceField(
        label=_("Loại"), choices=Transfer.Kind, widget=forms.RadioSelect, initial=Transfer.Kind.OFFICIAL
    )
    to_cell = forms.ModelChoiceField(
        label=_("Chi bộ nhận trong hệ thống"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("– nơi nhận ở ngoài hệ thống –"),
        widget=PlainSelect,
    )
    elsewhere = forms.CharField(
        label=_("Hoặc tổ chức đảng ngoài hệ thống"),
        max_length=200,
        required=False,
        help_text=_("Ghi tên như trong giấy giới thiệu; chỉ ghi khi không chọn ở ô trên."),
    )
    document = forms.CharField(label=_("Số giấy giới thiệu"), max_length=200)
    issued_on = VietnameseDateField(label=_("Ngày giới thiệu"), initial=today)
    returns_on = VietnameseDateField(
        label=_("Sinh hoạt tạm thời đến ngày"), required=False, help_text=_("Chỉ ghi khi chuyển tạm thời.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    helper = form_helper()

    def __init__(
        self, *args: Any, cells: QuerySet[Organisation], shown: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        CellChoice(cells, shown).offer(self.fields["to_cell"])


class ReceiveTransferForm(forms.Form):
    """The day of arrival."""

    on = VietnameseDateField(
        label=_("Sinh hoạt tại chi bộ mới từ ngày"),
        initial=today,
        help_text=_("Ngày hôm trước là ngày cuối cùng ở chi bộ cũ."),
    )
    helper = form_helper()


class LeftForm(forms.Form):
    """The last day here."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng ở chi bộ cũ"), initial=today)
    helper = form_helper()


class CancelForm(forms.Form):
    """Why a paper is taken back."""

    reason = forms.CharField(label=_("Lý do hủy"), max_length=300)
    helper = form_helper()
