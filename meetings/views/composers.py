"""The small forms of the writing page: who spoke, a vote, a task, a point of the agenda."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.minutes import ItemForm, OpinionForm, PageForm, SpeakerForm, TaskForm, VoteForm
from meetings.queries.minutes import WritingPage


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
    "item": Kind(ItemForm, "item_add", _("Thêm nội dung vào chương trình"), _("Thêm nội dung")),
    "title": Kind(ItemForm, "item_change", _("Sửa nội dung này"), _("Lưu tên, người trình bày"), changes=True),
}


@dataclass(frozen=True)
class Composer:
    """A small form in its place: ``number`` is the point, or the thing it changes; 0 for none, and in patterns.

    A pattern has no ``form``: its people and its place are filled in by the script that copies it.
    """

    kind: str
    number: int
    action: str
    form: PageForm | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

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
        return _drawn(self.form) if self.form else _pattern_fields(self.kind, get_language() or "")


def _drawn(form: PageForm) -> SafeString:
    return SafeString(render_crispy_form(form))


@cache
def _pattern_fields(kind: str, _language: str) -> SafeString:
    """Drawn once: six forms are dear beside the rest of the page, and patterns are the same for every meeting."""
    return _drawn(KINDS[kind].form())


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
    return [Composer(kind, 0, _action(kind, 0, page)) for kind in KINDS]


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


INITIAL: dict[str, Callable[[int, WritingPage], dict[str, Any]]] = {"title": _of_title, "speaker": _of_speaker}
