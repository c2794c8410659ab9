"""What a dossier is made of, and what it lacks: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from cells.models import Member, Organisation
from evaluations.models import Period
from evaluations.queries.record_list import RECORDS

REVIEW, RESIDENCE, MINUTES, APPRAISAL, RESULT, SUGGESTIONS, OPINIONS, COMPLAINTS, OTHERS = (key for key, _w in RECORDS)
SHORT = {
    REVIEW: "Bản kiểm điểm",
    RESIDENCE: "Nhận xét nơi cư trú",
    MINUTES: "Hội nghị kiểm điểm",
    APPRAISAL: "Thẩm định",
    RESULT: "Kết quả xếp loại",
    SUGGESTIONS: "Gợi ý",
    OPINIONS: "Góp ý",
    OTHERS: "Sinh hoạt, bỏ phiếu",
}
"""As the bookmarks call the nine kinds of QĐ 366-QĐ/TW Đ17."""
MOST_NAMES = 8
"""So many names one line on paper has; the screen has all."""


@dataclass(frozen=True)
class Leaf:
    """One paper of the dossier. ``key`` says how it is made; ``record`` is one of the nine kinds."""

    record: str
    key: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """One paper that is not there: which, why, and the page on which that is mended."""

    record: str
    sort: str
    """What such papers are called together: "Bản kiểm điểm cá nhân"."""
    name: str
    """Whose, or of when; empty where there is only one."""
    reason: str
    url: str = ""
    deed: str = ""
    """What the link to that page says."""

    @property
    def title(self) -> str:
        return f"{self.sort}: {self.name}" if self.name else self.sort


@dataclass(frozen=True)
class Contents:
    """A dossier as it stands: of ``unit``, or of ``member`` as seen from that unit."""

    unit: Organisation
    year: int
    name: str
    """Of the unit in that year."""
    member: Member | None
    period: Period | None
    form: tuple[str, str]
    """Number and title of the official list (Mẫu 04), or the plain title of older years."""
    leaves: tuple[Leaf, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    """What came before and after: units followed, cells of the year."""
    beside: tuple[Organisation, ...] = ()
    """Those units: their dossiers of the year belong beside this one."""
    closed: frozenset[str] = frozenset()
    """The kinds of which nothing stands in it, whether there is anything or not: the unit keeps them."""

    @property
    def subject(self) -> str:
        return self.member.full_name if self.member else self.name

    @property
    def sections(self) -> list[tuple[int, str, str, list[Leaf]]]:
        """Number, key, words and papers of each of the nine kinds."""
        return [
            (place, key, words, [leaf for leaf in self.leaves if leaf.record == key])
            for place, (key, words) in enumerate(RECORDS, 1)
        ]

    @property
    def lacking_kinds(self) -> frozenset[str]:
        """Those of the nine kinds of which something is missing."""
        return frozenset(gap.record for gap in self.gaps)

    @property
    def sorts(self) -> list[str]:
        """What sorts of papers are missing, each once."""
        return list(dict.fromkeys(gap.sort for gap in self.gaps))

    @property
    def lacking(self) -> list[str]:
        """The gaps in few lines, for the first page: like ones together."""
        return [
            gap_line(list(group)) for _key, group in groupby(self.gaps, lambda gap: (gap.record, gap.sort, gap.reason))
        ]


def gap_line(gaps: Sequence[Gap]) -> str:
    """As in "Bản kiểm điểm cá nhân (3) – chưa viết: Đỗ Văn An, Lê Thị Bình, …"."""
    first, names = gaps[0], [gap.name for gap in gaps if gap.name]
    number = f" ({len(names)})" if len(names) > 1 else ""
    head = f"{first.sort}{number} – {first.reason.rstrip('. ')}"
    if not names:
        return head
    rest = len(names) - MOST_NAMES
    more = " " + _("và %(count)s trường hợp nữa") % {"count": rest} if rest > 0 else ""
    return f"{head}: {', '.join(names[:MOST_NAMES])}{more}"


def in_order(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """By the nine kinds; within a kind as given."""
    places = {key: place for place, (key, _words) in enumerate(RECORDS)}
    return tuple(sorted(leaves, key=lambda leaf: places[leaf.record]))


def gaps_in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """By the nine kinds; like ones of a kind stand together."""
    places = {key: place for place, (key, _words) in enumerate(RECORDS)}
    rows = list(gaps)
    firsts: dict[tuple[str, str, str], int] = {}
    for place, gap in enumerate(rows):
        firsts.setdefault((gap.record, gap.sort, gap.reason), place)
    return tuple(sorted(rows, key=lambda gap: (places[gap.record], firsts[gap.record, gap.sort, gap.reason])))


def last_day(year: int) -> dt.date:
    return dt.date(year, 12, 31)
