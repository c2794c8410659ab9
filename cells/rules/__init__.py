"""What the texts say of units and members: pure functions and data with their sources, no database."""

from cells.rules.standings import ACTIVE, STANDINGS, Standing, is_counted, is_expected, may_vote

__all__ = ["ACTIVE", "STANDINGS", "Standing", "is_counted", "is_expected", "may_vote"]
