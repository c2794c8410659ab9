"""The moments of a meeting: planned → open → submitted → approved → locked."""

from meetings.models import Meeting

State = Meeting.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.PLANNED: (State.OPEN, State.CANCELLED),
    State.OPEN: (State.SUBMITTED,),
    State.SUBMITTED: (State.APPROVED, State.OPEN),
    State.APPROVED: (State.LOCKED,),
    State.LOCKED: (),
    State.CANCELLED: (),
}
EDITABLE = (State.OPEN,)
"""States in which minutes may be written."""
HELD = (State.OPEN, State.SUBMITTED, State.APPROVED, State.LOCKED)
"""States of a meeting that took place."""
FINAL = (State.APPROVED, State.LOCKED)
"""States in which the minutes are what the snapshot says."""
