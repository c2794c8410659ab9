"""The arithmetic of votes: how many are needed out of a body, in whole numbers only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetings.rules.inputs import InputError, listed, shown

MAJORITY = "majority_of_body"
"""More than half of all who may vote, not of those present (Điều lệ Đ9.5)."""
TWO_THIRDS = "two_thirds_of_body"
"""At least two thirds of all who may vote: admission, recognition, expulsion (Điều lệ Đ4.3, Đ5.2, Đ38.3)."""

RULES: dict[str, Callable[[int], int]] = {
    MAJORITY: lambda body: body // 2 + 1,
    TWO_THIRDS: lambda body: (2 * body + 2) // 3,
}


@dataclass(frozen=True)
class VoteOutcome:
    """A counted vote: whether it carried, the least number of yes votes that carries, and the counts."""

    carried: bool
    needed: int
    body: int
    yes: int
    no: int
    abstain: int

    @property
    def silent(self) -> int:
        """Those of the body who did not vote at all."""
        return self.body - self.yes - self.no - self.abstain


def needed(rule: str, body: int) -> int:
    """The least number of yes votes that carries a question in a body of ``body`` voters; raises InputError."""
    if rule not in RULES:
        raise InputError(
            "rule", _("%(rule)s không có trong: %(rules)s") % {"rule": shown(rule), "rules": listed(RULES)}
        )
    _check_count("body", body)
    if body == 0:
        raise InputError("body", _("không có ai có quyền biểu quyết"), _label("body"))
    return RULES[rule](body)


def count_vote(rule: str, *, body: int, yes: int, no: int = 0, abstain: int = 0) -> VoteOutcome:
    """The outcome of a vote. Those who said nothing weigh like those against; raises InputError."""
    least = needed(rule, body)
    for field, count in (("yes", yes), ("no", no), ("abstain", abstain)):
        _check_count(field, count)
    cast = yes + no + abstain
    if cast > body:
        field = "yes" if yes > body else "no" if yes + no > body else "abstain"
        words = {"cast": cast, "body": body}
        fault = _("tổng số phiếu %(cast)s vượt quá số người có quyền biểu quyết %(body)s") % words
        raise InputError(field, fault, _label(field))
    return VoteOutcome(yes >= least, least, body, yes, no, abstain)


def _check_count(field: str, count: object) -> None:
    if type(count) is not int or count < 0:
        fault = _("phải là số nguyên không âm, nhận được %(value)s") % {"value": shown(count)}
        raise InputError(field, fault, _label(field))


def _label(field: str) -> str:
    """The words that a user knows the count by."""
    labels = {
        "body": _("Số người có quyền biểu quyết"),
        "yes": _("Tán thành"),
        "no": _("Không tán thành"),
        "abstain": _("Không có ý kiến"),
    }
    return labels[field]
