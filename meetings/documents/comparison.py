"""Two versions of minutes side by side: every part of the paper under its heading, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.differences import Piece, word_difference
from core.periods import format_date
from meetings.documents.minutes import Ballot, Item, Minutes, Opinion, TaskLine


@dataclass(frozen=True)
class Change:
    """A part of the minutes that differs, with its text as pieces."""

    heading: str
    pieces: tuple[Piece, ...]


def changes_between(before: Minutes, after: Minutes) -> list[Change]:
    """The parts that differ, in the order of the later version; what was left out comes at its old place's end."""
    old, new = dict(_numbered(before)), dict(_numbered(after))
    headings = list(new) + [heading for heading in old if heading not in new]
    return [
        Change(" ".join(filter(None, heading)), tuple(word_difference(old.get(heading, ""), new.get(heading, ""))))
        for heading in headings
        if old.get(heading, "") != new.get(heading, "")
    ]


def _numbered(minutes: Minutes) -> Iterator[tuple[tuple[str, str], str]]:
    """Each part under a heading of its own: of several alike the second is told apart by "(2)"."""
    seen: dict[str, int] = {}
    for heading, text in _parts(minutes):
        seen[heading] = seen.get(heading, 0) + 1
        yield (heading, f"({seen[heading]})" if seen[heading] > 1 else ""), text


def _parts(minutes: Minutes) -> Iterator[tuple[str, str]]:
    yield _("Thời gian, địa điểm"), _lines([minutes.beginning, minutes.ending, minutes.place])
    yield _("Chuyên đề"), minutes.theme
    yield _("Chủ trì, thư ký"), _lines([str(minutes.chair or ""), str(minutes.secretary or "")])
    yield _("Thành phần dự"), _attendance(minutes)
    yield _("Tình hình đảng phí"), minutes.fees
    yield _("Việc kỳ trước giao"), _tasks(minutes.reviews)
    for item in minutes.items:
        yield from _item(item)
    yield from _spoken(_("Ý kiến"), minutes.opinions)
    yield _("Phát biểu của cấp trên và tiếp thu"), minutes.superior_words
    yield _("Kết luận chung"), minutes.conclusion
    yield _("Phân công"), _tasks(minutes.tasks)
    yield _("Biểu quyết"), _ballots(minutes.ballots)
    yield _("Tự đánh giá"), _lines([f"{minutes.self_score} {minutes.self_grade}".strip(), minutes.self_assessment])
    yield _("Thông qua biên bản"), minutes.agreed_share


def _attendance(minutes: Minutes) -> str:
    rows = [
        (_("Tổng số"), f"{minutes.members} ({minutes.official} + {minutes.probationary})"),
        (_("Có mặt"), minutes.present_share),
        (_("Vắng có lý do"), "; ".join(map(str, minutes.excused))),
        (_("Vắng không lý do"), "; ".join(minutes.unexcused)),
        (_("Khách dự"), "; ".join(map(str, minutes.guests))),
    ]
    return _lines(f"{label}: {words}" for label, words in rows if words)


def _item(item: Item) -> Iterator[tuple[str, str]]:
    yield item.title, _lines([str(item.presenter or ""), item.body])
    yield from _spoken(item.title, item.opinions)
    yield f"{item.title} – {_('biểu quyết')}", _ballots(item.ballots)
    yield f"{item.title} – {_('kết luận')}", item.conclusion


def _spoken(heading: str, opinions: Iterable[Opinion]) -> Iterator[tuple[str, str]]:
    for opinion in opinions:
        yield f"{heading} – {_('ý kiến')}: {opinion.speaker}", opinion.text


def _ballots(ballots: Iterable[Ballot]) -> str:
    words = _(
        "%(question)s: tán thành %(yes)s, không tán thành %(no)s, không có ý kiến %(abstain)s, trên tổng số %(body)s"
    )
    return _lines(
        words
        % {
            "question": " – ".join(filter(None, (row.question, row.person))),
            "yes": row.yes,
            "no": row.no,
            "abstain": row.abstain,
            "body": row.body,
        }
        for row in ballots
    )


def _tasks(tasks: Iterable[TaskLine]) -> str:
    return _lines(
        "; ".join(filter(None, (row.text, row.owner, format_date(row.due_on), row.outcome, row.note))) for row in tasks
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
