"""What a member's standing means for a meeting (Điều lệ Đ3, Đ7; 12-HD/BTCTW): pure tables, no database."""

from dataclasses import dataclass

from cells.models import StatusPeriod

ACTIVE = ""
Status = StatusPeriod.Status


@dataclass(frozen=True)
class Standing:
    """How one status is treated. ``votes`` is for official members; probationary members never vote (Điều lệ Đ3)."""

    expected: bool
    """Counted in the total of the meeting."""
    counted_when_present: bool
    """Joins total and vote by coming, though not expected (an exempt member who attends)."""
    votes: bool


STANDINGS = {
    ACTIVE: Standing(expected=True, counted_when_present=True, votes=True),
    Status.REDUCED: Standing(expected=True, counted_when_present=True, votes=True),
    Status.EXEMPT: Standing(expected=False, counted_when_present=True, votes=False),
    Status.TEMPORARILY_EXEMPT: Standing(expected=False, counted_when_present=False, votes=False),
    Status.AWAY: Standing(expected=False, counted_when_present=False, votes=False),
    Status.SUSPENDED: Standing(expected=False, counted_when_present=False, votes=False),
}


def is_expected(status: str) -> bool:
    """Whether a member of that status has to attend."""
    return STANDINGS[status].expected


def is_counted(status: str, *, present: bool, is_temporary: bool = False) -> bool:
    """Whether the member belongs to the total of the meeting. Temporary members are listed apart."""
    if is_temporary:
        return False
    standing = STANDINGS[status]
    return standing.expected or (present and standing.counted_when_present)


def may_vote(status: str, *, is_official: bool, present: bool, is_temporary: bool = False) -> bool:
    """Whether the member belongs to the body that votes.

    An exempt member who attends enters the body; one who does not, does not.
    Members here for a time do not vote: the text is unclear, so the narrow reading is taken.
    """
    if not is_official or is_temporary:
        return False
    standing = STANDINGS[status]
    return standing.votes or (present and standing.counted_when_present)
