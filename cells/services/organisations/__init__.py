"""The deeds on organisations: found, change, move, merge, split, dissolve. Each is dated and has its document."""

from cells.services.organisations.dissolving import dissolve_organisation
from cells.services.organisations.founding import found_organisation
from cells.services.organisations.merging import merge_cells, merge_organisations
from cells.services.organisations.places import move_organisation, rename_organisation
from cells.services.organisations.splitting import Part, split_organisation

__all__ = [
    "Part",
    "dissolve_organisation",
    "found_organisation",
    "merge_cells",
    "merge_organisations",
    "move_organisation",
    "rename_organisation",
    "split_organisation",
]
