"""The plan of merges as it is filled in: what becomes of each unit, then who is appointed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.forms.oversight import DocumentFields
from cells.models import Member, Office, Organisation
from cells.queries.merging import MergePlan, MergePreview
from cells.queries.people import told_apart
from core.forms import PlainSelect, VietnameseDateField, form_helper
from core.periods import today

NEW_UNITS = 8
"""How many new units one plan may found."""


class MergePlanForm(DocumentFields):
    """The day and the document, and for each unit: as it is, into another, or into a new one."""

    last_day = VietnameseDateField(
        label=_("Ngày hoạt động cuối cùng của đơn vị cũ"), help_text=_("Từ hôm sau, đảng viên thuộc đơn vị nhận.")
    )
    field_order = ("last_day", "document", "document_on")
    helper = form_helper()

    def __init__(self, *args: Any, units: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["last_day"].initial = today()
        new = [(f"n{number}", _("đơn vị mới thứ %(number)s") % {"number": number}) for number in self.numbers]
        into = [(f"c{unit.pk}", _("nhập vào %(unit)s") % {"unit": unit.name}) for unit in units]
        for unit in units:
            choices = [("", _("giữ nguyên")), *new, *(row for row in into if row[0] != f"c{unit.pk}")]
            self.fields[f"unit_{unit.pk}"] = forms.ChoiceField(
                label=unit.name, choices=choices, required=False, widget=PlainSelect
            )
        for number in self.numbers:
            label = _("Tên đơn vị mới thứ %(number)s") % {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(label=label, max_length=200, required=False)

    @property
    def numbers(self) -> range:
        return range(1, min(NEW_UNITS, max(len(self.units) // 2, 1)) + 1)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("last_day", "document", "document_on")]

    @property
    def unit_fields(self) -> list[tuple[Organisation, forms.BoundField]]:
        return [(unit, self[f"unit_{number}"]) for number, unit in self.units.items()]

    @property
    def name_fields(self) -> list[forms.BoundField]:
        return [self[f"name_{number}"] for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in self.numbers:
            chosen = [unit for unit in self.units if cleaned.get(f"unit_{unit}") == f"n{number}"]
            if chosen and not cleaned.get(f"name_{number}"):
                self.add_error(f"name_{number}", _("Hãy ghi tên đơn vị mới này."))
            if cleaned.get(f"name_{number}") and not chosen:
                self.add_error(
                    f"name_{number}", _("Chưa có đơn vị nào nhập vào đây; hãy chọn ở danh sách, hoặc xóa tên.")
                )
        return cleaned

    def plans(self) -> list[MergePlan]:
        """The merges that were chosen, in the order of the list."""
        groups: dict[str, list[Organisation]] = {}
        for number, unit in self.units.items():
            chosen = self.cleaned_data.get(f"unit_{number}")
            if chosen:
                groups.setdefault(chosen, []).append(unit)
        return [
            MergePlan(tuple(units), into=self.units[int(key[1:])])
            if key.startswith("c")
            else MergePlan(tuple(units), new_name=self.cleaned_data[f"name_{key[1:]}"])
            for key, units in groups.items()
        ]


class AppointmentsForm(forms.Form):
    """Whom the superior appoints to lead each new or enlarged cell (Điều lệ Đ13.5); everything may stay empty."""

    helper = form_helper()

    def __init__(self, *args: Any, previews: Sequence[MergePreview], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, dict[str, Member]] = {}
        for preview in previews:
            if not preview.is_cell:
                continue
            staying = {seat.member_id for seat in preview.seats_staying}
            people = {str(person.pk): person for person in preview.people if person.pk not in staying}
            self.people[preview.key] = people
            names = told_apart(people.values())
            choices = [("", "–"), *((number, names[person.pk]) for number, person in people.items())]
            if not preview.has_secretary:
                self._add(f"secretary_{preview.key}", _("Bí thư"), choices)
            self._add(f"deputy_{preview.key}", _("Phó Bí thư"), choices)
            for number in (1, 2, 3):
                self._add(f"plain{number}_{preview.key}", _("Chi ủy viên"), choices)

    def _add(self, name: str, label: Any, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, widget=PlainSelect)

    def clean(self) -> dict[str, Any]:
        """One person, one post: said here, where the choices still stand."""
        cleaned = super().clean() or self.cleaned_data
        for key, people in self.people.items():
            chosen: set[str] = set()
            for name in [name for name in self.fields if name.endswith(f"_{key}") and cleaned.get(name)]:
                number = cleaned[name]
                if number in chosen:
                    words = _("Đồng chí %(name)s đã giữ chức vụ khác ở trên; mỗi đồng chí chỉ chọn một chức vụ.")
                    self.add_error(name, words % {"name": people[number]})
                chosen.add(number)
        return cleaned

    def fields_of(self, preview: MergePreview) -> list[forms.BoundField]:
        """The fields of one merge."""
        return [field for field in self if field.name.endswith(f"_{preview.key}")]

    def with_appointments(self, plan: MergePlan) -> MergePlan:
        """The plan with who was chosen."""
        people = self.people.get(plan.key, {})
        offices = {
            "secretary": Office.SECRETARY,
            "deputy": Office.DEPUTY_SECRETARY,
            **{f"plain{number}": Office.COMMITTEE_MEMBER for number in (1, 2, 3)},
        }
        chosen = [(self.cleaned_data.get(f"{name}_{plan.key}"), office) for name, office in offices.items()]
        found = tuple((people[number], str(office)) for number, office in chosen if number in people)
        return replace(plan, appointments=found)
