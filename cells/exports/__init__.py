"""Lists taken out for the office, in the layout in which they are read again: taken out, edited, brought back."""
