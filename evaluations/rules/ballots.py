"""The arithmetic of a counted ballot: every row has to account for every valid paper. Pure; nothing is read here.

Neither QĐ 366 nor HD 43 prescribes a ballot or a majority. The two stages are the practice under HD 21: first the level
(good, completed, failed), then "xuất sắc" among those who reach "good".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LEVELS, EXCELLENT = "levels", "excellent"
CHOICES = {
    LEVELS: ("good", "completed", "failed"),
    EXCELLENT: ("agree", "disagree"),
}
"""What may be marked in each stage. "Excellent" is no choice of the first one."""
BLANK = "blank"
"""A valid paper on which this row was left empty, or marked twice."""
WORDS = {
    "agree": gettext_lazy("Đồng ý"),
    "disagree": gettext_lazy("Không đồng ý"),
    BLANK: gettext_lazy("Để trống"),
}

Counts = Mapping[str, Mapping[str, int]]
"""Votes by evaluation number (as text) and choice."""


@dataclass(frozen=True)
class Counting:
    """What one person counted."""

    issued: int
    collected: int
    invalid: int
    counts: Counts

    @property
    def valid(self) -> int:
        return self.collected - self.invalid


@dataclass(frozen=True)
class Fault:
    """What does not add up, in a sentence, at a field or in a row."""

    text: str
    field: str = ""


def columns_of(stage: str) -> tuple[str, ...]:
    """The numbers that are entered for each row: the choices, then the rows left empty."""
    return (*CHOICES[stage], BLANK)


def faults_of(counting: Counting, *, body: int, stage: str, names: Mapping[str, str]) -> list[Fault]:
    """Everything that does not add up; ``names`` are the rows of the ballot by evaluation number."""
    found = _papers(counting, body)
    for number, name in names.items():
        votes = [counting.counts.get(number, {}).get(choice, 0) for choice in columns_of(stage)]
        if sum(votes) != counting.valid:
            found.append(Fault(_row(name, votes, counting.valid)))
    return found


def _papers(counting: Counting, body: int) -> list[Fault]:
    found = []
    if counting.issued > body:
        words = {"issued": counting.issued, "body": body}
        found.append(
            Fault(_("Phát ra %(issued)s phiếu, nhiều hơn %(body)s người có quyền bỏ phiếu.") % words, "issued")
        )
    if counting.collected > counting.issued:
        words = {"collected": counting.collected, "issued": counting.issued}
        found.append(Fault(_("Thu về %(collected)s phiếu, nhiều hơn %(issued)s phiếu phát ra.") % words, "collected"))
    if counting.invalid > counting.collected:
        words = {"invalid": counting.invalid, "collected": counting.collected}
        found.append(
            Fault(
                _("Có %(invalid)s phiếu không hợp lệ, nhiều hơn %(collected)s phiếu thu về.") % words,
                "invalid",
            )
        )
    return found


def _row(name: str, votes: Sequence[int], valid: int) -> str:
    words = {
        "name": name,
        "sum": " + ".join(str(number) for number in votes),
        "total": sum(votes),
        "valid": valid,
        "gap": abs(valid - sum(votes)),
    }
    if sum(votes) < valid:
        text = _("%(name)s: %(sum)s = %(total)s, thiếu %(gap)s so với %(valid)s phiếu hợp lệ; hãy đếm lại dòng này.")
    else:
        text = _("%(name)s: %(sum)s = %(total)s, thừa %(gap)s so với %(valid)s phiếu hợp lệ; hãy đếm lại dòng này.")
    return text % words


def differing(first: Counting, second: Counting, *, stage: str, numbers: Sequence[str]) -> list[tuple[str, str]]:
    """Where two countings differ: pairs of row and column; the row is empty for the numbers of papers."""
    found = [("", name) for name in ("issued", "collected", "invalid") if getattr(first, name) != getattr(second, name)]
    for number in numbers:
        ours, theirs = first.counts.get(number, {}), second.counts.get(number, {})
        found += [(number, choice) for choice in columns_of(stage) if ours.get(choice, 0) != theirs.get(choice, 0)]
    return found


def top_choice(votes: Mapping[str, int], stage: str) -> str:
    """The choice with the most votes; nothing where two have as many."""
    ranked = sorted(CHOICES[stage], key=lambda choice: -votes.get(choice, 0))
    first, second = votes.get(ranked[0], 0), votes.get(ranked[1], 0)
    return ranked[0] if first > second else ""


THRESHOLDS = {
    "majority": gettext_lazy("quá nửa số người có quyền bỏ phiếu"),
    "two_thirds": gettext_lazy("từ hai phần ba số người có quyền bỏ phiếu"),
    "most": gettext_lazy("nhiều phiếu nhất"),
}
"""By what the unit itself may read a result; no text prescribes one. The first is what the statute asks of decisions
(Điều lệ Đ9.5)."""


def reaches(votes: Mapping[str, int], choice: str, *, stage: str, body: int, threshold: str) -> bool:
    """Whether ``choice`` carries by that threshold."""
    if threshold == "most":
        return top_choice(votes, stage) == choice
    number = votes.get(choice, 0)
    return 3 * number >= 2 * body if threshold == "two_thirds" else 2 * number > body
