"""Finding the person a page is to be about, by a few typed words, among those the user may see."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.request import SignedInRequest
from cells.access import members_visible_to
from cells.models import Member
from cells.queries import find_members, with_status
from core.numbers import row_numbers
from core.periods import today

FOUND = 20
"""How many people a search names."""


@dataclass(frozen=True)
class Finder:
    """A search: the words, who was found, and whether there are more."""

    text: str
    people: list[Member]
    has_more: bool


def find_person(request: SignedInRequest) -> Finder:
    """Whom the words of ``?tim=`` mean."""
    text = request.GET.get("tim", "").strip()
    found: list[Member] = []
    if text:
        people = find_members(members_visible_to(request.user).filter(merged_into=None), text)
        found = list(with_status(people, today()).order_by("sort_key", "pk")[: FOUND + 1])
    return Finder(text, found[:FOUND], len(found) > FOUND)


def chosen_person(request: SignedInRequest, number: str | None) -> Member | None:
    """The person of that number."""
    return members_visible_to(request.user).filter(pk__in=row_numbers([number or ""]), merged_into=None).first()
