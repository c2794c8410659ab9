"""Forms on posts and terms: who holds what, from when, by which document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Seat
from cells.rules.offices import office_choices
from cells.rules.statute import term_lengths
from core.forms import PlainSelect, VietnameseDateField, VietnameseDateInput, form_helper, let_choose

DOCUMENT_HINT = _("Ghi đúng như trên văn bản, ví dụ: Quyết định số 15-QĐ/ĐU.")


class DayForm(forms.Form):
    """The day as of which a page is shown (``?ngay=``)."""

    ngay = VietnameseDateField(
        label=_("Xem tại ngày"), required=False, widget=VietnameseDateInput({"class": "form-control"})
    )


class DocumentFields(forms.Form):
    """The document behind a deed and its day, never obligatory here."""

    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False, help_text=DOCUMENT_HINT)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)


class SeatForm(DocumentFields):
    """An office for a person who is chosen already."""

    office = forms.ChoiceField(label=_("Chức vụ"))
    basis = forms.ChoiceField(label=_("Hình thức"), choices=Seat.Basis, widget=forms.RadioSelect)
    valid_from = VietnameseDateField(label=_("Giữ chức vụ từ ngày"))
    valid_to = VietnameseDateField(
        label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu đang giữ chức vụ.")
    )
    field_order = ("office", "basis", "valid_from", "document", "document_on", "valid_to")
    helper = form_helper()

    def __init__(self, *args: Any, kind: str, asks_outsider: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self.fields["office"], [("", gettext("– chọn chức vụ –")), *office_choices(kind)])
        if asks_outsider:
            self.ask_outsider()

    def ask_outsider(self) -> None:
        """Let the user confirm someone who does not belong to the unit."""
        self.fields["accept_outsider"] = forms.BooleanField(
            label=_("Đồng chí này không sinh hoạt ở đơn vị này; vẫn giao chức vụ"), required=False
        )


class SeatEndForm(DocumentFields):
    """The end of a post."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng giữ chức vụ"))
    field_order = ("last_day", "document", "document_on")
    helper = form_helper()


class AppointForm(DocumentFields):
    """A whole committee by one document: each member of the cell with a choice of office."""

    basis = forms.ChoiceField(label=_("Hình thức"), choices=Seat.Basis, widget=forms.RadioSelect)
    valid_from = VietnameseDateField(label=_("Giữ chức vụ từ ngày"))
    field_order = ("basis", "valid_from", "document", "document_on")
    helper = form_helper()

    def __init__(self, *args: Any, people: Iterable[Member], held: Mapping[int, str], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("không giữ chức vụ")), *office_choices(kind)]
        self.people = {f"office_{member.pk}": member for member in people}
        for name, member in self.people.items():
            if member.pk not in held:
                self.fields[name] = forms.ChoiceField(
                    label=str(member),
                    required=False,
                    choices=choices,
                    widget=PlainSelect(attrs={"class": "form-select"}),
                )
        self.held = held
        # The people are drawn as a table of their own under the other fields.
        self.helper = form_helper()
        self.helper.layout = Layout(*self.field_order)

    @property
    def rows(self) -> list[tuple[Member, forms.BoundField | None, str]]:
        """Each member with a choice, or with the office held already."""
        return [
            (member, self[name] if name in self.fields else None, self.held.get(member.pk, ""))
            for name, member in self.people.items()
        ]

    def offices(self) -> dict[Member, str]:
        """The chosen office of each member who gets one."""
        data = self.cleaned_data
        return {member: data[name] for name, member in self.people.items() if data.get(name)}


class TermForm(DocumentFields):
    """A term of a committee."""

    name = forms.CharField(
        label=_("Nhiệm kỳ"), max_length=60, help_text=_("Ghi như trong văn bản, ví dụ: 2025 – 2030.")
    )
    congress_on = VietnameseDateField(
        label=_("Ngày đại hội"), required=False, help_text=_("Bỏ trống nếu cấp ủy do cấp trên chỉ định.")
    )
    valid_from = VietnameseDateField(label=_("Nhiệm kỳ tính từ ngày"))
    length_months = forms.TypedChoiceField(label=_("Thời gian"), coerce=int, widget=forms.RadioSelect)
    planned_end = VietnameseDateField(
        label=_("Đến ngày"),
        required=False,
        help_text=_("Bỏ trống thì máy tính từ số tháng. Nhiệm kỳ đầu sau sáp nhập có thể ngắn hơn."),
    )
    field_order = ("name", "congress_on", "valid_from", "length_months", "planned_end", "document", "document_on")
    helper = form_helper()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lengths = term_lengths(kind)
        words = {30: gettext("30 tháng (năm năm hai lần)"), 60: gettext("60 tháng (năm năm một lần)")}
        field = self.fields["length_months"]
        let_choose(field, [(months, words[months]) for months in lengths])
        field.initial = lengths[0]


class TermExtendForm(forms.Form):
    """A longer term, by a document of the superior."""

    extended_to = VietnameseDateField(label=_("Kéo dài đến ngày"))
    document = forms.CharField(label=_("Số văn bản cho kéo dài"), max_length=200, help_text=DOCUMENT_HINT)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    helper = form_helper()


class TermEndForm(forms.Form):
    """The end of a term."""

    ended_on = VietnameseDateField(
        label=_("Kết thúc ngày"), help_text=_("Ngày đại hội của nhiệm kỳ sau, hoặc ngày đơn vị kết thúc hoạt động.")
    )
    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    helper = form_helper()


class CongressForm(forms.Form):
    """The day of the congress."""

    congress_on = VietnameseDateField(label=_("Ngày đại hội"))
    helper = form_helper()
