"""Invented people and meetings to try the program with. Nothing imports this app; everything here is marked invented."""
