"""Forms on units and people, by subject."""

from cells.forms.members import NUMBER_FIELDS, AccountForm, RevealForm
from cells.forms.uploads import RosterForm

__all__ = ["NUMBER_FIELDS", "AccountForm", "RevealForm", "RosterForm"]
