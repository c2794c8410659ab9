"""Looking for words in minutes, documents and tasks. What may be looked in is given, never decided here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cells.models import Organisation
from core.search_words import Snippet, Wanted, snippet
from meetings.models import AgendaItem, Meeting, PartyDocument, Passage, SearchEntry, Task, Vote

MOST = 200
"""So many of the newest are found; who looks for more adds a word."""
SHOWN_SNIPPETS = 3


@dataclass(frozen=True)
class Found:
    """The numbers of the entries that hold what is wanted: as written first, then without accents; newest first."""

    numbers: list[int]
    has_more: bool


@dataclass(frozen=True)
class Place:
    """A text in which something was found."""

    label: str
    snippet: Snippet


@dataclass
class Result:
    """One meeting or document, with where in it the words stand."""

    unit: Organisation
    on: dt.date
    meeting: Meeting | None
    document: PartyDocument | None
    places: list[Place] = field(default_factory=list)


def find(entries: QuerySet[SearchEntry], wanted: Wanted, *, year: int | None = None, unit: int | None = None) -> Found:
    """At most ``MOST`` entries, in two questions at most."""
    if not wanted:
        return Found([], has_more=False)
    chosen = {"year": year, "unit": unit}
    entries = entries.filter(**{name: value for name, value in chosen.items() if value is not None})
    exact = _numbers(entries, wanted.as_tsquery(exact=True)) if wanted.has_marks else []
    if len(exact) > MOST:
        return Found(exact[:MOST], has_more=True)
    known = set(exact)
    numbers = exact + [number for number in _numbers(entries, wanted.as_tsquery()) if number not in known]
    return Found(numbers[:MOST], has_more=len(numbers) > MOST)


def _numbers(entries: QuerySet[SearchEntry], question: str) -> list[int]:
    found = entries.filter(words=SearchQuery(question, config="simple", search_type="raw"))
    return list(found.order_by("-on", "-pk").values_list("pk", flat=True)[: MOST + 1])


def results(numbers: Iterable[int], wanted: Wanted) -> list[Result]:
    """The entries of one page in their order, with their texts looked through: a fixed number of questions."""
    rows = {
        entry.pk: entry
        for entry in SearchEntry.objects.filter(pk__in=list(numbers))
        .defer("words", "meeting__snapshot")
        .select_related("unit", "meeting__cell", "document__meeting")
        .prefetch_related("unit__periods", "meeting__cell__periods")
    }
    entries = [rows[number] for number in numbers if number in rows]
    texts = _texts([entry.meeting_id for entry in entries if entry.meeting_id])
    found = []
    for entry in entries:
        result = Result(entry.unit, entry.on, entry.meeting, entry.document)
        own = texts[entry.meeting_id] if entry.meeting_id else []
        result.places = _best(_of_entry(entry) + own, wanted)
        found.append(result)
    return found


def _of_entry(entry: SearchEntry) -> list[tuple[str, str]]:
    if entry.meeting:
        return [(_("Chuyên đề"), entry.meeting.theme)]
    assert entry.document is not None
    content = "\n".join(_strings(entry.document.content))
    return [(_("Trích yếu"), f"{entry.document.symbol} {entry.document.title}".strip()), (_("Nội dung"), content)]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "width":  # of a column: a word for the layout, not for the reader
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _texts(meetings: list[int]) -> dict[int, list[tuple[str, str]]]:
    """The texts of those meetings, each with what it is called, in the order of the paper."""
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    there = {"meeting__in": meetings, "is_removed": False}
    for item in AgendaItem.objects.filter(**there):
        texts[item.meeting_id].append((_("Nội dung chương trình"), item.title))
    passages = Passage.objects.filter(**there).exclude(text="").exclude(item__is_removed=True)
    for passage in passages.select_related("item", "speaker", "guest"):
        texts[passage.meeting_id].append((_called(passage), passage.text))
    for vote in Vote.objects.filter(**there).exclude(item__is_removed=True):
        texts[vote.meeting_id].append((_("Biểu quyết"), f"{vote.question} {vote.person}".strip()))
    for task in Task.objects.filter(**there).exclude(item__is_removed=True):
        texts[task.meeting_id].append((_("Nhiệm vụ"), task.text))
    return texts


def _called(passage: Passage) -> str:
    words = str(passage.get_kind_display()).capitalize()
    if passage.kind == Passage.Kind.OPINION:
        return f"{words}: {passage.speaker or passage.guest}"
    return f"{words} – {passage.item}" if passage.item else words


def _best(texts: list[tuple[str, str]], wanted: Wanted) -> list[Place]:
    """The first texts, in the order of the paper, that hold as much of what is wanted as any does."""
    found = [(label, snippet(text, wanted)) for label, text in texts]
    most = max((part.terms for _label, part in found if part), default=0)
    return [Place(label, part) for label, part in found if part and part.terms == most][:SHOWN_SNIPPETS]
