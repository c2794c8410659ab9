"""Who may see and do what: the root of all scope.

Rights follow from the seats (posts) in force today and from the dated tree, never from the account:

* secretary and deputy of a cell: their cell;
* secretary and deputy of a committee: the committee and everything below it;
* officer of an organisation board: everything below that unit, to read and review, and to keep its
  tree and posts; the people of the cells directly under it too;
* committee member in charge of a unit, or in a working group that follows it: that unit, to read;
* plain member: the meetings of the own cell, the own record;
* administrator: accounts, no content.

``get_…`` answers 404 outside the scope and 403 inside it without the right.
"""

from cells.access.oversight import (
    COMMITTEE_KINDS,
    committees_overseen_by,
    get_assignment,
    get_pilot,
    get_training,
    get_working_group,
    pilot_actions_for,
)
from cells.access.people import (
    candidates_visible_to,
    cells_kept_by,
    get_candidate,
    get_group_membership,
    get_member,
    get_transfer,
    has_posts_beyond,
    member_actions_for,
    members_listed_for,
    members_visible_to,
    transfer_actions_for,
    transfers_visible_to,
)
from cells.access.scope import Scope, scope_of
from cells.access.units import (
    CHOICES,
    actions_for,
    cells_visible_to,
    get_export_right,
    get_organisation,
    get_seat,
    get_term,
    get_upload,
    import_roots_for,
    organisations_visible_to,
    require_export,
    units_to_choose,
)

__all__ = [
    "CHOICES",
    "COMMITTEE_KINDS",
    "Scope",
    "actions_for",
    "candidates_visible_to",
    "cells_kept_by",
    "cells_visible_to",
    "committees_overseen_by",
    "get_assignment",
    "get_candidate",
    "get_export_right",
    "get_group_membership",
    "get_member",
    "get_organisation",
    "get_pilot",
    "get_seat",
    "get_term",
    "get_training",
    "get_transfer",
    "get_upload",
    "get_working_group",
    "has_posts_beyond",
    "import_roots_for",
    "member_actions_for",
    "members_listed_for",
    "members_visible_to",
    "organisations_visible_to",
    "pilot_actions_for",
    "require_export",
    "scope_of",
    "transfer_actions_for",
    "transfers_visible_to",
    "units_to_choose",
]
