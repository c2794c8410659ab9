"""Asking for leave, and the leaders' answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from meetings.forms.people import People
from meetings.models import LeaveRequest
from meetings.services.leave import DETAILS_LENGTH


class LeaveForm(forms.Form):
    """Why a member cannot come."""

    kind = forms.ChoiceField(label=_("Vì sao đồng chí vắng?"), widget=forms.RadioSelect)
    details = forms.CharField(
        label=_("Nói rõ thêm"),
        max_length=DETAILS_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Bệnh và việc riêng: chỉ cấp ủy chi bộ đọc phần này, biên bản không ghi."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(value, str(label).capitalize()) for value, label in LeaveRequest.Kind.choices]


class LeaveForOtherForm(LeaveForm):
    """A request that a leader writes down for a member who telephoned."""

    is_agreed = forms.BooleanField(label=_("Đồng ý cho vắng luôn"), required=False, initial=True)
    field_order = ("member", "kind", "details", "is_agreed")

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = people.field(_("Đồng chí xin vắng"), required=True)
        self.order_fields(self.field_order)
        self.fields["kind"].label = _("Lý do")


class LeaveAnswerForm(forms.Form):
    """Agree or not, with words where not."""

    is_agreed = forms.TypedChoiceField(
        label=_("Ý kiến của cấp ủy chi bộ"),
        choices=(("1", _("Đồng ý")), ("0", _("Không đồng ý"))),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Lời nhắn"),
        max_length=DETAILS_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Không đồng ý thì phải ghi lý do."),
    )
    helper = form_helper()
