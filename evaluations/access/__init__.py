"""Who may see and do what in the yearly evaluation, by kind of object."""

from evaluations.access.complaints import (
    complaint_actions_for,
    complaints_visible_to,
    get_complaint,
    reads_complaint,
    reads_sender,
)
from evaluations.access.periods import (
    actions_for,
    evaluations_visible_to,
    get_evaluation,
    get_period,
    period_actions_for,
    periods_visible_to,
)

__all__ = [
    "actions_for",
    "complaint_actions_for",
    "complaints_visible_to",
    "evaluations_visible_to",
    "get_complaint",
    "get_evaluation",
    "get_period",
    "period_actions_for",
    "periods_visible_to",
    "reads_complaint",
    "reads_sender",
]
