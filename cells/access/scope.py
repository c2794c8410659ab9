"""What a user's posts of today reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from accounts.models import User
from cells.queries import reach_of
from core.ids import IdSet
from core.periods import today


@dataclass(frozen=True)
class Scope:
    """What a user's posts of today reach, as sets of organisation numbers; ``pk__in`` takes them as they are."""

    member_id: int | None
    led_cells: IdSet
    """Cells whose secretary or deputy the user is, with their predecessors."""
    directed: IdSet
    """Committees the user leads and everything below."""
    directed_roots: IdSet
    reviewed: IdSet
    """Units below an organisation board the user works for, the board's own committee too."""
    reviewed_roots: IdSet
    """Those committees: a board works for its own, and stands above those below it."""
    own_cells: IdSet
    """Cells the user belongs to, with their predecessors."""
    clerked: IdSet
    """Units directly under such a board."""
    charged: IdSet
    """Units the user looks after, by assignment or in a working group, and all below."""
    exported: IdSet
    """Units whose lists the user may take out: as their secretary, or by a right of its own."""

    @cached_property
    def readable(self) -> IdSet:
        """Units whose members, meetings and evaluations the user may read."""
        return self.led_cells | self.directed | self.reviewed | self.charged

    @cached_property
    def kept(self) -> IdSet:
        """Units whose people the user keeps: from the committee above, or its organisation board."""
        return self.directed | self.clerked

    @cached_property
    def known(self) -> IdSet:
        """Units whose page the user may open at all."""
        return self.readable | self.own_cells


NOTHING = Scope(None, *[IdSet()] * 9)


def scope_of(user: User) -> Scope:
    """The user's scope today, worked out once per request (kept on the user object)."""
    kept = getattr(user, "_scope", None)
    if kept is None or kept[0] != today():
        kept = (today(), _work_out_scope(user, today()))
        user._scope = kept  # type: ignore[attr-defined]
    return cast(Scope, kept[1])


def _work_out_scope(user: User, on: dt.date) -> Scope:
    if not user.is_active:
        return NOTHING
    reached = reach_of(user.pk, on)
    return Scope(
        member_id=next(iter(reached["member"]), None),
        led_cells=IdSet(reached["led"]),
        directed=IdSet(reached["directed"]),
        directed_roots=IdSet(reached["root"]),
        reviewed=IdSet(reached["reviewed"]),
        reviewed_roots=IdSet(reached["board"]),
        own_cells=IdSet(reached["own"]),
        clerked=IdSet(reached["clerked"]),
        charged=IdSet(reached["charged"]),
        exported=IdSet(reached["exported"]),
    )
