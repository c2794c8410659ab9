"""``manage.py import_posts FILE --organisation CODE``."""

from cells.management.table_command import TableCommand
from cells.models import RosterUpload


class Command(TableCommand):
    help = "Read a list of posts into a committee: all rows or none."
    kind = RosterUpload.Kind.POSTS
