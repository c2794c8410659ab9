"""A committee's sheet: a base with its points, limits, thresholds, settings, and the rule for the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField
from meetings.models import SheetInForce
from meetings.rules.derived import Data, derived_data, own_settings
from meetings.rules.inputs import Setting
from meetings.rules.sheet import load_sheet, meeting_facts, sheet_data
from meetings.rules.year_grades import LABELS, usual_rule
from meetings.services.sheets import Decision

YEAR_GRADES = (("tot", "kha"), ("kha", "trung_binh"), ("trung_binh", "trung_binh"))
"""A grade of the year, and the grade that a share of the meetings has to reach for it."""


class ShortNumber(forms.TextInput):
    """A small whole number in a narrow field."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "class": "form-control short-number", "autocomplete": "off"})


def _number(
    label: Any, initial: Any, *, most: int = 10_000, least: int = 0, required: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, min_value=least, max_value=most, required=required, widget=ShortNumber
    )


class SheetForm(forms.Form):
    """Begins with the base, or with what ``start`` made of it; gives the decision with only what differs."""

    valid_from = VietnameseDateField(label=_("Áp dụng từ ngày"))
    document = forms.CharField(label=_("Số, ký hiệu văn bản ban hành"), max_length=200, required=False)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)
    title = forms.CharField(label=_("Tên bảng điểm"), max_length=200)

    def __init__(self, data: Any = None, *, base: str, start: SheetInForce | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
        self.base, own = base, dict(start.own) if start else {}
        self.source: Data = sheet_data(base)
        self.begun: Data = derived_data(base, own)
        self.fields["title"].initial = self.begun["title"]
        for group in self.begun["groups"]:
            self._add_group(group)
        for row in self.begun["criteria"]:
            self._add_row(row)
        for grade in self.begun["grades"][:-1]:
            label = _("%(grade)s từ (%%)") % {"grade": grade["label"]}
            self.fields[f"nguong-{grade['key']}"] = _number(label, grade["least"], most=100)
        chosen = own_settings(base, own, start.settings if start else {})
        for key, setting in self._settings().items():
            self.fields[f"thiet-lap-{key}"] = _setting_field(setting, chosen[key])
        self._add_year(own.get("year"))

    def _settings(self) -> Mapping[str, Setting]:
        sheet = load_sheet(self.base)
        return {**sheet.settings, **(meeting_facts()[2] if sheet.use == "cell" else {})}

    def _add_group(self, group: Data) -> None:
        number = group["number"]
        self.fields[f"nhom-{number}"] = _number(_("Nhóm %(number)s: điểm") % group, group["maximum"], most=100)
        text = forms.CharField(label=_("Thêm tiêu chí vào nhóm này"), max_length=200, required=False)
        text.widget.attrs["class"] = "form-control"
        self.fields[f"them-{number}"] = text
        label = _("Điểm của tiêu chí thêm")
        self.fields[f"them-{number}-diem"] = _number(label, None, most=100, required=False)

    def _add_row(self, row: Data) -> None:
        number = row["number"]
        self.fields[f"toi-da-{number}"] = _number(_("Tiêu chí %(number)s: điểm tối đa") % row, row["maximum"], most=100)
        for place, option in enumerate(row.get("options", ())):
            words = {"number": number, "place": place + 1}
            if "points" in option:
                label = _("Tiêu chí %(number)s, mức %(place)s: điểm") % words
                self.fields[f"muc-{number}-{place}"] = _number(label, option["points"], most=100)
            if "limit" in option:
                label = _("Tiêu chí %(number)s, mức %(place)s: mốc") % words
                self.fields[f"moc-{number}-{place}"] = _number(label, option["limit"])

    def _add_year(self, own: Any) -> None:
        steps = {row["grade"]: row for row in own} if own else _usual_year()
        for grade, floor in YEAR_GRADES:
            step = steps.get(grade, {})
            words = {"grade": LABELS[grade], "floor": LABELS[floor]}
            share = _("Năm %(grade)s: tỷ lệ %% số kỳ từ %(floor)s trở lên") % words
            self.fields[f"nam-{grade}-ty-le"] = _number(share, step.get("share"), most=100, required=False)
            if grade != "trung_binh":
                count = _("Năm %(grade)s: ít nhất bao nhiêu kỳ từ %(grade)s trở lên") % words
                self.fields[f"nam-{grade}-so-ky"] = _number(count, step.get("count"), most=12, required=False)

    def decision(self) -> Decision:
        """What is typed, as far as it differs from the base."""
        values = self.cleaned_data
        own: Data = {"groups": {}, "criteria": {}, "added": [], "grades": {}}
        if values["title"] != self.source["title"]:
            own["title"] = values["title"]
        for group in self.source["groups"]:
            self._put(own["groups"], group["number"], values[f"nhom-{group['number']}"], group["maximum"])
        for grade in self.source["grades"][:-1]:
            self._put(own["grades"], grade["key"], values[f"nguong-{grade['key']}"], grade["least"])
        self._put_rows(own)
        if self._year() != list(_usual_year().values()):
            own["year"] = self._year()
        settings = {key: values[f"thiet-lap-{key}"] for key in self._settings()}
        kept = {key: value if value != "" else None for key, value in settings.items()}
        return Decision(
            self.base,
            values["valid_from"],
            own={key: value for key, value in own.items() if value},
            settings=kept,
            document=values["document"],
            document_on=values["document_on"],
        )

    @staticmethod
    def _put(into: Data, key: str, value: Any, usual: Any) -> None:
        if value != usual:
            into[key] = value

    def _put_rows(self, own: Data) -> None:
        values, known = self.cleaned_data, {row["number"]: row for row in self.source["criteria"]}
        for row in self.begun["criteria"]:
            number, maximum = row["number"], values[f"toi-da-{row['number']}"]
            if number not in known:
                if maximum:
                    own["added"].append({**{key: row[key] for key in ("number", "group", "text")}, "maximum": maximum})
                continue
            change = self._changes(known[number], maximum)
            if change:
                own["criteria"][number] = change
        for group in self.source["groups"]:
            text, points = values[f"them-{group['number']}"].strip(), values[f"them-{group['number']}-diem"]
            if text:
                added = {"number": self._next_number(group["number"], own), "group": group["number"], "text": text}
                own["added"].append({**added, "maximum": points or 0})

    def _changes(self, usual: Data, maximum: int) -> Data:
        """What differs in a row of the base."""
        number, change = usual["number"], Data()
        self._put(change, "maximum", maximum, usual["maximum"])
        options = usual.get("options", ())
        for name, prefix, key in (("points", "muc", "points"), ("limits", "moc", "limit")):
            typed = [self.cleaned_data.get(f"{prefix}-{number}-{place}") for place in range(len(options))]
            pairs = zip(typed, options, strict=True)
            if any(value is not None and value != option.get(key) for value, option in pairs):
                change[name] = typed
        return change

    def _next_number(self, group: str, own: Data) -> str:
        taken = {row["number"] for row in (*self.begun["criteria"], *own["added"])}
        return next(f"{group}.{place}" for place in range(1, 100) if f"{group}.{place}" not in taken)

    def _year(self) -> list[Data]:
        values, steps = self.cleaned_data, []
        for grade, floor in YEAR_GRADES:
            share, count = values[f"nam-{grade}-ty-le"], values.get(f"nam-{grade}-so-ky")
            if share is not None:
                whole = grade != "kha" or count is not None
                steps.append({"grade": grade, "share": share, "from": floor, "count": count, "whole": whole})
        return steps

    @property
    def groups(self) -> list[tuple[Data, forms.BoundField, list[Any], forms.BoundField, forms.BoundField]]:
        """Each group with its field, its rows with theirs, and the two fields of a row to add."""
        return [
            (
                group,
                self[f"nhom-{group['number']}"],
                [self._bound(row) for row in self.begun["criteria"] if row["group"] == group["number"]],
                self[f"them-{group['number']}"],
                self[f"them-{group['number']}-diem"],
            )
            for group in self.begun["groups"]
        ]

    def _bound(self, row: Data) -> tuple[Data, forms.BoundField, list[tuple[str, Any, Any]]]:
        number, above, options = row["number"], None, []
        for place, option in enumerate(row.get("options", ())):
            words = option["text"].format_map({"limit": option.get("limit"), "above": above})
            above = option.get("limit", above)
            names = (f"moc-{number}-{place}", f"muc-{number}-{place}")
            limit, points = (self[name] if name in self.fields else None for name in names)
            options.append((words, limit, points))
        return row, self[f"toi-da-{number}"], options

    def chosen(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    @property
    def grade_fields(self) -> list[forms.BoundField]:
        return self.chosen("nguong-")

    @property
    def year_fields(self) -> list[forms.BoundField]:
        return self.chosen("nam-")

    @property
    def setting_fields(self) -> list[tuple[Setting, forms.BoundField]]:
        return [(setting, self[f"thiet-lap-{key}"]) for key, setting in self._settings().items()]


def _usual_year() -> dict[str, Data]:
    return {
        step.grade: {
            "grade": step.grade, "share": step.share, "from": step.floor, "count": step.count, "whole": step.whole
        }
        for step in usual_rule().steps
    }  # fmt: skip


def _setting_field(setting: Setting, value: Any) -> forms.Field:
    if setting.type == "choice":
        choices = [(choice.key, choice.label) for choice in setting.values]
        field: forms.Field = forms.ChoiceField(label=setting.label, choices=choices, initial=value)
        field.widget.attrs["class"] = "form-select"
        return field
    least = setting.least or 0
    return _number(setting.label, value, least=least, most=10_000, required=setting.default is not None)
