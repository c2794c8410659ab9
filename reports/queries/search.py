"""One field for everything: pages, forms, units, people, minutes, tasks, documents, evaluations; a few of each.

Every group asks its own app for what the reader may see, and a fixed number of questions whatever is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cells.access import (
    candidates_visible_to,
    members_visible_to,
    organisations_visible_to,
    scope_of,
    transfers_visible_to,
)
from cells.models import Member, Membership, Organisation
from cells.queries import find_members
from cells.queries.branches import FoundUnit, find_units
from cells.queries.candidates import find_candidates
from cells.rules.statistics import forms as statistics_forms
from core.errors import DomainError
from core.ids import IdSet
from core.periods import PartialDate, format_date, parse_date, today
from core.search_words import Wanted, fold, understand
from core.vietnamese import mask, search_key
from evaluations.access import evaluations_visible_to
from evaluations.models import Decision
from meetings.access import meetings_visible_to, tasks_visible_to
from meetings.access.search import entries_visible_to
from meetings.models import SearchEntry
from meetings.queries.search import Result, find, results
from reports.access import documents_visible_to
from reports.queries.known_papers import PAPERS
from reports.queries.menu import menu_entries
from reports.queries.paper_list import papers_for

SHOWN = 5
"""So many of each group are named."""
SHORTEST = 2
PRINTED = 300
"""Among so many of the newest printed papers one is looked for by its title."""
LAST_DIGITS = re.compile(r"[0-9]{3}")
NUMBER_TYPED = re.compile(r"[0-9]\s*[-/]\s*[^\W\d]")
"""As in 12-QĐ/ĐU."""
YEAR_TYPED = re.compile(r"20[0-9]{2}")
FORM_TYPED = re.compile(r"0?[1-9][a-f]?")
"""As in "mẫu 2A"."""
DAY_TYPED = re.compile(r"[0-9]{1,4}[/.-][0-9./-]*[0-9]|(?:ngay|thang) [0-9].*")


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what tells it apart, where it is."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    """What was found of one sort. ``all_url`` leads to the list that shows all of it; empty where there is none."""

    label: str
    icon: str
    hits: list[Hit]
    results: list[Result]
    """Minutes and documents, with the words where they stand."""
    has_more: bool
    all_url: str = ""


def is_too_short(typed: str) -> bool:
    """Whether nearly everything would be found."""
    return len(re.sub(r"\W", "", typed)) < SHORTEST


def search(user: User, typed: str) -> list[Group]:
    """The groups in which something was found: what is called so first, then the texts that hold the words."""
    if is_too_short(typed):
        return []
    # A day or a month is looked for in texts as it stands, not as numbers anywhere.
    wanted = understand(typed if asked_time(typed) is None else f'"{typed}"')
    years, names = _years_apart(typed)
    units = find_units(" ".join(names), today(), within=scope_of(user).known) if names else []
    groups = [_pages(user, typed), _papers(user, typed), *_on_a_day(user, typed)]
    groups += [_units(user, typed, units), _members(user, typed), _candidates(user, typed)]
    groups += [_evaluations(user, typed, years, names, units), _transfers(user, typed)]
    groups += [*_minutes_and_tasks(user, wanted, typed), _documents(user, wanted, typed), _printed(user, typed)]
    return [group for group in groups if group.hits or group.results]


def _group(label: str, icon: str, hits: Iterable[Hit], page: str = "", typed: str = "", word: str = "tim") -> Group:
    found = list(hits)
    address = f"{reverse(page)}?{urlencode({word: typed})}" if page and typed else reverse(page) if page else ""
    return Group(label, icon, found[:SHOWN], [], len(found) > SHOWN, address)


def _words(typed: str) -> list[str]:
    return [word for word in re.split(r"[^\w]|_", search_key(typed)) if word]


def _has_all(text: str, words: Iterable[str]) -> bool:
    plain = search_key(text)
    return all(word in plain for word in words)


def _pages(user: User, typed: str) -> Group:
    """Entries of the menu by what they are called."""
    words = _words(typed)
    found = [entry for entry in menu_entries(user) if _has_all(entry.label, words)]
    return _group(_("Trang"), "right", (Hit(entry.label, "", reverse(entry.name)) for entry in found))


def _papers(user: User, typed: str) -> Group:
    """Forms that the user may print for the own unit this year, by name or number ("mẫu 2A")."""
    scope, words = scope_of(user), _words(typed)
    labels = [*(paper.label for paper in PAPERS), *(form.title for form in statistics_forms().values())]
    is_number = any(FORM_TYPED.fullmatch(word) for word in words) and asked_time(typed) is None
    if not is_number and not any(_has_all(str(label), words) for label in labels):
        return _group("", "document", ())
    numbers = scope.directed_roots or scope.led_cells or scope.readable
    units = organisations_visible_to(user).filter(pk__in=IdSet(numbers), ended_on=None).order_by("pk")
    unit = units.prefetch_related("periods").first() if numbers else None
    lines = [line for group in papers_for(user, unit, today().year) for line in group.lines] if unit else []
    found = [line for line in lines if _has_all(f"{line.label} {line.number}", words)]
    hits = (Hit(str(line.label), " · ".join(filter(None, [line.number, str(line.about)])), line.url) for line in found)
    return _group(_("Biểu mẫu"), "document", hits, "reports:catalogue")


def _on_a_day(user: User, typed: str) -> Iterable[Group]:
    """Meetings and documents of a day or a month that was typed, as in 05/10/2026 or 10/2026."""
    asked = asked_time(typed)
    if asked is None:
        return
    meetings = meetings_visible_to(user).filter(held_on__range=(asked.earliest, asked.latest)).defer("snapshot")
    rows = meetings.select_related("cell").prefetch_related("cell__periods").order_by("held_on", "pk")[: SHOWN + 1]
    hits = [
        Hit(f"{row.cell}: {row}", f"{format_date(row.held_on)} · {row.get_state_display()}", row.get_absolute_url())
        for row in rows
    ]
    scope, month = scope_of(user), (asked.earliest.year, asked.earliest.month)
    address = reverse("reports:month_reasons", args=month) if scope.directed or scope.reviewed else ""
    label = _("Họp %(time)s") % {"time": asked}
    yield Group(label, "calendar", hits[:SHOWN], [], len(hits) > SHOWN, address)
    entries = entries_visible_to(user).filter(meeting=None, on__range=(asked.earliest, asked.latest))
    documents = entries.select_related("document", "unit").defer("words", "document__content")
    yield _group(
        _("Văn bản %(time)s") % {"time": asked},
        "document",
        (
            Hit(row.document.title, f"{row.document} · {row.unit}", _of_document(row.document.pk))
            for row in documents.prefetch_related("unit__periods").order_by("on", "pk")[: SHOWN + 1]
            if row.document
        ),
    )


def _of_document(number: int) -> str:
    return reverse("meetings:party_document", args=[number])


def asked_time(typed: str) -> PartialDate | None:
    """The day or month that was typed and nothing else; a bare number is none."""
    if not DAY_TYPED.fullmatch(search_key(typed)):
        return None
    try:
        found = parse_date(typed)
    except DomainError:
        return None
    return found if found.precision != "year" else None


def _candidates(user: User, typed: str) -> Group:
    """People prepared for admission, by name."""
    rows = find_candidates(candidates_visible_to(user), typed).filter(member=None).order_by("sort_key", "pk")
    rows = rows.select_related("cell").prefetch_related("cell__periods")
    hits = (
        Hit(row.full_name, f"{row.get_stage_display()} · {row.cell}", reverse("cells:candidate_detail", args=[row.pk]))
        for row in rows[: SHOWN + 1]
    )
    return _group(_("Quần chúng ưu tú"), "plus", hits, "cells:candidate_list")


def _transfers(user: User, typed: str) -> Group:
    """Papers that introduce members to another cell, by their number."""
    if not NUMBER_TYPED.search(typed) or not scope_of(user).readable:
        return _group("", "document", ())
    rows = transfers_visible_to(user).filter(document__icontains=typed.strip()).select_related("member")
    hits = (
        Hit(
            f"{row.document}: {row.member}", format_date(row.issued_on), reverse("cells:transfer_detail", args=[row.pk])
        )
        for row in rows.order_by("-issued_on", "-pk")[: SHOWN + 1]
    )
    return _group(_("Giấy giới thiệu"), "document", hits, "cells:transfer_list")


def _years_apart(typed: str) -> tuple[list[int], list[str]]:
    """The years among the words, and the other words."""
    words = _words(typed)
    years = [int(word) for word in words if YEAR_TYPED.fullmatch(word)]
    return years, [word for word in words if not YEAR_TYPED.fullmatch(word)]


def _units(user: User, typed: str, found: Iterable[FoundUnit]) -> Group:
    """Units by their present name, or by their code."""
    scope, rows = scope_of(user), list(found)[: SHOWN + 1]
    hits = {row.number: Hit(row.name, row.superior, reverse("cells:cell_detail", args=[row.number])) for row in rows}
    coded = Organisation.objects.filter(code__iexact=typed.strip(), pk__in=scope.known).prefetch_related("periods")
    for unit in coded[:SHOWN]:
        hits[unit.pk] = Hit(unit.name, unit.code or "", unit.get_absolute_url())
    is_wide = bool(scope.directed or scope.reviewed or scope.charged)
    page = "cells:organisation_tree" if is_wide else "cells:cell_list"
    return _group(_("Tổ chức đảng"), "flag", hits.values(), page, typed if is_wide else "")


def _members(user: User, typed: str) -> Group:
    """People by name, by a whole number, or by the three digits of the card that every page shows."""
    visible, digits = members_visible_to(user).filter(merged_into=None), typed.strip()
    by_card = LAST_DIGITS.fullmatch(digits) is not None
    found = visible.filter(card_number__endswith=digits) if by_card else find_members(visible, typed)
    now = Membership.objects.in_force(today()).select_related("cell").prefetch_related("cell__periods")
    rows = found.order_by("sort_key", "pk").prefetch_related(Prefetch("memberships", now, to_attr="now"))
    page, words = ("cells:member_list", "" if by_card else typed) if scope_of(user).readable else ("", "")
    hits = (Hit(row.full_name, _about(row, by_card), row.get_absolute_url()) for row in rows[: SHOWN + 1])
    return _group(_("Đảng viên"), "people", hits, page, words)


def _about(member: Member, by_card: bool) -> str:
    stays: list[Membership] = member.now  # type: ignore[attr-defined]
    born = _("sinh %(day)s") % {"day": format_date(member.birth)} if member.birth else ""
    card = _("số thẻ %(number)s") % {"number": mask(member.card_number)} if by_card else ""
    return " · ".join(filter(None, [born, card, *(stay.cell.name for stay in stays)]))


def _found_in(entries: Any, wanted: Wanted, label: str, icon: str, typed: str) -> tuple[Group, list[int]]:
    found = find(entries, wanted)
    address = f"{reverse('meetings:meeting_search')}?{urlencode({'tim': typed})}"
    shown = results(found.numbers[:SHOWN], wanted)
    return Group(label, icon, [], shown, len(found.numbers) > SHOWN, address), found.numbers


def _minutes_and_tasks(user: User, wanted: Wanted, typed: str) -> Iterable[Group]:
    """Meetings by the words of their minutes; tasks among those by their own words."""
    entries = entries_visible_to(user).filter(document=None)
    group, numbers = _found_in(entries, wanted, pgettext("several", "Buổi họp"), "minutes", typed)
    yield group
    meetings = SearchEntry.objects.filter(pk__in=numbers).values("meeting")
    tasks = tasks_visible_to(user).filter(meeting__in=meetings).order_by("-meeting__held_on", "-pk")
    rows = tasks.values_list("pk", "text", "owner__full_name", "due_on") if numbers else []
    found = [row for row in rows if _holds(row[1], wanted)]
    hits = (
        Hit(text, " · ".join(filter(None, [owner, format_date(due_on)])), reverse("meetings:task_detail", args=[pk]))
        for pk, text, owner, due_on in found
    )
    yield _group(_("Nhiệm vụ"), "task", hits, "meetings:task_board", typed)


def _holds(text: str, wanted: Wanted) -> bool:
    plain = fold(text)
    return all(all(word in plain for word in term.plain) for term in wanted.terms)


def _documents(user: User, wanted: Wanted, typed: str) -> Group:
    """Documents that units issued, by number, title and content."""
    entries = entries_visible_to(user).filter(meeting=None)
    return _found_in(entries, wanted, _("Văn bản"), "document", typed)[0]


def _printed(user: User, typed: str) -> Group:
    """Papers printed lately, by title."""
    words = _words(typed)
    rows = documents_visible_to(user).order_by("-pk").values_list("pk", "title", "requested_at")[:PRINTED]
    found = [row for row in rows if _has_all(row[1], words)]
    hits = (Hit(title, format_date(at), reverse("reports:document_detail", args=[pk])) for pk, title, at in found)
    return _group(_("Văn bản đã in"), "print", hits, "reports:document_list")


def _evaluations(user: User, typed: str, years: list[int], names: list[str], units: Iterable[FoundUnit]) -> Group:
    """Evaluations of members by name, of units by theirs, or by the number of the decision; a year narrows them."""
    if not names:
        return _group("", "award", ())
    # Each by itself: PostgreSQL finds people by their names' index only where nothing else is asked with "or".
    sorts = [
        reduce(and_, (Q(member__search_key__contains=word) for word in names)),
        Q(member=None, cell__in=[row.number for row in units]),
    ]
    if NUMBER_TYPED.search(typed):
        sorts.append(Q(pk__in=Decision.objects.filter(document_number__iexact=typed.strip()).values("evaluation")))
    rows = evaluations_visible_to(user).filter(period__year__in=years) if years else evaluations_visible_to(user)
    rows = rows.select_related("member", "period", "cell", "collective").defer("period__regulation")
    rows = rows.prefetch_related("cell__periods").order_by("-period__year", "-pk")
    found = [row for sort in sorts for row in rows.filter(sort)[: SHOWN + 1]]
    hits = (
        Hit(str(row), f"{row.period.label} · {row.cell or ''}", reverse("evaluations:evaluation_detail", args=[row.pk]))
        for row in found
    )
    return _group(_("Đánh giá, xếp loại"), "award", hits, "evaluations:period_list")
