"""Cases that not everyone is in: transfers, stays for a time, illness, several posts, new and followed units.

Each is said by the words of the regulation in force, with its source; what has to be asked for and is missing is a
warning (HD 43 mục 7; HD 21-HD/BTCTW where it is silent).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from cells.models import Member, Membership, Organisation, StatusPeriod, Succession
from core.periods import format_date, whole_months_between
from evaluations.models import Evaluation, FactEntry, Opinion
from evaluations.queries.collectives import FEWEST, people_of
from evaluations.queries.leaders import leading_posts
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.parts import SpecialCase
from evaluations.rules.regulation import Regulation

Giver = Opinion.Giver


@dataclass(frozen=True)
class CaseLine:
    """One case of a subject: what is so, what the regulation says of it, and what is missing."""

    text: str
    rule: str = ""
    source: str = ""
    is_missing: bool = False
    url: str = ""


def case_lines(evaluation: Evaluation, givers: Collection[str] | None = None) -> list[CaseLine]:
    """The special cases of one subject, in a fixed number of queries; ``givers`` of opinions where they are known."""
    regulation = regulation_of(evaluation.period)
    if evaluation.member is not None:
        return list(_of_person(evaluation, evaluation.member, regulation, givers))
    if evaluation.collective_id is not None:
        return list(_of_collective(evaluation, regulation))
    return list(_of_unit(evaluation, regulation))


def reference_lines(evaluation: Evaluation) -> list[CaseLine]:
    """What the regulation says of every special case of such a subject, to look it up."""
    regulation, person = regulation_of(evaluation.period), evaluation.member_id is not None
    kinds = {evaluation.rule_subject, "all", "person" if person else "organisation"}
    cases = [case for case in regulation.special_cases if kinds & set(case.subjects)]
    return [_line(regulation, case, "") for case in cases]


def _line(
    regulation: Regulation, case: SpecialCase | None, text: str, *, is_missing: bool = False, url: str = ""
) -> CaseLine:
    if case is None:
        return CaseLine(text, is_missing=is_missing, url=url)
    documents = {document.key: document.title for document in regulation.documents}
    document = documents.get(case.source.document, case.source.document)
    return CaseLine(text, _(case.text), f"{document}, {case.source.article}", is_missing, url)


def _of_person(
    evaluation: Evaluation, member: Member, regulation: Regulation, givers: Collection[str] | None
) -> Iterator[CaseLine]:
    on = cut_off(evaluation.period)
    first = dt.date(evaluation.period.year, 1, 1)
    stays = list(
        Membership.objects.filter(member=member, valid_from__lte=on)
        .exclude(valid_to__lt=first)
        .select_related("cell")
        .order_by("valid_from", "pk")
    )
    if len(stays) > 1:
        prefetch_related_objects(stays, "cell__periods")
    if givers is None:
        given = Opinion.objects.filter(evaluation=evaluation, is_removed=False)
        givers = set(given.values_list("giver", flat=True))
    official = [stay for stay in stays if stay.kind == Membership.Kind.PERMANENT]
    yield from _transfers(regulation, official, first, givers)
    yield from _temporary(regulation, member, stays, (first, on), givers)
    yield from _illness(regulation, evaluation)
    yield from _posts(regulation, evaluation, member, on)
    if evaluation.state == Evaluation.State.POSTPONED:
        yield _line(regulation, regulation.special_case("absent"), _("Chưa kiểm điểm, để lại."))


def _transfers(
    regulation: Regulation, official: list[Membership], first: dt.date, givers: Collection[str]
) -> Iterator[CaseLine]:
    case = regulation.special_case("transfer")
    for old in official[:-1]:
        if old.valid_to is None or old.end_reason != Membership.EndReason.TRANSFERRED:
            continue
        begun = max(first, old.valid_from)
        months = max(0, whole_months_between(begun, old.valid_to + dt.timedelta(days=1)))
        words = {"cell": old.cell.label(old.valid_to), "day": format_date(old.valid_to), "months": months}
        text = _("Chuyển sinh hoạt trong năm: ở %(cell)s đến %(day)s (%(months)s tháng của năm).")
        yield _line(regulation, case, text % words, url=old.cell.get_absolute_url())
        asked = case is not None and case.months is not None and months >= case.months
        if asked and Giver.FORMER_CELL not in givers:
            yield CaseLine(_("Chưa có nhận xét của chi bộ cũ: %(cell)s.") % words, is_missing=True)


def _temporary(
    regulation: Regulation,
    member: Member,
    stays: list[Membership],
    time: tuple[dt.date, dt.date],
    givers: Collection[str],
) -> Iterator[CaseLine]:
    places = [stay.cell.label(stay.valid_from) for stay in stays if stay.kind == Membership.Kind.TEMPORARY]
    away = StatusPeriod.objects.filter(member=member, status=StatusPeriod.Status.AWAY, valid_from__lte=time[1])
    places += [row.place or _("nơi khác") for row in away.exclude(valid_to__lt=time[0])]
    for place in dict.fromkeys(places):
        text = _("Sinh hoạt tạm thời trong năm tại %(place)s.") % {"place": place}
        yield _line(regulation, regulation.special_case("temporary_activity"), text)
    if places and Giver.TEMPORARY_CELL not in givers:
        yield CaseLine(_("Chưa có nhận xét của nơi sinh hoạt tạm thời."), is_missing=True)


def _illness(regulation: Regulation, evaluation: Evaluation) -> Iterator[CaseLine]:
    case = regulation.special_case("sick")
    if case is None or "months_sick" not in regulation.facts:
        return
    entry = FactEntry.objects.filter(evaluation=evaluation, key="months_sick").order_by("stage").first()
    months = entry.value if entry else None
    if isinstance(months, int | str) and float(months) >= (case.months or 0):
        yield _line(regulation, case, _("Nghỉ ốm cộng lại %(months)s tháng trong năm.") % {"months": months})


def _posts(regulation: Regulation, evaluation: Evaluation, member: Member, on: dt.date) -> Iterator[CaseLine]:
    if evaluation.subject != Evaluation.Subject.LEADER:
        return
    posts = leading_posts([member.pk], on).get(member.pk, [])
    places = list(dict.fromkeys([evaluation.cell.name, *(post.place for post in posts)]))
    if len(places) > 1:
        text = _("Kiểm điểm ở các nơi: %(places)s.") % {"places": "; ".join(places)}
        yield _line(regulation, regulation.special_case("several_posts"), text)


def _of_collective(evaluation: Evaluation, regulation: Regulation) -> Iterator[CaseLine]:
    collective = evaluation.collective
    if collective is None:
        return
    number = len(people_of([collective], cut_off(evaluation.period))[collective.pk])
    if number >= FEWEST:
        return
    case, words = regulation.special_case("small_leadership"), {"number": number, "with": collective.reviewed_with}
    if collective.reviewed_with is not None:
        yield _line(regulation, case, _("Có %(number)s người; kiểm điểm cùng %(with)s.") % words)
    else:
        text = _("Có %(number)s người; chưa ghi kiểm điểm cùng đơn vị nào.")
        yield _line(regulation, case, text % words, is_missing=True)


def _of_unit(evaluation: Evaluation, regulation: Regulation) -> Iterator[CaseLine]:
    unit, on = evaluation.cell, cut_off(evaluation.period)
    rows = Succession.objects.filter(successor=unit).select_related("predecessor").order_by("on", "pk")
    origins = list(rows.prefetch_related("predecessor__periods"))
    kept = _evaluations_of([row.predecessor for row in origins], evaluation.period.year)
    for row in origins:
        words = {"unit": row.predecessor.label(row.on), "day": format_date(row.on)}
        text = _("Kế thừa %(unit)s từ ngày %(day)s; số liệu đến ngày đó giữ nguyên ở đơn vị cũ.") % words
        yield CaseLine(text, url=kept.get(row.predecessor_id, row.predecessor.get_absolute_url()))
    case = regulation.special_case("new_unit")
    months = whole_months_between(unit.founded_on, on)
    if not origins and case is not None and case.months is not None and months < case.months:
        words = {"day": format_date(unit.founded_on), "unit": unit.name}
        yield _line(regulation, case, _("Thành lập ngày %(day)s.") % words)


def _evaluations_of(units: list[Organisation], year: int) -> dict[int, str]:
    """The pages of the evaluations that units which were followed had for that year or the one before."""
    rows = Evaluation.objects.filter(cell__in=units, member=None, collective=None, period__year__in=(year - 1, year))
    return {row.cell_id: row.get_absolute_url() for row in rows.order_by("period__year", "pk")} if units else {}
