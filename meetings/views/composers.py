"""The small forms of the writing page: who spoke, a vote, a task, a point of the agenda."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.minutes import ItemForm, OfferedField, OpinionForm, PageForm, SpeakerForm
from meetings.forms.minutes_lines import DocumentLineForm, RemarkForm
from meetings.forms.minutes_roll import PageGuestForm
from meetings.forms.minutes_tasks import GivenTaskForm, TaskForm
from meetings.forms.minutes_votes import BallotForm, VoteForm
from meetings.queries.minutes import WritingPage
from meetings.queries.small_values import task_values, vote_values


@dataclass(frozen=True)
class Kind:
    """One sort of small form; ``url`` takes the number of the thing it changes when ``changes`` is set."""

    form: type[PageForm]
    url: str
    legend: Any
    submit: Any
    changes: bool = False


KINDS = {
    "opinion": Kind(OpinionForm, "opinion_add", _("Ý kiến tiếp theo"), _("Thêm ý kiến")),
    "speaker": Kind(SpeakerForm, "opinion_change", _("Sửa ý kiến"), _("Đổi người phát biểu"), changes=True),
    "vote": Kind(VoteForm, "vote_add", _("Biểu quyết"), _("Ghi biểu quyết")),
    "task": Kind(TaskForm, "task_add", _("Giao nhiệm vụ"), _("Giao nhiệm vụ")),
    "ballot": Kind(BallotForm, "vote_change", _("Sửa biểu quyết"), _("Lưu biểu quyết"), changes=True),
    "given": Kind(GivenTaskForm, "task_change", _("Sửa nhiệm vụ"), _("Lưu nhiệm vụ"), changes=True),
    "document": Kind(DocumentLineForm, "document_note", _("Văn bản đã phổ biến"), _("Ghi văn bản")),
    "remark": Kind(RemarkForm, "remark_note", _("Biểu dương, nhắc nhở, phê bình"), _("Ghi nhận xét")),
    "item": Kind(ItemForm, "item_add", _("Thêm nội dung vào chương trình"), _("Thêm nội dung")),
    "guest": Kind(PageGuestForm, "guest_note", _("Đại biểu cấp trên, khách dự"), _("Ghi khách")),
    "title": Kind(ItemForm, "item_change", _("Sửa nội dung này"), _("Lưu tên, người trình bày"), changes=True),
}


@dataclass(frozen=True)
class Composer:
    """A small form in its place: ``number`` is the point, or the thing it changes; 0 for none, and in patterns.

    A pattern has no ``form``: its people and its place are filled in by the script that copies it, what else the
    meeting offers by ``page``.
    """

    kind: str
    number: int
    action: str
    form: PageForm | None = None
    page: WritingPage | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def shape(self) -> str:
        """What the script takes it for: a vote that is corrected is weighed like a new one."""
        return SHAPES.get(self.kind, self.kind)

    @property
    def legend(self) -> Any:
        return KINDS[self.kind].legend

    @property
    def submit(self) -> Any:
        return KINDS[self.kind].submit

    def errors(self) -> dict[str, list[str]]:
        """Sentences by field; none in a form that may be carried out."""
        assert self.form is not None
        return {field: [str(sentence) for sentence in sentences] for field, sentences in self.form.errors.items()}

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        assert self.form is not None
        return self.form.facts()

    @property
    def fields(self) -> SafeString:
        if self.form:
            return _drawn(self.form)
        return _with_offers(_pattern_fields(self.kind, get_language() or ""), KINDS[self.kind].form, self.page)


def _drawn(form: PageForm) -> SafeString:
    return SafeString(render_crispy_form(form))


@cache
def _pattern_fields(kind: str, _language: str) -> SafeString:
    """Drawn once: six forms are dear beside the rest of the page, and patterns are the same for every meeting."""
    return _drawn(KINDS[kind].form())


def _with_offers(html: SafeString, form: type[PageForm], page: WritingPage | None) -> SafeString:
    """A pattern with the choices that this meeting offers, each where its marker stands."""
    for name, field in form.base_fields.items():
        if isinstance(field, OfferedField):
            before, after = re.split(rf'<option value="{field.marker(name)}"[^>]*>\s*</option>', html, maxsplit=1)
            html = SafeString(before + (field.options(page) if page else "") + after)
    return html


def composer_for(kind: str, number: int, page: WritingPage, data: Any = None) -> Composer:
    """The form of a kind for a point or a thing, empty or filled from ``data``."""
    initial = {"item": number or None, **INITIAL.get(kind, _nothing)(number, page)}
    return Composer(kind, number, _action(kind, number, page), KINDS[kind].form(data, page=page, initial=initial))


def composer_named(name: str, page: WritingPage) -> Composer | None:
    """The form that an address asks for, as "vote-12"; None for anything that is not on the page."""
    kind, _dash, number = name.partition("-")
    if kind not in KINDS or not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    return composer_for(kind, int(number), page)


def patterns(page: WritingPage) -> list[Composer]:
    """One of each kind for the script to copy."""
    return [Composer(kind, 0, _action(kind, 0, page), page=page) for kind in KINDS]


def _action(kind: str, number: int, page: WritingPage) -> str:
    numbers = [page.meeting.pk, number] if KINDS[kind].changes else [page.meeting.pk]
    return reverse(f"meetings:{KINDS[kind].url}", args=numbers)


def _nothing(_number: int, _page: WritingPage) -> dict[str, Any]:
    return {}


def _of_title(number: int, page: WritingPage) -> dict[str, Any]:
    row = page.item(number)
    if row is None:
        return {}
    return {"title": row.item.title, "presenter": f"m{row.item.presenter_id}" if row.item.presenter_id else ""}


def _of_speaker(number: int, page: WritingPage) -> dict[str, Any]:
    opinions = (opinion for row in page.items for opinion in row.opinions)
    return {"speaker": next((opinion.choice for opinion in opinions if opinion.passage.pk == number), "")}


def _of_ballot(number: int, page: WritingPage) -> dict[str, Any]:
    found = (counted.vote for row in page.items for counted in row.votes)
    vote = next((vote for vote in found if vote.pk == number), None)
    return vote_values(vote) if vote else {}


def _of_given(number: int, page: WritingPage) -> dict[str, Any]:
    given = next((row for row in page.tasks if row.task.pk == number), None)
    return task_values(given) if given else {}


SHAPES = {"ballot": "vote"}
INITIAL: dict[str, Callable[[int, WritingPage], dict[str, Any]]] = {
    "title": _of_title,
    "speaker": _of_speaker,
    "ballot": _of_ballot,
    "given": _of_given,
}
