"""Forms on Party groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Member
from core.forms import VietnameseDateField, form_helper, offer


class PartyGroupForm(forms.Form):
    """A Party group to be founded."""

    name = forms.CharField(label=_("Tên tổ đảng"), max_length=200, help_text=_("Ví dụ: Tổ đảng số 1."))
    founded_on = VietnameseDateField(label=_("Lập từ ngày"))
    document = forms.CharField(
        label=_("Văn bản"),
        max_length=200,
        required=False,
        help_text=_("Nghị quyết của chi bộ hoặc quyết định, nếu có."),
    )
    helper = form_helper()


class JoinForm(forms.Form):
    """Which members of the cell go into the group, from when."""

    members = forms.TypedMultipleChoiceField(label=_("Đảng viên vào tổ"), widget=forms.CheckboxSelectMultiple)
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    helper = form_helper()

    def __init__(self, *args: Any, offered: Iterable[tuple[Member, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["members"], offered)


class LastDayForm(forms.Form):
    """The last day of something in a group, or of the group."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng"), help_text=_("Từ ngày hôm sau là không còn nữa."))
    helper = form_helper()


class GroupEndForm(LastDayForm):
    document = forms.CharField(label=_("Văn bản"), max_length=200, required=False)
    helper = form_helper()
