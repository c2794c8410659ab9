"""The boards as papers."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cells.access import get_organisation
from cells.models import ABOVE_COMMITTEES, Organisation, OrganisationKind
from reports.documents.boards import board_file_name, board_pdf
from reports.documents.province_board import province_board_file_name, province_board_pdf
from reports.kinds import About, Kind, family


def _door(user: User, pk: int) -> Organisation:
    """The unit, for whoever sees its board; a Party group has none."""
    unit = get_organisation(user, pk, to="view_members")
    if unit.kind == OrganisationKind.PARTY_GROUP:
        raise Http404
    return unit


def _door_above(user: User, pk: int) -> Organisation:
    """The same of a committee above committees."""
    unit = get_organisation(user, pk, to="view_members")
    if unit.kind not in ABOVE_COMMITTEES:
        raise Http404
    return unit


BOARD = About(
    Organisation,
    "",
    _door,
    lambda unit: unit.name,
    lambda unit: reverse("reports:cell_board" if unit.is_cell else "reports:commune_board", args=[unit.pk]),
    lambda _unit: False,
)
PROVINCE_BOARD = replace(BOARD, door=_door_above, page=lambda unit: reverse("reports:province_board", args=[unit.pk]))
BOARDS: dict[str, Kind] = {
    **family("board", _("Bảng số liệu"), BOARD, board_file_name, pdf=board_pdf),
    **family("province_board", _("Bảng điều hành"), PROVINCE_BOARD, province_board_file_name, pdf=province_board_pdf),
}
