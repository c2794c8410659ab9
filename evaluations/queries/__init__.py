"""Reads of the yearly evaluation, by subject of the question."""
