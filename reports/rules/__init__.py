"""Rules of what is told, as data."""
