"""The small forms of the writing page: who spoke, a vote, a task, a point of the agenda."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.forms.minutes import ItemForm, OpinionForm, PageForm, SpeakerForm, TaskForm, VoteForm
from meetings.models import Passage
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
    "speaker": Kind(SpeakerForm, "opinion_change", _("Đổi người phát biểu"), _("Đổi người"), changes=True),
    "vote": Kind(VoteForm, "vote_add", _("Biểu quyết"), _("Ghi biểu quyết")),
    "task": Kind(TaskForm, "task_add", _("Giao nhiệm vụ"), _("Giao nhiệm vụ")),
    "item": Kind(ItemForm, "item_add", _("Thêm nội dung vào chương trình"), _("Thêm nội dung")),
    "title": Kind(ItemForm, "item_change", _("Sửa tên nội dung"), _("Lưu tên nội dung"), changes=True),
}


@dataclass(frozen=True)
class Composer:
    """A small form in its place: ``number`` is the point, or the thing it changes; 0 for none, and in patterns."""

    kind: str
    number: int
    form: PageForm
    action: str

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def legend(self) -> Any:
        return KINDS[self.kind].legend

    @property
    def submit(self) -> Any:
        return KINDS[self.kind].submit


def composer_for(kind: str, number: int, page: WritingPage, data: Any = None, **options: Any) -> Composer:
    """The form of a kind for a point or a thing, empty or filled from ``data``."""
    sort = KINDS[kind]
    form = sort.form(
        page, data, initial={"item": number or None, **INITIAL.get(kind, _nothing)(number, page)}, **options
    )
    arguments = [page.meeting.pk, number] if sort.changes else [page.meeting.pk]
    return Composer(kind, number, form, reverse(f"meetings:{sort.url}", args=arguments))


def composer_named(name: str, page: WritingPage) -> Composer | None:
    """The form that an address asks for, as "vote-12"; None for anything that is not on the page."""
    kind, _dash, number = name.partition("-")
    if kind not in KINDS or not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    return composer_for(kind, int(number), page)


def patterns(page: WritingPage) -> list[Composer]:
    """One of each kind, without people, for the script to copy."""
    return [composer_for(kind, 0, page, as_pattern=True) for kind in KINDS]


def _nothing(_number: int, _page: WritingPage) -> dict[str, Any]:
    return {}


def _of_title(number: int, page: WritingPage) -> dict[str, Any]:
    row = page.item(number)
    if row is None:
        return {}
    return {"title": row.item.title, "presenter": f"m{row.item.presenter_id}" if row.item.presenter_id else ""}


def _of_speaker(number: int, page: WritingPage) -> dict[str, Any]:
    opinions: list[Passage] = [opinion for row in page.items for opinion in row.opinions]
    found = next((opinion for opinion in opinions if opinion.pk == number), None)
    if found is None:
        return {}
    return {"speaker": f"m{found.speaker_id}" if found.speaker_id else f"g{found.guest_id}"}


INITIAL: dict[str, Callable[[int, WritingPage], dict[str, Any]]] = {"title": _of_title, "speaker": _of_speaker}
