"""The deeds on meetings. Only these write."""
