"""Calculations over plain values: votes, meeting scores, and the small tools they share. No database."""
