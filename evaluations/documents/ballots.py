"""A ballot on paper, without a name of who votes, and the record of its counting (biên bản kiểm phiếu).

No central form is prescribed for either; both follow the forms that grass-roots committees used under HD 21.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import override

from core.pdf import Part, render_html
from core.periods import today
from core.word import word_file
from evaluations.models import Ballot, Evaluation, SelfReview
from evaluations.queries.ballots import columns_with_words, counts_of, names_of, results_of, rows_of
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.ballots import BLANK
from meetings.documents.heads import Head, head_of

SMALL = {"page_width_mm": 148, "page_height_mm": 210, "left_mm": 15, "right_mm": 10, "top_mm": 12, "bottom_mm": 12}
"""A5, for a paper of few rows."""
FEW_ROWS = 6
NOTE = (
    "Mỗi dòng chỉ đánh dấu X vào một ô. Phiếu không đánh dấu, hoặc đánh dấu nhiều ô ở một dòng, thì dòng đó tính là để "
    "trống. Không ghi tên người bỏ phiếu."
)


@dataclass(frozen=True)
class BallotPaper:
    """The paper that is handed out: one row for each subject, one box for each choice."""

    head: Head
    about: str
    year: int
    is_of_members: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    """Names, each with the level that a unit proposed for itself; nobody's own level stands on a ballot on people."""
    notes: tuple[str, ...]
    is_demonstration: bool


@dataclass(frozen=True)
class CountingRecord:
    """The record of the counting: the numbers of papers, then the votes of each row with their share of the body."""

    head: Head
    about: str
    unit: str
    meeting: str
    body: int
    issued: int | None
    collected: int | None
    invalid: int | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    tellers: tuple[str, ...]
    chair: str
    """Of the meeting; empty where the ballot belongs to none, or nobody is named."""
    is_confirmed: bool
    is_demonstration: bool


def _day(ballot: Ballot) -> dt.date:
    """The day of the paper: of the meeting, else today."""
    return ballot.meeting.held_on if ballot.meeting else today()


def ballot_paper(ballot: Ballot) -> BallotPaper:
    """The paper as plain values."""
    with override("vi"):
        rows = rows_of(ballot)
        heads = [label for key, label in columns_with_words(ballot, rows) if key != BLANK]
        names, own = names_of(ballot, rows), _own_levels(ballot, rows)
        return BallotPaper(
            head=head_of(ballot.organisation, _day(ballot)),
            about=ballot.about,
            year=ballot.period.year,
            is_of_members=any(row.member_id for row in rows),
            columns=tuple(heads),
            rows=tuple((name, own.get(key, "")) for key, name in names.items()),
            notes=(NOTE, *_cap_note(ballot, is_of_members=any(row.member_id for row in rows))),
            is_demonstration=ballot.organisation.is_demonstration,
        )


def _own_levels(ballot: Ballot, rows: list[Evaluation]) -> dict[str, str]:
    """What units and collectives proposed for themselves, by evaluation number."""
    regulation, subjects = regulation_of(ballot.period), {row.pk: row.rule_subject for row in rows if not row.member_id}
    reviews = SelfReview.objects.filter(evaluation__in=subjects).exclude(level="").values_list("evaluation", "level")
    return {str(pk): level_name(regulation, level, subjects[pk]) for pk, level in reviews}


def _cap_note(ballot: Ballot, *, is_of_members: bool) -> tuple[str, ...]:
    """The cap of the year, on papers by which organisations are rated."""
    period = ballot.period
    if is_of_members or not regulation_of(period).cap:
        return ()
    words = f"{period.cap_rate}\N{NO-BREAK SPACE}% {period.get_cap_mode_display()}"
    return (f"Số được xếp loại hoàn thành xuất sắc nhiệm vụ không quá {words}.",)


def counting_record(ballot: Ballot) -> CountingRecord:
    """The record as plain values; before the counting is confirmed, with room to write by hand."""
    with override("vi"):
        rows, results = rows_of(ballot), results_of(ballot)
        counts = counts_of(ballot) if results else []
        first = counts[0] if counts else None
        heads = [label for _key, label in columns_with_words(ballot, rows)]
        names = names_of(ballot, rows)
        lines = [
            (found.name, (*(f"{vote.number} ({_percent(vote.share)})" for vote in found.votes), str(found.blank)))
            for found in results
        ]
        blank = [(names[str(row.pk)], ("",) * len(heads)) for row in rows]
        meeting = f"{ballot.meeting}, ngày {ballot.meeting.held_on:%d/%m/%Y}" if ballot.meeting else ""
        return CountingRecord(
            head=head_of(ballot.organisation, _day(ballot)),
            about=ballot.about,
            unit=ballot.organisation.label(_day(ballot)),
            meeting=meeting,
            body=ballot.body,
            issued=first.issued if first else None,
            collected=first.collected if first else None,
            invalid=first.invalid if first else None,
            columns=tuple(heads),
            rows=tuple(lines or blank),
            tellers=tuple(str(count.entered_by) for count in counts),
            chair=str(ballot.meeting.chair) if ballot.meeting and ballot.meeting.chair else "",
            is_confirmed=bool(results),
            is_demonstration=ballot.organisation.is_demonstration,
        )


def _percent(share: object) -> str:
    return f"{share}".replace(".", ",") + " %" if share is not None else ""


def _paper_html(ballot: Ballot) -> str:
    with override("vi"):
        return render_to_string("evaluations/pdf/ballot.html", {"paper": ballot_paper(ballot)})


def _changes(ballot: Ballot) -> dict[str, float] | None:
    return dict(SMALL) if ballot.evaluations.count() <= FEW_ROWS else None


def ballot_pdf(ballot: Ballot) -> bytes:
    """One paper, A5 for up to six rows, else A4; it is printed as often as there are voters."""
    return render_html(_paper_html(ballot), day=_day(ballot), changes=_changes(ballot))


def ballot_word(ballot: Ballot) -> bytes:
    """The editable copy."""
    return word_file(_paper_html(ballot), day=_day(ballot), changes=_changes(ballot))


def _record_html(ballot: Ballot) -> str:
    with override("vi"):
        return render_to_string("evaluations/pdf/counting_record.html", {"record": counting_record(ballot)})


def counting_record_part(ballot: Ballot) -> Part:
    """The record of the counting, to be bound together with other papers."""
    return Part(_record_html(ballot), _day(ballot), {})


def counting_record_pdf(ballot: Ballot) -> bytes:
    """The record of the counting, A4."""
    return render_html(_record_html(ballot), day=_day(ballot))


def counting_record_word(ballot: Ballot) -> bytes:
    """The editable copy."""
    return word_file(_record_html(ballot), day=_day(ballot))


def ballot_file_name(ballot: Ballot) -> str:
    """As in "Phiếu xếp loại năm 2025, vòng 1, Chi bộ thôn Song Vân"."""
    return f"Phiếu xếp loại {_words(ballot)}"


def counting_record_file_name(ballot: Ballot) -> str:
    """As in "Biên bản kiểm phiếu năm 2025, vòng 1, Chi bộ thôn Song Vân"."""
    return f"Biên bản kiểm phiếu {_words(ballot)}"


def _words(ballot: Ballot) -> str:
    stage = 1 if ballot.stage == Ballot.Stage.LEVELS else 2
    return f"năm {ballot.period.year}, vòng {stage}, {ballot.organisation.label(_day(ballot))}"
