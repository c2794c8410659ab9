"""The moments of an evaluation: open → submitted → reviewed → decided; or postponed, and taken up again later."""

from evaluations.models import Evaluation, Period

State = Evaluation.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.OPEN: (State.SUBMITTED, State.POSTPONED),
    State.SUBMITTED: (State.OPEN, State.REVIEWED, State.DECIDED),
    State.REVIEWED: (State.OPEN, State.DECIDED),
    State.DECIDED: (),
    State.POSTPONED: (State.OPEN,),
}
PERIOD_TRANSITIONS: dict[str, tuple[str, ...]] = {Period.State.OPEN: (Period.State.CLOSED,), Period.State.CLOSED: ()}
