"""Reads across all storeys: what waits for whom, boards, the audit trail."""
