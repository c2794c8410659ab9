"""What one shown page is."""

from typing import NamedTuple


class DemoPage(NamedTuple):
    name: str
    title: str
    username: str
    path: str
    in_readme: bool = False
    reads_a_file: bool = False
    """The page reads a whole workbook each time: the import is measured by itself, not against an empty page."""
