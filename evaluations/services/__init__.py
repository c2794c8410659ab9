"""The deeds of the yearly evaluation, by subject."""
