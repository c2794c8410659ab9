"""Who else could write down a decision about somebody who may decide: nobody decides on himself while there is one."""

from __future__ import annotations

from accounts.models import User
from cells.models import Member, Office, Seat
from cells.queries import line_up
from core.periods import today
from evaluations.models import Evaluation

DECIDERS = (Office.SECRETARY, Office.DEPUTY_SECRETARY)


def decider_instead(user: User, evaluation: Evaluation) -> Member | None:
    """Another leader with an account, of the deciding committee or of one above; None where there is nobody else.

    For evaluations of the user alone; anybody else's needs nobody instead.
    """
    member = getattr(user, "member", None)
    if member is None or member.pk != evaluation.member_id:
        return None
    units = line_up(evaluation.period.organisation, today())
    seats = Seat.objects.in_force(today()).filter(organisation__in=units, office__in=DECIDERS)
    others = seats.filter(member__user__is_active=True).exclude(member=member).select_related("member")
    places = {unit: place for place, unit in enumerate(units)}
    found = sorted(others, key=lambda seat: (places[seat.organisation_id], seat.office != Office.SECRETARY, seat.pk))
    return found[0].member if found else None
