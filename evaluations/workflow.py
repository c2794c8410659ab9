"""The moments of an evaluation: open → submitted → reviewed → decided."""

from evaluations.models import Evaluation, Period

State = Evaluation.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.OPEN: (State.SUBMITTED,),
    State.SUBMITTED: (State.OPEN, State.REVIEWED, State.DECIDED),
    State.REVIEWED: (State.OPEN, State.DECIDED),
    State.DECIDED: (),
}
PERIOD_TRANSITIONS: dict[str, tuple[str, ...]] = {Period.State.OPEN: (Period.State.CLOSED,), Period.State.CLOSED: ()}
