"""Recording what others say: one opinion on a page, or the sheet of a whole unit with every word kept when refused.

Boxes of the sheet are ``o-<evaluation>-<giver>`` (a level, or words for who gives no level); ``was-…`` is the number of
the opinion that the page showed; ``day-<giver>`` and ``doc-<giver>`` are shared by the boxes of a column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper, let_choose
from core.numbers import row_numbers
from core.periods import format_date, today
from evaluations.models import Evaluation, Opinion
from evaluations.queries.opinions import IN_WORDS, SHEET_GIVERS, SHORT, WORDS
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.services.opinions import Cell, Said


class OpinionForm(forms.Form):
    """One opinion of one giver."""

    giver = forms.ChoiceField(label=_("Bên cho ý kiến"), choices=Opinion.Giver.choices)
    giver_name = forms.CharField(label=_("Tên cơ quan, tổ chức"), required=False, max_length=200)
    level = forms.ChoiceField(label=_("Mức đề nghị hoặc được xếp"), required=False)
    text = forms.CharField(label=_("Nội dung nhận xét"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    document = forms.CharField(label=_("Văn bản"), required=False, max_length=200, help_text=_("Số, ngày, nếu có."))
    given_on = VietnameseDateField(label=_("Ngày cho ý kiến hoặc ngày văn bản"))
    helper = form_helper()

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = level_choices(regulation_of(evaluation.period), evaluation.rule_subject)
        let_choose(self.fields["level"], [("", _("không nêu mức")), *levels])

    def said(self) -> Said:
        return Said(**self.cleaned_data)


@dataclass(frozen=True)
class Box:
    """One box of the sheet."""

    name: str
    giver: str
    value: str
    was: str
    error: str
    choices: Sequence[tuple[str, str]]
    label: str


@dataclass(frozen=True)
class SheetRow:
    """The boxes of one person; ``is_open``: the user may still type."""

    evaluation: Evaluation
    boxes: tuple[Box, ...]
    is_open: bool


@dataclass(frozen=True)
class Common:
    """The day and the document that the new opinions of a column share."""

    giver: str
    label: str
    day: str
    document: str
    error: str


@dataclass
class OpinionSheet:
    """The sheet of a unit, filled from what is recorded or from what was posted."""

    evaluations: Sequence[Evaluation]
    may_type: frozenset[int]
    kept: Mapping[int, Mapping[str, list[Opinion]]]
    posted: QueryDict | None = None
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    day_errors: dict[str, str] = field(default_factory=dict)

    def commons(self) -> list[Common]:
        usual = format_date(today())
        return [
            Common(
                giver,
                str(SHORT[giver]),
                self._posted(f"day-{giver}", usual),
                self._posted(f"doc-{giver}"),
                self.day_errors.get(giver, ""),
            )
            for giver in SHEET_GIVERS
        ]

    def rows(self) -> list[SheetRow]:
        return [
            SheetRow(row, tuple(self._box(row, giver) for giver in SHEET_GIVERS), row.pk in self.may_type)
            for row in self.evaluations
        ]

    def _box(self, row: Evaluation, giver: str) -> Box:
        old = next(reversed(self.kept.get(row.pk, {}).get(giver, [])), None)
        kept = (old.text if giver in IN_WORDS else old.level) if old else ""
        name = f"o-{row.pk}-{giver}"
        levels = level_choices(regulation_of(row.period), row.rule_subject)
        return Box(
            name=name,
            giver=giver,
            value=self._posted(name, kept),
            was=str(old.pk) if old else "",
            error=self.errors.get((row.pk, giver), ""),
            choices=()
            if giver in IN_WORDS
            else (("", "–"), *((key, WORDS[key].capitalize()) for key, _name in levels)),
            label=f"{row}: {SHORT[Opinion.Giver(giver)]}",
        )

    def _posted(self, name: str, otherwise: str = "") -> str:
        return str(self.posted.get(name, otherwise)) if self.posted is not None else otherwise

    def read(self) -> list[Cell]:
        """What was typed; a day that cannot be read is refused only where a new opinion needs it."""
        days = {giver: self._day(giver) for giver in SHEET_GIVERS}
        found = []
        for row in self.evaluations:
            for giver in SHEET_GIVERS:
                name = f"o-{row.pk}-{giver}"
                if row.pk not in self.may_type or self.posted is None or name not in self.posted:
                    continue
                typed, was = self._posted(name), self._posted(f"was-{name}")
                old = next(reversed(self.kept.get(row.pk, {}).get(giver, [])), None)
                said = self._said(giver, typed, old, days[giver])
                found.append(Cell(row.pk, said, next(iter(row_numbers([was])), None)))
        return found

    def _said(self, giver: str, typed: str, old: Opinion | None, day: dt.date | None) -> Said:
        in_words = giver in IN_WORDS
        return Said(
            giver=giver,
            level=(old.level if old else "") if in_words else typed,
            text=typed if in_words else old.text if old and typed else "",
            document=self._posted(f"doc-{giver}"),
            given_on=day,
        )

    def _day(self, giver: str) -> dt.date | None:
        try:
            return VietnameseDateField(required=False).clean(self._posted(f"day-{giver}"))
        except ValidationError as error:
            self.day_errors[giver] = " ".join(error.messages)
            return None
