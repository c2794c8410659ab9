"""Choosing a member in a form: one list of people, read once for all fields of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation
from core.forms import PlainSelect
from meetings.queries.attendance import distinct_names
from meetings.queries.roll import roll_of

NOBODY = _("– chọn đồng chí –")


class People:
    """The members who may be chosen, by number, sorted as Vietnamese lists are."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members: Mapping[int, Member] = {member.pk: member for member in members}
        self.names = list(distinct_names(self.members.values()).items())

    def field(
        self, label: str | Promise, *, required: bool = False, nobody: str | Promise = NOBODY
    ) -> forms.TypedChoiceField:
        """A select whose value is a ``Member`` or None."""
        return forms.TypedChoiceField(
            label=str(label),
            choices=[("", nobody), *self.names],
            coerce=lambda value: self.members[int(value)],
            empty_value=None,
            required=required,
            widget=PlainSelect,
        )


def people_of(cell: Organisation, on: dt.date) -> People:
    """Those who belong to a cell on a day."""
    return People(entry.member for entry in roll_of(cell, on))
