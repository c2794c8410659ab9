"""The moments of an evaluation: open → submitted → reviewed → decided; or postponed, and taken up again later."""

from evaluations.models import AwardProposal, Ballot, Complaint, Evaluation, Period

State = Evaluation.State

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.OPEN: (State.SUBMITTED, State.POSTPONED),
    State.SUBMITTED: (State.OPEN, State.REVIEWED, State.DECIDED),
    State.REVIEWED: (State.OPEN, State.DECIDED),
    State.DECIDED: (),
    State.POSTPONED: (State.OPEN,),
}
PERIOD_TRANSITIONS: dict[str, tuple[str, ...]] = {Period.State.OPEN: (Period.State.CLOSED,), Period.State.CLOSED: ()}
BALLOT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    Ballot.State.PREPARED: (Ballot.State.CONFIRMED, Ballot.State.VOID),
    Ballot.State.CONFIRMED: (Ballot.State.VOID,),
    Ballot.State.VOID: (),
}
COMPLAINT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    Complaint.State.RECEIVED: (Complaint.State.VERIFYING, Complaint.State.WITHDRAWN),
    Complaint.State.VERIFYING: (Complaint.State.CONCLUDED, Complaint.State.WITHDRAWN),
    Complaint.State.CONCLUDED: (),
    Complaint.State.WITHDRAWN: (),
}
OPEN_COMPLAINTS = (Complaint.State.RECEIVED, Complaint.State.VERIFYING)
AWARD_TRANSITIONS: dict[str, tuple[str, ...]] = {
    AwardProposal.State.PROPOSED: (AwardProposal.State.GRANTED, AwardProposal.State.REFUSED),
    AwardProposal.State.GRANTED: (AwardProposal.State.WITHDRAWN,),
    AwardProposal.State.REFUSED: (),
    AwardProposal.State.WITHDRAWN: (),
}
