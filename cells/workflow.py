"""The moments of a transfer: issued → received, left, or cancelled."""

from cells.models import Transfer

State = Transfer.State

TRANSFERS: dict[str, tuple[str, ...]] = {
    State.ISSUED: (State.RECEIVED, State.LEFT, State.CANCELLED),
    State.RECEIVED: (),
    State.LEFT: (),
    State.CANCELLED: (),
}
