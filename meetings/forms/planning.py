"""The plan of a meeting: when, where, what about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cells.models import Office, Organisation
from cells.queries import seats_of
from core.forms import PlainSelect, VietnameseDateField, VietnameseTimeField, form_helper
from core.periods import add_months, format_date
from meetings.forms.people import People
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS, AgendaItem, Meeting, MeetingKind
from meetings.queries.lists import last_like, next_free_month
from meetings.rules.agenda import usual_agenda
from meetings.rules.conduct import meet_by
from meetings.rules.kinds import first_monday, kinds_held_by
from meetings.services.planning import PLACE_LENGTH, TITLE_LENGTH, AgendaLine, Plan

MONTHS_BACK, MONTHS_AHEAD = 24, 3
SPARE_ROWS = 2
MOST_ROWS = 30

ADD_ROWS, MOVE_UP, CHANGE_KIND = "them-dong", "len", "doi-loai"
"""Buttons that draw the form anew with all that was typed, and store nothing."""


def kind_choices(unit: Organisation) -> list[tuple[str, str]]:
    """The kinds of meeting that the unit holds, with their words."""
    return [(kind, str(MeetingKind(kind).label)) for kind in kinds_held_by(unit.kind)]


def month_key(day: dt.date) -> str:
    return f"{day.year}-{day.month:02d}"


def month_choices(today: dt.date, *, also: str = "") -> list[tuple[str, str]]:
    """The months a meeting may be planned for, newest first."""
    months = [add_months(today.replace(day=1), number) for number in range(MONTHS_AHEAD, -MONTHS_BACK - 1, -1)]
    keys = [month_key(month) for month in months]
    if also and also not in keys:
        keys.append(also)
    return [(key, str(_("tháng %(month)s/%(year)s") % {"month": int(key[5:]), "year": key[:4]})) for key in keys]


class AgendaLineForm(forms.Form):
    """One row of the agenda; an empty title leaves it out."""

    title = forms.CharField(
        label=_("Nội dung"), max_length=TITLE_LENGTH, required=False, widget=forms.Textarea({"rows": 1})
    )
    kind = forms.ChoiceField(label=_("Thuộc phần"), choices=AgendaItem.Kind, required=False, widget=PlainSelect)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = AgendaItem.Kind.OTHER
        self.fields["presenter"] = people.field(_("Người trình bày"), nobody=_("– người trình bày –"))

    def line(self) -> AgendaLine:
        values = self.cleaned_data
        return AgendaLine(values["title"], values["kind"] or AgendaItem.Kind.OTHER, values["presenter"])


class PlanForm(forms.Form):
    """The plan with its agenda. ``agenda`` are the row forms; ``kind`` is changed by buttons of its own."""

    kind = forms.ChoiceField(label=_("Loại buổi"), widget=forms.HiddenInput)
    held_on = VietnameseDateField(label=_("Ngày họp"))
    planned_time = VietnameseTimeField(label=_("Giờ họp"), required=False)
    period = forms.ChoiceField(
        label=_("Của tháng"), help_text=_("Họp bù cho tháng trước thì chọn tháng trước, dù ngày họp ở tháng này.")
    )
    place = forms.CharField(label=_("Địa điểm"), max_length=PLACE_LENGTH)
    mode = forms.ChoiceField(label=_("Hình thức"), choices=Meeting.Mode)
    theme = forms.CharField(label=_("Tên chuyên đề"), max_length=TITLE_LENGTH, required=False)

    helper = form_helper()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        unit: Organisation,
        people: People,
        today: dt.date,
        initial: Mapping[str, Any],
        agenda: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.held = kind_choices(unit)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = self.held
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = month_choices(today, also=str(initial.get("period", "")))
        self.fields["chair"] = people.field(_("Chủ trì"))
        self.fields["secretary"] = people.field(_("Thư ký (người ghi biên bản)"))
        rows = forms.formset_factory(AgendaLineForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        filled = [*agenda, *({} for _row in range(min(SPARE_ROWS, MOST_ROWS - len(agenda))))]
        # A row that is as it was drawn counts like any other, so none may be skipped as unchanged.
        options = {"people": people, "empty_permitted": False, "use_required_attribute": False}
        self.agenda = rows(data, initial=filled, prefix="agenda", form_kwargs=options)

    @property
    def chosen_kind(self) -> str:
        return str(self["kind"].value())

    @property
    def has_theme(self) -> bool:
        return self.chosen_kind in THEMATIC_KINDS

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Every kind that the unit holds with its words, and whether it is the chosen one."""
        return [(value, capfirst(words), value == self.chosen_kind) for value, words in self.held]

    def is_valid(self) -> bool:
        """Whether the plan and each row of its agenda can be read; says above the form which row cannot."""
        if self.is_bound and not self.agenda.is_valid():
            for number, row in enumerate(self.agenda.forms, 1):
                for sentences in row.errors.values():
                    self.add_error(None, f"{_('Nội dung')} {number}: {' '.join(map(str, sentences))}")
            for sentence in self.agenda.non_form_errors():
                self.add_error(None, str(sentence))
        return super().is_valid()

    def plan(self) -> Plan:
        """The plan as typed; the service judges it."""
        values = self.cleaned_data
        year, month = values["period"].split("-")
        return Plan(
            kind=values["kind"],
            year=int(year),
            month=int(month),
            held_on=values["held_on"],
            planned_time=values["planned_time"],
            place=values["place"],
            mode=values["mode"],
            theme=values["theme"],
            chair=values["chair"],
            secretary=values["secretary"],
            agenda=[row.line() for row in self.agenda],
        )


FIELDS = ("kind", "held_on", "planned_time", "period", "place", "mode", "theme", "chair", "secretary")


def wants_redraw(data: Mapping[str, str]) -> bool:
    """Whether a button was pressed that only draws the form anew."""
    return any(button in data for button in (ADD_ROWS, MOVE_UP, CHANGE_KIND))


def redrawn(data: Mapping[str, str], *, today: dt.date) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What was typed, and the agenda rows after the button that was pressed: the beginning of a new form.

    A changed kind brings its usual agenda only where the agenda was still the usual one; the flag ceremony its day.
    """
    typed = {field: data.get(field, "") for field in FIELDS}
    total = data.get("agenda-TOTAL_FORMS", "0")
    count = min(int(total), MOST_ROWS) if total.isdecimal() and len(total) < 4 else 0
    rows = [
        {part: data.get(f"agenda-{row}-{part}", "") for part in ("title", "kind", "presenter")} for row in range(count)
    ]
    place = data.get(MOVE_UP, "")
    if place.isdecimal() and 0 < int(place[:4]) < len(rows):
        number = int(place[:4])
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
    if ADD_ROWS not in data:
        rows = [row for row in rows if row["title"].strip()]
    kind = data.get(CHANGE_KIND, "")
    if kind in MeetingKind.values:
        if _is_usual(rows, typed["kind"]):
            rows = agenda_rows(usual_agenda(kind))
        typed["kind"] = kind
        if kind == MeetingKind.FLAG:
            typed |= flag_ceremony(today)
    return typed, rows


def flag_ceremony(today: dt.date) -> dict[str, str]:
    """The next first Monday of a month, and the month it is for."""
    month = today.replace(day=1)
    day = first_monday(month.year, month.month)
    if day < today:
        month = add_months(month, 1)
        day = first_monday(month.year, month.month)
    return {"held_on": format_date(day), "period": month_key(day)}


def agenda_rows(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Rows for the form from pairs of kind and title."""
    return [{"kind": kind, "title": title, "presenter": ""} for kind, title in pairs]


def _is_usual(rows: Sequence[Mapping[str, str]], kind: str) -> bool:
    if kind not in MeetingKind.values:
        return True
    return not rows or [(row["kind"], row["title"]) for row in rows] == usual_agenda(kind)


def initial_of(meeting: Meeting) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The form of a meeting that is planned already."""
    values = {field: getattr(meeting, field) for field in ("kind", "held_on", "planned_time", "place", "mode", "theme")}
    rows = [
        {"title": item.title, "kind": item.kind, "presenter": item.presenter_id}
        for item in meeting.items.filter(is_removed=False).order_by("order", "pk")
    ]
    values |= {"period": f"{meeting.year}-{meeting.month:02d}"}
    return values | {"chair": meeting.chair_id, "secretary": meeting.secretary_id}, rows


def initial_for(
    unit: Organisation,
    *,
    kind: str,
    today: dt.date,
    copied: Meeting | None = None,
    recommended: Sequence[str] = (),
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The form of a new meeting: the next free month, the usual people and agenda, or those of ``copied``.

    ``recommended`` are titles that the committee above proposes for the month; they come before the usual agenda.
    Place and hour are those of the last meeting of that kind in any case.
    """
    last = copied or last_like(unit, kind)
    year, month = next_free_month(unit, today) if kind in (*REGULAR_KINDS, *OF_CELL_COMMITTEE) else _this(today)
    values: dict[str, Any] = {"kind": kind, "period": f"{year}-{month:02d}"}
    if last is not None:
        values |= {"place": last.place, "planned_time": last.planned_time, "mode": last.mode}
        day = meet_by(year, month, last.held_on.day)
        values |= {"held_on": day} if day >= today else {}
    if kind == MeetingKind.FLAG:
        values |= flag_ceremony(today)
    values |= officers_of(unit, today)
    if copied is None:
        above = [{"kind": AgendaItem.Kind.OTHER, "title": title, "presenter": ""} for title in recommended]
        return values, [*above, *agenda_rows(usual_agenda(kind))]
    before, rows = initial_of(copied)
    kept = ("kind", "chair", "secretary")
    return values | {field: before[field] for field in kept if before[field]}, rows


OF_CELL_COMMITTEE = (MeetingKind.COMMITTEE, MeetingKind.COMMITTEE_ENLARGED)
"""They prepare the regular meeting, so they are for its month."""


def _this(today: dt.date) -> tuple[int, int]:
    return today.year, today.month


def officers_of(unit: Organisation, on: dt.date) -> dict[str, int | None]:
    """The unit's secretary (of a Party group its leader) presides, the next writes, unless others are chosen."""
    seats = [seat for seat in seats_of(unit, on) if seat.office != Office.ORGANISATION_OFFICER]
    chair = next((seat.member_id for seat in seats if seat.office in (Office.SECRETARY, Office.GROUP_LEADER)), None)
    others = [seat.member_id for seat in seats if seat.member_id != chair]
    return {"chair": chair, "secretary": others[0] if others else None}


class CancelForm(forms.Form):
    """Why a planned meeting does not take place."""

    reason = forms.CharField(
        label=_("Lý do hủy"), max_length=TITLE_LENGTH, widget=forms.TextInput({"autocomplete": "off"})
    )
    helper = form_helper()
