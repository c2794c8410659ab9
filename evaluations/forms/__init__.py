"""Forms of the yearly evaluation, by subject."""
