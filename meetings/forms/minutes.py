"""Forms of the writing page. Each serves one small deed; long texts save themselves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member
from core.forms import VietnameseNumberField, VietnameseTimeField, form_helper
from meetings.models import AgendaItem, Guest, TaskReview
from meetings.queries.minutes import People, WritingPage

Choices = list[tuple[str, Any]]
Offers = dict[str, list[tuple[str, str, Any]]]
"""Things to choose from, by group: key, words, thing."""
NOBODY = People((), (), ())


def form_layout(*fields: Any) -> FormHelper:
    helper = form_helper()
    helper.layout = Layout(*fields)
    return helper


class PersonField(forms.ChoiceField):
    """One of the people of a meeting, as ``m12`` (member) or ``g3`` (guest); gives the row, or None."""

    def __init__(self, *, nobody: Any, with_guests: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.nobody, self.with_guests = nobody, with_guests
        self.widget.attrs["data-people"] = "all" if with_guests else "members"
        self.known: dict[str, Member | Guest] = {}

    def offer(self, people: People) -> None:
        """Set the choices: those who are there, guests, then the others."""
        groups: list[tuple[str, list[tuple[str, str]]]] = [(gettext("Có mặt"), _members(people, people.present))]
        if self.with_guests:
            groups.append((gettext("Khách dự"), [(f"g{guest.pk}", guest.full_name) for guest in people.guests]))
        groups.append((gettext("Vắng, chưa điểm danh"), _members(people, people.others)))
        self.choices = [("", self.nobody), *(group for group in groups if group[1])]
        self.known = {f"m{member.pk}": member for member in people.present + people.others}
        self.known |= {f"g{guest.pk}": guest for guest in people.guests}

    def clean(self, value: Any) -> Member | Guest | None:
        return self.known.get(super().clean(value))


def _members(people: People, members: tuple[Member, ...]) -> list[tuple[str, str]]:
    return [(f"m{member.pk}", people.names[member.pk]) for member in members]


class OfferedField(forms.ChoiceField):
    """A choice among things that a meeting has of its own; ``offers`` gives them from the page, in groups.

    In the pattern that the script copies they are filled in where ``marker`` stands. ``with_members`` offers every
    member of the meeting besides, whom the script adds as it does to a ``PersonField``.
    """

    def __init__(
        self, *, nobody: Any, offers: Callable[[WritingPage], Offers], with_members: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.nobody, self.offers, self.with_members = nobody, offers, with_members
        if with_members:
            self.widget.attrs["data-people"] = "members"
        self.known: dict[str, Any] = {}

    @staticmethod
    def marker(name: str) -> str:
        return f"#{name}"

    def offer(self, page: WritingPage | None, name: str) -> None:
        """Set the choices; without a page, the place where they will stand."""
        if page is None:
            self.choices = [("", self.nobody), (self.marker(name), "")]
            return
        groups = self.offers(page)
        self.known = {key: thing for rows in groups.values() for key, _words, thing in rows}
        self.choices = [("", self.nobody)]
        self.choices += [(label, [row[:2] for row in rows]) for label, rows in groups.items() if rows]
        if self.with_members:
            members = page.people.present + page.people.others
            self.known = {f"m{member.pk}": member for member in members} | self.known
            self.choices.append((gettext("Đảng viên"), _members(page.people, members)))

    def options(self, page: WritingPage) -> SafeString:
        """The choices of a page as the browser takes them."""
        drawn = (
            (label, format_html_join("", '<option value="{}">{}</option>', (row[:2] for row in rows)))
            for label, rows in self.offers(page).items()
            if rows
        )
        return format_html_join("", '<optgroup label="{}">{}</optgroup>', drawn)

    def clean(self, value: Any) -> Any:
        return self.known.get(super().clean(value))


class PageForm(forms.Form):
    """A form on the writing page: its people and agenda come from there. Without a page it is a pattern to copy."""

    prefix_of_ids = ""

    def __init__(self, data: Any = None, *, page: WritingPage | None = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{self.prefix_of_ids}-%s", **options)
        self.page = page
        for name, field in self.fields.items():
            if isinstance(field, PersonField):
                field.offer(page.people if page else NOBODY)
            elif isinstance(field, OfferedField):
                field.offer(page, name)

    def facts(self) -> dict[str, Any]:
        """What was chosen and typed, by the names that the service takes."""
        return self.cleaned_data

    def clean_item(self) -> AgendaItem | None:
        """The point of the agenda it hangs on; one that is gone is refused."""
        value = self.cleaned_data.get("item")
        if value is None:
            return None
        row = self.page.item(value) if self.page else None
        if row is None:
            raise forms.ValidationError(gettext("Nội dung này không còn trong chương trình. Hãy tải lại trang."))
        return row.item


class SpeakerForm(PageForm):
    """Who spoke: a member or a guest."""

    prefix_of_ids = "nguoi-noi"
    speaker = PersonField(label=_("Ai phát biểu?"), nobody=_("– chọn người phát biểu –"), with_guests=True)
    helper = form_helper()

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        person = facts.pop("speaker")
        return {**facts, "guest" if isinstance(person, Guest) else "speaker": person}


class OpinionForm(SpeakerForm):
    """Who speaks next on a point."""

    prefix_of_ids = "y-kien"
    item = forms.IntegerField(widget=forms.HiddenInput)


class ItemForm(PageForm):
    """The title of a point and who presents it."""

    prefix_of_ids = "noi-dung-moi"
    title = forms.CharField(label=_("Tên nội dung"), max_length=300)
    presenter = PersonField(label=_("Người trình bày"), nobody=_("– không ghi –"), required=False)
    helper = form_helper()


class ReviewForm(forms.Form):
    """What became of a task."""

    outcome = forms.ChoiceField(choices=TaskReview.Outcome)
    value = VietnameseNumberField(required=False)
    note = forms.CharField(max_length=300, required=False)


class CommaDecimalField(forms.DecimalField):
    """A number with a comma or a point before the tenths."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ScoreForm(forms.Form):
    """The meeting's score of itself."""

    self_score = CommaDecimalField(
        label=_("Điểm tự chấm"), min_value=0, max_value=100, decimal_places=2, required=False
    )


class ClosingForm(forms.Form):
    """Reading back and the closing time."""

    minutes_agreed = forms.IntegerField(
        label=_("Số đồng chí đồng ý thông qua biên bản"), min_value=0, max_value=9999, required=False
    )
    ended_at = VietnameseTimeField(label=_("Kết thúc lúc"), required=False)
    ends_next_day = forms.BooleanField(label=_("Kết thúc sang ngày hôm sau"), required=False)
