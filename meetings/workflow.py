"""The moments of a meeting: planned → open → submitted → approved → locked, and open again to be corrected."""

from meetings.models import LeaveRequest, Meeting

State = Meeting.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.PLANNED: (State.OPEN, State.CANCELLED),
    State.OPEN: (State.SUBMITTED,),
    State.SUBMITTED: (State.APPROVED, State.OPEN),
    State.APPROVED: (State.LOCKED,),
    State.LOCKED: (State.OPEN,),
    State.CANCELLED: (),
}
EDITABLE = (State.OPEN,)
"""States in which minutes may be written."""
HELD = (State.OPEN, State.SUBMITTED, State.APPROVED, State.LOCKED)
"""States of a meeting that took place."""
FINAL = (State.APPROVED, State.LOCKED)
"""States in which the minutes are what the snapshot says."""
LEAVE_STANDS = (LeaveRequest.State.ASKED, LeaveRequest.State.APPROVED)
"""States of a request for leave that still stands; a member has one of these at most for a meeting."""
