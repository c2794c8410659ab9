"""Reads about office lists: what a unit once said about the columns of its list."""

from cells.models import ColumnMapping, Organisation


def mapping_of(organisation: Organisation, *, kind: str, head_signature: str) -> ColumnMapping | None:
    """What was said about the columns of a list with this head, if anything."""
    found = ColumnMapping.objects.filter(organisation=organisation, kind=kind, head_signature=head_signature)
    return found.select_related("changed_by").first()
