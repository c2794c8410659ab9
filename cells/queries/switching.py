"""The switch to two levels (1/7/2025): which commune went into which, what ends, what has no place yet."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, Organisation, OrganisationKind, OrganisationPeriod, Seat
from cells.queries.statute import sizes_of
from cells.rules.kinds import kinds
from core.vietnamese import normalise, spelling_key

PREFIX = re.compile(r"^(đảng bộ|đảng ủy|đảng uỷ|chi bộ)\s+", re.IGNORECASE)
LIST = re.compile(r"\s*(?:,|;|\+|\bvà\b)\s*")


@dataclass(frozen=True)
class SwitchRow:
    """One line of the table: names as they were typed."""

    line: int
    old: str
    new: str
    document: str = ""


@dataclass
class SwitchUnit:
    """A unit that stood under a district, with what it brings."""

    unit: Organisation
    name: str
    kind: str
    district: str
    place_name: str
    below: int = 0
    members: int = 0
    seats: int = 0
    line: int = 0


@dataclass
class SwitchGroup:
    """One unit of the new order and what it comes of. A single old unit goes on, perhaps with another name."""

    name: str
    document: str
    units: list[SwitchUnit] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether a new unit is founded: several became one."""
        return len(self.units) > 1

    @property
    def renamed_from(self) -> str:
        """The old name of the single unit that goes on under another."""
        return self.units[0].name if not self.is_new and self.units[0].name != self.name else ""

    @property
    def is_cell(self) -> bool:
        return all(unit.kind in CELL_KINDS for unit in self.units)

    @property
    def below(self) -> int:
        return sum(unit.below for unit in self.units)

    @property
    def members(self) -> int:
        return sum(unit.members for unit in self.units)

    @property
    def seats(self) -> int:
        """Posts that end with the old units."""
        return sum(unit.seats for unit in self.units) if self.is_new else 0


@dataclass
class SwitchPlan:
    """What a table of rows would do to a province on the last day of the districts."""

    province: Organisation
    last_day: dt.date
    districts: list[tuple[Organisation, str]]
    groups: list[SwitchGroup]
    left: list[SwitchUnit]
    """Units under districts that no row names: they would have no place."""
    faults: list[str]
    """What is wrong in the table, one sentence a line."""

    @property
    def first_day(self) -> dt.date:
        return self.last_day + dt.timedelta(days=1)

    @property
    def founded(self) -> list[SwitchGroup]:
        return [group for group in self.groups if group.is_new]

    @property
    def going_on(self) -> list[SwitchGroup]:
        return [group for group in self.groups if not group.is_new]

    @property
    def ending(self) -> int:
        return sum(len(group.units) for group in self.founded)

    @property
    def below(self) -> int:
        """Units that keep their identity under a new superior."""
        return sum(group.below for group in self.founded)


def plan_switch(province: Organisation, rows: Sequence[SwitchRow]) -> SwitchPlan:
    """Match a table against the tree as it stood on the last day of districts; a fixed number of questions."""
    last_day = kinds()[OrganisationKind.DISTRICT].last_day
    assert last_day is not None
    standing = OrganisationPeriod.objects.in_force(last_day).select_related("organisation")
    districts = list(
        standing.filter(parent=province, kind=OrganisationKind.DISTRICT).order_by("organisation__order", "organisation")
    )
    units = _units_under(districts, last_day)
    plan = SwitchPlan(province, last_day, [(row.organisation, row.name) for row in districts], [], [], [])
    if not districts:
        plan.faults.append(
            _("Ngày cuối của cấp huyện, tỉnh này không có đảng bộ cấp huyện nào; không có gì để chuyển.")
        )
    chosen = _assign(rows, units, plan)
    plan.left = [unit for unit in units if unit.unit.pk not in chosen]
    return plan


def _units_under(districts: Sequence[OrganisationPeriod], last_day: dt.date) -> list[SwitchUnit]:
    """What stands directly under the districts, with its own size."""
    names = {row.organisation_id: row.name for row in districts}
    order = {row.organisation_id: number for number, row in enumerate(districts)}
    places = OrganisationPeriod.objects.in_force(last_day).filter(parent__in=names).select_related("organisation")
    rows = sorted(places, key=lambda row: (order[row.parent_id or 0], row.organisation.order, row.organisation_id))
    numbers = [row.organisation_id for row in rows]
    below: dict[int, int] = defaultdict(int)
    children = OrganisationPeriod.objects.in_force(last_day).filter(parent__in=numbers)
    for parent in children.values_list("parent_id", flat=True):
        below[parent or 0] += 1
    seats: dict[int, int] = defaultdict(int)
    for unit in Seat.objects.in_force(last_day).filter(organisation__in=numbers).values_list("organisation", flat=True):
        seats[unit] += 1
    sizes = sizes_of(numbers, last_day)
    return [
        SwitchUnit(
            row.organisation,
            row.name,
            row.kind,
            names[row.parent_id or 0],
            row.place_name,
            below=below[row.organisation_id],
            members=sizes.get(row.organisation_id, (0, 0))[0],
            seats=seats[row.organisation_id],
        )
        for row in rows
    ]


def key_of(name: str) -> str:
    """A name as it is looked up: without "Đảng bộ", whatever the case and the place of the tone."""
    return spelling_key(PREFIX.sub("", normalise(name)))


def _assign(rows: Sequence[SwitchRow], units: Sequence[SwitchUnit], plan: SwitchPlan) -> set[int]:
    """Put each old unit into the group of its new one; what does not fit becomes a fault."""
    known: dict[str, list[SwitchUnit]] = defaultdict(list)
    for standing in units:
        for name in _names_of(standing):
            known[name].append(standing)
    groups: dict[str, SwitchGroup] = {}
    chosen: set[int] = set()
    for row in rows:
        for old in _old_names(row.old, known):
            unit = _find(old, row, known, plan.faults)
            if unit is None:
                continue
            if unit.unit.pk in chosen:
                words = {"line": row.line, "unit": unit.name, "first": unit.line}
                plan.faults.append(
                    _("Dòng %(line)s: %(unit)s đã có ở dòng %(first)s; mỗi đơn vị chỉ ghi một lần.") % words
                )
                continue
            chosen.add(unit.unit.pk)
            unit.line = row.line
            group = groups.setdefault(key_of(row.new), SwitchGroup(row.new, row.document))
            group.document = group.document or row.document
            group.units.append(unit)
    for group in groups.values():
        group.name = _full_name(group)
    plan.groups = list(groups.values())
    return chosen


def _names_of(unit: SwitchUnit) -> set[str]:
    """How the table may name a unit: alone, or with its district."""
    district = PREFIX.sub("", normalise(unit.district))
    names = {unit.name}
    for called in (district, district.split(" ", 1)[-1]):
        names |= {f"{unit.name}, {called}", f"{unit.name} {called}", f"{unit.name} ({called})"}
    return {key_of(name) for name in names}


def _old_names(text: str, known: dict[str, list[SwitchUnit]]) -> list[str]:
    """One name, or several in one field: "xã A, xã B và thị trấn C"."""
    if key_of(text) in known:
        return [text]
    names = [name for name in LIST.split(text) if name]
    return names if len(names) > 1 and any(key_of(name) in known for name in names) else [text]


def _find(old: str, row: SwitchRow, known: dict[str, list[SwitchUnit]], faults: list[str]) -> SwitchUnit | None:
    found = known.get(key_of(old), [])
    if len(found) == 1:
        return found[0]
    words = {"line": row.line, "name": old}
    if not found:
        faults.append(_("Dòng %(line)s: không có đơn vị “%(name)s” dưới cấp huyện; hãy xem lại tên.") % words)
    else:
        words["districts"] = ", ".join(unit.district for unit in found)
        faults.append(
            _("Dòng %(line)s: có nhiều đơn vị tên “%(name)s” (%(districts)s); hãy ghi thêm tên huyện.") % words
        )
    return None


def _full_name(group: SwitchGroup) -> str:
    """ "xã Vân Trục" is the Party organisation of that commune; a name that is given whole stays."""
    name = normalise(group.name)
    if len(group.units) == 1 and key_of(name) == key_of(group.units[0].name):
        return group.units[0].name
    if PREFIX.match(name):
        return name
    return f"{'Chi bộ' if group.is_cell else 'Đảng bộ'} {name[0].lower()}{name[1:]}"


def fingerprint(plan: SwitchPlan) -> str:
    """What the preview showed, in short: if the records change meanwhile, it changes."""
    return hashlib.sha256(repr(_shown(plan)).encode()).hexdigest()


def _shown(plan: SwitchPlan) -> object:
    def told(units: Iterable[SwitchUnit]) -> list[tuple[object, ...]]:
        return [(unit.unit.pk, unit.name, unit.unit.ended_on, unit.below, unit.members, unit.seats) for unit in units]

    districts = [(unit.pk, name, unit.ended_on) for unit, name in plan.districts]
    groups = [(group.name, group.document, told(group.units)) for group in plan.groups]
    return districts, groups, told(plan.left), plan.faults
