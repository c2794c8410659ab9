"""The parts of a member's page: each reads what it shows, in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from cells.forms import AccountForm, RevealForm
from cells.forms.records import SECTIONS
from cells.models import Member, Membership
from cells.queries.honours import awards_of, disciplines_of
from cells.queries.records import party_age, profile_of
from cells.queries.transfers import with_units
from cells.rules import ACTIVE
from cells.rules.meanings import meaning_of
from cells.rules.profile import words_of
from cells.services.memberships import LEAVING
from core.periods import today

Permanent = Membership.Kind.PERMANENT


def head_of(member: Member) -> dict[str, Any]:
    """The summary above every part: where the member is, what he is today, for how long in the Party."""
    day = today()
    history = list(member.memberships.select_related("cell").prefetch_related("cell__periods"))
    own = [row for row in history if row.kind == Permanent]
    present = next((row for row in own if row.valid_to is None), None)
    statuses = list(member.status_periods.all())
    status = next((row for row in statuses if row.valid_from <= day and (row.valid_to or day) >= day), None)
    return {
        "day": day,
        "history": history,
        "present": present,
        "last": present or (own[-1] if own else None),
        "stay": next(
            (row for row in history if row.kind != Permanent and row.valid_from <= day <= (row.valid_to or day)), None
        ),
        "statuses": statuses,
        "status": status,
        "meaning": meaning_of(status.status if status else ACTIVE),
        "is_official": member.is_official(day),
        "age": party_age(member, day, history),
        "office_seats": list(
            member.seats.in_force(day).select_related("organisation").prefetch_related("organisation__periods").ranked()
        ),
    }


def _record(member: Member, actions: frozenset[str]) -> dict[str, Any]:
    return {
        "profile": profile_of(member, today()),
        "sections": {key: (title, verb in actions) for key, (title, _form, verb) in SECTIONS.items()},
        "reveal_form": RevealForm(),
        "account_form": AccountForm(),
    }


def _course(member: Member, actions: frozenset[str]) -> dict[str, Any]:
    own = member.memberships.filter(kind=Permanent).order_by("-valid_from").first()
    left = own is not None and own.valid_to is not None
    return {
        "transfers": with_units(member.transfers.all()),
        "has_left_party": left and own is not None and own.end_reason in LEAVING,
        "has_left": left,
        "may_be_restored": left and own is not None and own.end_reason in LEAVING and own.end_reason != "died",
        "residences": member.residence_links.order_by("-valid_from"),
        "groups": member.group_memberships.select_related("group").prefetch_related("group__periods"),
    }


def _posts(member: Member, actions: frozenset[str]) -> dict[str, Any]:
    seats = member.seats.select_related("organisation").prefetch_related("organisation__periods")
    duties = member.assignments.select_related("unit", "organisation")
    return {
        "seats": seats.order_by("-valid_from", "-pk"),
        "duties": duties.prefetch_related("unit__periods", "organisation__periods").order_by("-valid_from"),
    }


def _honours(member: Member, actions: frozenset[str]) -> dict[str, Any]:
    return {
        "awards": awards_of(member),
        "badges": member.badges.all(),
        "disciplines": disciplines_of(member),
    }


def _supplements(member: Member, actions: frozenset[str]) -> dict[str, Any]:
    rows = member.supplements.select_related("received_by").prefetch_related("entries")
    return {
        "supplements": [
            (row, [(one.get_subject_display(), words_of(one.subject, one.value)) for one in row.entries.all()])
            for row in rows
        ],
        "year": today().year,
        "is_received": any(row.year == today().year for row in rows),
    }


class Part(NamedTuple):
    """One part of the page."""

    label: Any
    template: str
    read: Callable[[Member, frozenset[str]], dict[str, Any]]


PARTS = {
    "ho-so": Part(_("Hồ sơ"), "cells/_part_record.html", _record),
    "sinh-hoat": Part(_("Quá trình sinh hoạt"), "cells/_part_course.html", _course),
    "chuc-vu": Part(_("Chức vụ"), "cells/_part_posts.html", _posts),
    "khen-thuong": Part(_("Khen thưởng – kỷ luật"), "cells/_part_honours.html", _honours),
    "bo-sung": Part(_("Bổ sung hằng năm"), "cells/_part_supplements.html", _supplements),
}
"""Parts of the page, by the word of the address."""


def part_of(name: str, member: Member, actions: frozenset[str]) -> dict[str, Any]:
    """What one part shows."""
    part = PARTS[name]
    return {"part_template": part.template, **part.read(member, actions)}
