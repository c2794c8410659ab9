"""Who may see and do what in the yearly evaluation, by kind of object."""

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
    "evaluations_visible_to",
    "get_evaluation",
    "get_period",
    "period_actions_for",
    "periods_visible_to",
]
