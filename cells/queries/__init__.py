"""Reads of the tree, of people and of posts. They never decide who may see."""

from cells.queries.people import (
    member_counts,
    member_numbers,
    members_of,
    present_in,
    statuses_on,
    with_status,
)
from cells.queries.posts import seats_of
from cells.queries.search import find_members, members_meant
from cells.queries.tree import (
    cells_below,
    cells_under,
    children_on,
    line_up,
    reach_of,
    subtree_ids,
    subtrees,
    superior_of,
    units_below,
)

__all__ = [
    "cells_below",
    "cells_under",
    "children_on",
    "find_members",
    "line_up",
    "member_counts",
    "member_numbers",
    "members_meant",
    "members_of",
    "present_in",
    "reach_of",
    "seats_of",
    "statuses_on",
    "subtree_ids",
    "subtrees",
    "superior_of",
    "units_below",
    "with_status",
]
