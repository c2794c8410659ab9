"""How each paper of a dossier is made, by its key: ``bien-ban:12`` is the minutes of meeting 12."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cells.models import Member, Organisation
from core.errors import DomainError
from core.pdf import Part
from evaluations.documents.appraisal import appraisal_part
from evaluations.documents.ballots import counting_record_part
from evaluations.documents.class_sheet import class_sheet_part
from evaluations.documents.corrections import further_decision_part
from evaluations.documents.decisions import decision_part
from evaluations.documents.opinion_list import APPRAISALS, OPINIONS, RESIDENCE, SUGGESTIONS, opinion_list_part
from evaluations.documents.self_reviews import self_review_part
from evaluations.models import Ballot, Decision, Evaluation, Period
from meetings.documents import minutes_part
from meetings.documents.attendance_year import attendance_year_part
from meetings.documents.member_year import member_year_part
from meetings.documents.year_scores import year_scores_part
from meetings.documents.year_sheet import last_day_of
from meetings.models import Meeting
from reports.dossiers.originals import original_of

Made = Part | bytes


def make_leaf(year: int, key: str) -> Made:
    """The paper of that key in the dossier of a year. Raises DomainError where printing fails."""
    name, *numbers = key.split(":")
    if name not in MAKERS:
        raise DomainError(f"{key}?")
    return MAKERS[name](year, [int(number) for number in numbers])


def _minutes(_year: int, numbers: Sequence[int]) -> Made:
    meeting = Meeting.objects.select_related("cell").prefetch_related("cell__periods").get(pk=numbers[0])
    return original_of(meeting) or minutes_part(meeting)


def _unit(pk: int) -> Organisation:
    return Organisation.objects.prefetch_related("periods").get(pk=pk)


def evaluation_with(pk: int) -> Evaluation:
    rows = Evaluation.objects.select_related("period__organisation", "cell", "member", "collective")
    return rows.prefetch_related("cell__periods", "period__organisation__periods").get(pk=pk)


def _said(what: str) -> Callable[[int, Sequence[int]], Made]:
    """A list of the unit, or of one member in it."""

    def make(year: int, numbers: Sequence[int]) -> Made:
        unit, *member = numbers
        return opinion_list_part(_unit(unit), year, _evaluations(unit, year, member), [what])

    return make


def _evaluations(unit: int, year: int, members: Sequence[int]) -> list[Evaluation]:
    rows = Evaluation.objects.filter(cell=unit, period__year=year, period__quarter=None)
    rows = rows.filter(member__in=members) if members else rows
    found = rows.select_related("period", "member", "collective", "cell").prefetch_related("cell__periods")
    return sorted(found, key=lambda row: (row.member.sort_key if row.member else "", row.pk))


def _decision(pk: int) -> Decision:
    related = ("meeting", "complaint", "discipline", "replaces", "evaluation__member", "evaluation__collective")
    rows = Decision.objects.select_related("evaluation__period__organisation", "evaluation__cell", *related)
    return rows.prefetch_related("evaluation__period__organisation__periods", "evaluation__cell__periods").get(pk=pk)


def _extract(year: int, numbers: Sequence[int]) -> Made:
    """The lists of a decision with the results of one unit, or of one member, and nobody else's."""
    number, unit, *members = numbers
    rows = _evaluations(unit, year, members)
    of_unit = _unit(unit)
    whom = str(rows[0]) if members and rows else of_unit.label(last_day_of(of_unit, year))
    return decision_part(_decision(number), only={row.pk for row in rows}, extract_of=whom)


def _ballot(_year: int, numbers: Sequence[int]) -> Made:
    rows = Ballot.objects.select_related("period", "organisation", "meeting").prefetch_related("organisation__periods")
    return counting_record_part(rows.get(pk=numbers[0]))


def _appraisal(_year: int, numbers: Sequence[int]) -> Made:
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return appraisal_part(rows.get(pk=numbers[0]))


def _of_member(year: int, numbers: Sequence[int]) -> Made:
    return member_year_part(Member.objects.get(pk=numbers[0]), _unit(numbers[1]), year)


MAKERS: dict[str, Callable[[int, Sequence[int]], Made]] = {
    "kiem-diem": lambda _year, numbers: self_review_part(evaluation_with(numbers[0])),
    "cu-tru": _said(RESIDENCE),
    "goi-y": _said(SUGGESTIONS),
    "gop-y": _said(OPINIONS),
    "tham-dinh": _said(APPRAISALS),
    "to-trinh": _appraisal,
    "phieu": lambda _year, numbers: class_sheet_part(evaluation_with(numbers[0])),
    "phieu-rieng": lambda _year, numbers: class_sheet_part(evaluation_with(numbers[0]), reads_all=False),
    "quyet-dinh": _extract,
    "quyet-dinh-tron": lambda _year, numbers: decision_part(_decision(numbers[0])),
    "xep-lai": lambda _year, numbers: further_decision_part(_decision(numbers[0])),
    "bien-ban": _minutes,
    "diem-danh": lambda year, numbers: attendance_year_part(_unit(numbers[0]), year),
    "di-hop": _of_member,
    "diem": lambda year, numbers: year_scores_part(_unit(numbers[0]), year),
    "kiem-phieu": _ballot,
}
