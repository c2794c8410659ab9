"""``manage.py import_organisations FILE --organisation CODE``."""

from cells.management.table_command import TableCommand
from cells.models import RosterUpload


class Command(TableCommand):
    help = "Read a list of units into a committee: all rows or none."
    kind = RosterUpload.Kind.ORGANISATIONS
