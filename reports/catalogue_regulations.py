"""The central regulations on paper, one kind for each; asked for by a unit, since every paper belongs to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cells.access import get_organisation
from cells.models import Organisation
from evaluations.documents.regulation import (
    central_regulation_file_name,
    central_regulation_pdf,
    central_regulation_word,
)
from evaluations.rules.regulation import regulation_keys
from reports.kinds import About, Kind, family


def _about(key: str) -> About:
    """The regulation of that key, for whoever reads the people of a unit."""
    return About(
        Organisation,
        "",
        lambda user, pk: get_organisation(user, pk, to="view_members"),
        _words(key),
        lambda _unit: reverse("evaluations:regulation_detail", args=[key]),
        lambda _unit: False,
    )


def _words(key: str) -> Callable[[Organisation], str]:
    return lambda unit: f"{key}, {unit.name}"


CENTRAL: dict[str, Kind] = {
    name: kind
    for key in regulation_keys()
    for name, kind in family(
        f"central_regulation_{key}",
        _("Quy định xếp loại của Trung ương"),
        _about(key),
        partial(central_regulation_file_name, key=key),
        pdf=partial(central_regulation_pdf, key=key),
        docx=partial(central_regulation_word, key=key),
    ).items()
}
