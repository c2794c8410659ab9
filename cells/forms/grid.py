"""The grid of a cell's records: many people, a few fields, every word kept when something is refused.

A box is named ``f-<member>-<field>``; ``was-<member>-<field>`` holds what the page showed, so that only what was typed
is written, and what somebody else changed meanwhile is noticed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import Member, Sex
from cells.rules.records import date_faults
from core.errors import DomainError
from core.periods import format_date, parse_date, today
from core.vietnamese import normalise

YES, NO = gettext_lazy("có"), gettext_lazy("chưa")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are filled in together, and the right that it takes."""

    key: str
    label: Any
    fields: tuple[str, ...]
    verb: str


GROUPS = (
    Group("nhan-than", gettext_lazy("Nhân thân"), ("birth_date", "sex", "ethnic_group", "religion"), "manage_members"),
    Group("que-quan", gettext_lazy("Quê quán"), ("native_place", "birth_registration_place"), "manage_members"),
    Group(
        "vao-dang",
        gettext_lazy("Vào Đảng"),
        ("admission_decided_on", "admitted_on", "official_on"),
        "manage_members",
    ),
    Group("lien-he", gettext_lazy("Nơi ở, liên lạc"), ("residence", "phone"), "record_life"),
    Group("ho-so", gettext_lazy("Hồ sơ giấy"), ("has_dossier", "dossier_place"), "record_life"),
)
DAYS = frozenset({"admission_decided_on", "admitted_on", "official_on"})


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the grid: what stands in it, what the page showed, what is wrong."""

    name: str
    label: str
    text: str
    was: str
    choices: tuple[tuple[str, str], ...]
    error: str


@dataclass
class Grid:
    """The boxes of some people, from their records or from what was posted."""

    group: Group
    members: list[Member]
    posted: QueryDict | None = None
    errors: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return [_label(name) for name in self.group.fields]

    def rows(self) -> list[tuple[Member, list[Box]]]:
        return [(member, [self._box(member, name) for name in self.group.fields]) for member in self.members]

    def changes(self) -> list[tuple[Member, dict[str, Any]]]:
        """What was typed, by person; a person with a refused box is left out and has its error."""
        found = []
        for member in self.members:
            values = self._typed(member)
            if values and not any(key[0] == member.pk for key in self.errors):
                found.append((member, values))
        return found

    def refuse(self, member: Member, error: DomainError) -> None:
        self.errors[member.pk, error.field or self.group.fields[0]] = str(error)

    def _typed(self, member: Member) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in self.group.fields:
            text, was, now = self._posted("f", member, name), self._posted("was", member, name), shown(member, name)
            if text is None or text in (was, now):
                continue
            if was != now:
                self.errors[member.pk, name] = _("Người khác vừa sửa thành “%(now)s”; ghi lần nữa để thay.") % {
                    "now": now
                }
                continue
            try:
                values |= _read(name, text)
            except DomainError as error:
                self.errors[member.pk, name] = str(error)
        if values and (fault := _fault(member, values)):
            field_name, sentence = fault
            self.errors[member.pk, field_name if field_name in self.group.fields else self.group.fields[0]] = sentence
        return values

    def _box(self, member: Member, name: str) -> Box:
        now = shown(member, name)
        typed = self._posted("f", member, name)
        return Box(
            name=f"{member.pk}-{name}",
            label=f"{member.full_name}: {_label(name)}",
            text=now if typed is None else typed,
            was=now,
            choices=_choices(name),
            error=self.errors.get((member.pk, name), ""),
        )

    def _posted(self, kind: str, member: Member, name: str) -> str | None:
        text = self.posted.get(f"{kind}-{member.pk}-{name}") if self.posted is not None else None
        return normalise(text) if text is not None else None


def group_of(key: str | None, verbs: Iterable[str]) -> Group | None:
    """The group asked for, or the first that these rights allow."""
    allowed = [group for group in GROUPS if group.verb in verbs]
    return next((group for group in allowed if group.key == key), allowed[0] if allowed else None)


def shown(member: Member, name: str) -> str:
    """A field as the grid shows it."""
    value: Any = member.birth if name == "birth_date" else getattr(member, name)
    if name == "has_dossier":
        return {None: "", True: str(YES), False: str(NO)}[value]
    if name == "birth_date" or isinstance(value, dt.date):
        return format_date(value)
    return str(member.get_sex_display() if name == "sex" else value or "")


def _label(name: str) -> str:
    return str(Member._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    words = {"sex": [str(label) for label in Sex.labels], "has_dossier": [str(YES), str(NO)]}.get(name, [])
    return (("", "–"), *((word, word) for word in words)) if words else ()


def _read(name: str, text: str) -> dict[str, Any]:
    readers: Mapping[str, Callable[[str], dict[str, Any]]] = {
        "birth_date": _read_birth,
        "sex": lambda text: {"sex": next((sex.value for sex in Sex if str(sex.label) == text), "")},
        "has_dossier": lambda text: {"has_dossier": {str(YES): True, str(NO): False}.get(text)},
    }
    if name in readers:
        return readers[name](text)
    if name in DAYS:
        return {name: _read_day(text)}
    longest = Member._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
    if len(text) > longest:
        raise DomainError(_("Dài quá %(longest)s chữ; hãy viết gọn lại.") % {"longest": longest})
    return {name: text}


def _read_birth(text: str) -> dict[str, Any]:
    if not text:
        return {"birth_date": None, "birth_precision": "day"}
    birth = parse_date(text, not_after=today())
    return {"birth_date": birth.date, "birth_precision": birth.precision}


def _read_day(text: str) -> dt.date | None:
    if not text:
        return None
    day = parse_date(text, not_after=today())
    if day.precision != "day":
        raise DomainError(_("Hãy ghi đủ ngày, tháng, năm, ví dụ 05/02/2026."))
    return day.date


def _fault(member: Member, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first thing that cannot be, with the record as it would become."""
    then = Member(**{name: getattr(member, name) for name in ("birth_date", "birth_precision", *DAYS)} | dict(values))
    days = {name: getattr(then, name) for name in ("birth", *DAYS)}
    return next(iter(date_faults({**days, "today": today()})), None)
