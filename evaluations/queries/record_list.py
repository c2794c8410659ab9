"""The records of a subject's evaluation (hồ sơ kiểm điểm, đánh giá, xếp loại): which of the nine kinds exist.

The kinds and their order are those of QĐ 366-QĐ/TW Đ17; Mẫu 04 of HD 43-HD/BTCTW lists them. Earlier years have no form
of their own and are listed alike. What is on paper elsewhere and not in the records is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet
from django.utils.text import capfirst

from core.periods import format_date
from evaluations.models import (
    Ballot,
    Commitment,
    Complaint,
    Decision,
    Evaluation,
    Opinion,
    Period,
    Review,
    ReviewMeeting,
    SelfReview,
    Suggestion,
)
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.regulation import Regulation
from evaluations.rules.review_forms import form_in_year, form_of_quarter
from meetings.workflow import FINAL, HELD

RECORDS = (
    ("review", "Báo cáo kiểm điểm của tập thể, bản kiểm điểm của cá nhân"),
    ("residence", "Nhận xét của cấp ủy nơi cư trú"),
    ("minutes", "Biên bản hội nghị kiểm điểm"),
    ("appraisal", "Tổng hợp kết quả thẩm định"),
    ("result", "Kết luận, quyết định kết quả xếp loại"),
    ("suggestions", "Văn bản gợi ý kiểm điểm (nếu có)"),
    ("opinions", "Văn bản góp ý (nếu có)"),
    ("complaints", "Hồ sơ giải quyết khiếu nại, kiến nghị (nếu có)"),
    ("others", "Tài liệu khác"),
)
"""The nine kinds in their order, as the list of records calls them (always in Vietnamese)."""
ALWAYS = frozenset({"review", "minutes", "appraisal", "result"})
"""Kinds that every rated subject has; the others only where there was a reason for them."""
Giver = Opinion.Giver
Found = dict[int, dict[str, list[str]]]


@dataclass(frozen=True)
class RecordLine:
    """One of the nine kinds for one subject: what is there, and whether it has to be."""

    number: int
    key: str
    label: str
    is_required: bool
    found: tuple[str, ...] = ()
    """What there is, each with its day: "Mẫu 2C, gửi ngày 12/12/2026"."""
    note: str = ""
    """Why it is not counted as there, where something is: "đang viết, chưa gửi"."""

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.found


@dataclass(frozen=True)
class RecordList:
    """The nine lines of one subject."""

    evaluation: Evaluation
    lines: tuple[RecordLine, ...]

    @property
    def missing(self) -> tuple[RecordLine, ...]:
        return tuple(line for line in self.lines if line.is_missing)

    @property
    def count(self) -> int:
        """How many papers there are."""
        return sum(len(line.found) for line in self.lines)


def record_lists(period: Period, evaluations: Iterable[Evaluation]) -> list[RecordList]:
    """The lists of subjects of one period, in their order and in a fixed number of queries."""
    rows = list(evaluations)
    regulation = regulation_of(period)
    there, notes = _found(regulation, rows), _notes(rows)
    required = _required(regulation, rows)
    return [
        RecordList(
            row,
            tuple(
                RecordLine(
                    place,
                    key,
                    label,
                    key in required[row.pk],
                    tuple(there[row.pk][key]),
                    "" if there[row.pk][key] else notes.get((row.pk, key), ""),
                )
                for place, (key, label) in enumerate(RECORDS, 1)
            ),
        )
        for row in rows
    ]


def units_first(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Unit by unit: the unit itself, its collectives, then its people by name."""
    nulls = F("member__sort_key").asc(nulls_first=True), F("collective").asc(nulls_first=True)
    return rows.order_by("cell__order", "cell", *nulls, "pk")


def _required(regulation: Regulation, rows: Sequence[Evaluation]) -> dict[int, frozenset[str]]:
    """By subject, the kinds it has to have; one that was put off has nothing yet but the reason."""
    found = {}
    for row in rows:
        asked = {opinion.giver for opinion in regulation.opinions_on(row.rule_subject) if opinion.required}
        keys = ALWAYS | ({"residence"} if Giver.RESIDENCE in asked else set())
        found[row.pk] = frozenset() if row.state == Evaluation.State.POSTPONED else frozenset(keys)
    return found


def _found(regulation: Regulation, rows: Sequence[Evaluation]) -> Found:
    found: Found = defaultdict(lambda: defaultdict(list))
    by_pk = {row.pk: row for row in rows}
    for pk in SelfReview.objects.filter(evaluation__in=by_pk).values_list("evaluation", flat=True):
        sent = by_pk[pk].submitted_at
        if sent and by_pk[pk].state != Evaluation.State.OPEN:
            form = form_in_year(regulation, by_pk[pk].rule_subject, by_pk[pk].period.year)
            if by_pk[pk].period.quarter and by_pk[pk].member_id:
                form = form_of_quarter(regulation, form)
            day = format_date(sent)
            found[pk]["review"].append(f"{form.number or form.name}, gửi ngày {day}")
    for opinion in Opinion.objects.filter(evaluation__in=by_pk, is_removed=False).order_by("given_on", "pk"):
        key = "residence" if opinion.giver == Giver.RESIDENCE else "opinions"
        found[opinion.evaluation_id][key].append(_opinion(opinion))
    _add_minutes(found, rows)
    for review in Review.objects.filter(evaluation__in=by_pk).order_by("pk"):
        level = level_name(regulation, review.level, by_pk[review.evaluation_id].rule_subject)
        day = format_date(review.reviewed_at)
        found[review.evaluation_id]["appraisal"].append(f"Ý kiến thẩm định ngày {day}: {level}")
    _add_decisions(regulation, found, by_pk)
    for asked in Suggestion.objects.filter(evaluation__in=by_pk, is_removed=False).order_by("asked_on", "pk"):
        answered = "đã giải trình" if asked.answer else "chưa giải trình"
        words = asked.document or "Gợi ý kiểm điểm"
        found[asked.evaluation_id]["suggestions"].append(f"{words}, ngày {format_date(asked.asked_on)} ({answered})")
    for complaint in Complaint.objects.filter(evaluation__in=by_pk).order_by("received_on", "pk"):
        words = f"{capfirst(complaint.get_kind_display())} nhận ngày {format_date(complaint.received_on)}"
        found[complaint.evaluation_id]["complaints"].append(f"{words} ({complaint.get_state_display()})")
    _add_ballots(found, by_pk)
    _add_commitments(found, rows)
    return found


def _opinion(opinion: Opinion) -> str:
    who = opinion.giver_name or capfirst(opinion.get_giver_display())
    paper = f", {opinion.document}" if opinion.document else ""
    return f"{who}{paper}, ngày {format_date(opinion.given_on)}"


def _add_minutes(found: Found, rows: Sequence[Evaluation]) -> None:
    """The minutes of the meetings at which the unit was reviewed, once they were approved."""
    meetings = defaultdict(list)
    periods = {row.period_id for row in rows}
    linked = ReviewMeeting.objects.filter(period__in=periods, organisation__in={row.cell_id for row in rows})
    for review in linked.select_related("meeting").order_by("meeting__held_on", "pk"):
        if review.meeting.state in FINAL:
            words = f"Biên bản {review.meeting}, ngày {format_date(review.meeting.held_on)}"
            meetings[review.period_id, review.organisation_id].append(words)
    for row in rows:
        found[row.pk]["minutes"] += meetings[row.period_id, row.cell_id]


def _add_decisions(regulation: Regulation, found: Found, by_pk: dict[int, Evaluation]) -> None:
    """The decision on the class; later ones (Mẫu 03) stand beside it, among the other papers."""
    decisions = Decision.objects.filter(evaluation__in=by_pk).defer("facts", "trace").order_by("version")
    for decision in decisions:
        is_first = decision.kind == Decision.Kind.FIRST
        kind = "Quyết định" if is_first else capfirst(decision.get_kind_display()) + ": Quyết định"
        number = f" số {decision.document_number}" if decision.document_number else ""
        level = level_name(regulation, decision.level, by_pk[decision.evaluation_id].rule_subject)
        words = f"{kind}{number}, ngày {format_date(decision.decided_on)}: {level}"
        found[decision.evaluation_id]["result" if is_first else "others"].append(words)


def _add_ballots(found: Found, by_pk: dict[int, Evaluation]) -> None:
    counted = Ballot.objects.filter(evaluations__in=by_pk, state=Ballot.State.CONFIRMED).distinct().order_by("pk")
    inside = Prefetch("evaluations", Evaluation.objects.filter(pk__in=by_pk).only("pk"), to_attr="inside")
    for ballot in counted.prefetch_related(inside):
        for row in ballot.inside:
            found[row.pk]["others"].append(f"Biên bản kiểm phiếu: {ballot.about}")


def _add_commitments(found: Found, rows: Sequence[Evaluation]) -> None:
    years = {row.period.year for row in rows}
    signed = defaultdict(list)
    for paper in Commitment.objects.filter(year__in=years, signed_on__isnull=False, cell__in={r.cell_id for r in rows}):
        who = paper.member_id or -paper.cell_id
        signed[who, paper.year].append(f"{capfirst(paper.get_kind_display())}, ký ngày {format_date(paper.signed_on)}")
    for row in rows:
        if row.collective_id is None:
            found[row.pk]["others"] += signed[row.member_id or -row.cell_id, row.period.year]


def _notes(rows: Sequence[Evaluation]) -> dict[tuple[int, str], str]:
    """Why a paper that exists does not count yet, by subject and kind."""
    notes = {}
    for row in rows:
        if row.state == Evaluation.State.POSTPONED:
            notes[row.pk, "review"] = f"Chưa kiểm điểm: {row.postponed_reason}"
        elif row.state == Evaluation.State.OPEN:
            notes[row.pk, "review"] = "Chưa gửi"
        else:
            notes[row.pk, "review"] = "Đã gửi số liệu, chưa viết bản kiểm điểm"
    waiting = ReviewMeeting.objects.filter(
        period__in={row.period_id for row in rows}, organisation__in={row.cell_id for row in rows}
    ).exclude(meeting__state__in=FINAL)
    held = {(row.period_id, row.organisation_id) for row in waiting.filter(meeting__state__in=HELD)}
    for row in rows:
        if (row.period_id, row.cell_id) in held:
            notes[row.pk, "minutes"] = "Biên bản chưa được duyệt"
    return notes
