"""Pages of the yearly evaluation, by subject."""
