"""Reads of the yearly evaluation, by subject of the question."""

from evaluations.queries.summary import YearSummary, year_summary

__all__ = ["YearSummary", "year_summary"]
