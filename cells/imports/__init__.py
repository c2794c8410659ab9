"""Member lists as offices keep them: what the file says (``roster``), before any database is asked."""
