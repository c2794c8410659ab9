"""Forms of the writing page. Each serves one small deed; long texts save themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member
from core.forms import VietnameseDateField, VietnameseTimeField, form_helper
from meetings.models import AgendaItem, Guest, TaskReview, Vote
from meetings.queries.minutes import People, WritingPage
from meetings.queries.votes import ABOUT_A_PERSON, BY_TWO_THIRDS

Choices = list[tuple[str, Any]]
NOBODY = People((), (), ())


def _layout(*fields: Any) -> FormHelper:
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


class PageForm(forms.Form):
    """A form on the writing page: its people and agenda come from there. Without a page it is a pattern to copy."""

    prefix_of_ids = ""

    def __init__(self, data: Any = None, *, page: WritingPage | None = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{self.prefix_of_ids}-%s", **options)
        self.page = page
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.offer(page.people if page else NOBODY)

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


class VoteForm(PageForm):
    """A question, what it is about, and the counts."""

    prefix_of_ids = "bieu-quyet"
    item = forms.IntegerField(widget=forms.HiddenInput)
    question = forms.CharField(label=_("Nội dung biểu quyết"), max_length=500)
    matter = forms.ChoiceField(
        label=_("Loại việc"),
        choices=Vote.Matter,
        required=False,
        widget=forms.Select(
            attrs={"data-personal": " ".join(ABOUT_A_PERSON), "data-two-thirds": " ".join(BY_TWO_THIRDS)}
        ),
    )
    person = forms.CharField(label=_("Người được xét (mỗi lần một người)"), max_length=120, required=False)
    method = forms.ChoiceField(label=_("Hình thức"), choices=Vote.Method, required=False)
    yes = forms.IntegerField(label=_("Tán thành"), min_value=0)
    no = forms.IntegerField(label=_("Không tán thành"), min_value=0, required=False)
    abstain = forms.IntegerField(label=_("Không có ý kiến"), min_value=0, required=False)
    helper = _layout(
        "item",
        "question",
        Div(Field("matter", wrapper_class="grow"), Field("method", wrapper_class="grow"), css_class="fields"),
        Field("person", wrapper_class="only-personal"),
        Div("yes", "no", "abstain", css_class="fields fields-narrow"),
    )

    def clean_matter(self) -> str:
        return self.cleaned_data["matter"] or Vote.Matter.ORDINARY

    def clean_method(self) -> str:
        return self.cleaned_data["method"] or Vote.Method.HAND

    def clean_no(self) -> int:
        return self.cleaned_data["no"] or 0

    def clean_abstain(self) -> int:
        return self.cleaned_data["abstain"] or 0


class TaskForm(PageForm):
    """Who does what by when."""

    prefix_of_ids = "nhiem-vu"
    item = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Việc cần làm"), max_length=500)
    owner = PersonField(label=_("Giao cho"), nobody=_("cả chi bộ"), required=False)
    due_on = VietnameseDateField(label=_("Thời hạn"), required=False)
    helper = _layout("item", "text", Div(Field("owner", wrapper_class="grow"), "due_on", css_class="fields"))


class ItemForm(PageForm):
    """The title of a point and who presents it."""

    prefix_of_ids = "noi-dung-moi"
    title = forms.CharField(label=_("Tên nội dung"), max_length=300)
    presenter = PersonField(label=_("Người trình bày"), nobody=_("– không ghi –"), required=False)
    helper = form_helper()


class ReviewForm(forms.Form):
    """What became of a task."""

    outcome = forms.ChoiceField(choices=TaskReview.Outcome)
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
