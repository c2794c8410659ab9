"""Invented people and meetings to try the program with. Nothing imports this app; all of it is marked invented."""
