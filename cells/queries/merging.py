"""What a plan of merges would do, before anyone confirms it: people, posts, warnings, work under way."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from cells.models import (
    CELL_KINDS,
    Assignment,
    Candidate,
    Member,
    Membership,
    Office,
    Organisation,
    OrganisationPeriod,
    PilotUnit,
    ResidenceLink,
    Seat,
    Transfer,
)
from cells.rules.statute import StatutoryWarning, UnitFacts, statutory_warnings


@dataclass(frozen=True)
class MergePlan:
    """Some units that become one: ``into``, which stands, or a new one called ``new_name``."""

    units: tuple[Organisation, ...]
    into: Organisation | None = None
    new_name: str = ""
    appointments: tuple[tuple[Member, str], ...] = ()
    """Who is appointed to which office of the successor (Điều lệ Đ13.5)."""

    @property
    def key(self) -> str:
        """A name for the plan's fields on the page."""
        return f"c{self.into.pk}" if self.into else "n" + "-".join(str(unit.pk) for unit in self.units)


@dataclass
class Source:
    """One unit of a plan on its last day, and what it brings."""

    unit: Organisation
    name: str
    stays: bool
    """It is the one that takes the others in."""
    kind: str
    people: list[Member] = field(default_factory=list)
    official: int = 0
    seats: list[Seat] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def members(self) -> int:
        return len(self.people)

    @property
    def is_cell(self) -> bool:
        return self.kind in CELL_KINDS


@dataclass
class MergePreview:
    """What one plan would do."""

    plan: MergePlan
    name: str
    sources: list[Source]
    warnings: tuple[StatutoryWarning, ...]

    @property
    def key(self) -> str:
        return self.plan.key

    @property
    def is_cell(self) -> bool:
        return self.sources[0].is_cell

    @property
    def ending(self) -> list[Source]:
        return [source for source in self.sources if not source.stays]

    @property
    def members(self) -> int:
        return sum(source.members for source in self.sources)

    @property
    def official(self) -> int:
        return sum(source.official for source in self.sources)

    @property
    def moved(self) -> int:
        return sum(source.members for source in self.ending)

    @property
    def children(self) -> list[str]:
        return [name for source in self.ending for name in source.children]

    @property
    def seats_ending(self) -> list[Seat]:
        return [seat for source in self.ending for seat in source.seats]

    @property
    def seats_staying(self) -> list[Seat]:
        return [seat for source in self.sources if source.stays for seat in source.seats]

    @property
    def people(self) -> list[Member]:
        """Who may be appointed: everyone of the new whole, in the order of lists."""
        everyone = {person.pk: person for source in self.sources for person in source.people}
        return sorted(everyone.values(), key=lambda person: (person.sort_key, person.pk))

    @property
    def has_secretary(self) -> bool:
        return any(seat.office == Office.SECRETARY for seat in self.seats_staying)


def preview_merges(plans: Sequence[MergePlan], last_day: dt.date) -> list[MergePreview]:
    """What each plan would do if its units ended on ``last_day``; a fixed number of questions."""
    units = {unit.pk: unit for plan in plans for unit in (*plan.units, *([plan.into] if plan.into else []))}
    known = _sources(units, last_day)
    previews = []
    for plan in plans:
        sources = [known[unit.pk] for unit in plan.units]
        if plan.into:
            receiver = known[plan.into.pk]
            receiver.stays = True
            sources.insert(0, receiver)
        preview = MergePreview(plan, sources[0].name if plan.into else plan.new_name, sources, ())
        preview.warnings = _warnings(preview, last_day)
        previews.append(preview)
    return previews


def _sources(units: dict[int, Organisation], last_day: dt.date) -> dict[int, Source]:
    standing = OrganisationPeriod.objects.in_force(last_day).filter(organisation__in=units)
    places = {row.organisation_id: (row.name, row.kind) for row in standing}
    sources = {}
    for number, unit in units.items():
        name, kind = places.get(number) or (unit.label(last_day), "")
        sources[number] = Source(unit, name, stays=False, kind=kind)
    inside = Membership.objects.in_force(last_day).filter(cell__in=units, kind=Membership.Kind.PERMANENT)
    for row in inside.select_related("member").order_by("member__sort_key"):
        sources[row.cell_id].people.append(row.member)
        sources[row.cell_id].official += row.member.is_official(last_day)
    seats = Seat.objects.in_force(last_day).filter(organisation__in=units).select_related("member", "organisation")
    for seat in seats.prefetch_related("organisation__periods").ranked():
        sources[seat.organisation_id].seats.append(seat)
    below = OrganisationPeriod.objects.in_force(last_day).filter(parent__in=units)
    for period in below.order_by("organisation__order", "organisation"):
        assert period.parent_id is not None
        sources[period.parent_id].children.append(period.name)
    for number, note in _notes(list(units), last_day):
        sources[number].notes.append(note)
    return sources


def _notes(units: Sequence[int], last_day: dt.date) -> Iterable[tuple[int, str]]:
    """What else is under way in these units, one sentence each."""
    lasting = Q(valid_from__lte=last_day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=last_day))
    done = [Candidate.Stage.OFFICIAL, Candidate.Stage.STOPPED]
    issued = Transfer.objects.filter(state=Transfer.State.ISSUED)
    guests = Membership.objects.filter(lasting, kind=Membership.Kind.TEMPORARY, cell__in=units)
    found = [
        (guests.values_list("cell"), _("%(n)s đồng chí sinh hoạt tạm thời đi theo")),
        (issued.filter(to_cell__in=units).values_list("to_cell"), _("%(n)s giấy giới thiệu đang chuyển đến")),
        (issued.filter(from_cell__in=units).values_list("from_cell"), _("%(n)s giấy giới thiệu đang chuyển đi")),
        (
            Candidate.objects.filter(cell__in=units).exclude(stage__in=done).values_list("cell"),
            _("%(n)s quần chúng, đảng viên dự bị đang theo dõi"),
        ),
        (
            ResidenceLink.objects.filter(lasting, cell__in=units).values_list("cell"),
            _("%(n)s đồng chí giữ mối liên hệ nơi cư trú"),
        ),
        (
            Assignment.objects.filter(lasting, unit__in=units).values_list("unit"),
            _("%(n)s phân công phụ trách kết thúc, cần phân công lại"),
        ),
        (
            PilotUnit.objects.filter(organisation__in=units, closed_on__isnull=True).values_list("organisation"),
            _("đang là đơn vị điểm, chưa tổng kết"),
        ),
    ]
    for rows, sentence in found:
        counts: dict[int, int] = defaultdict(int)
        for (number,) in rows:
            counts[number] += 1
        for number, count in counts.items():
            yield number, sentence % {"n": count}


def _warnings(preview: MergePreview, last_day: dt.date) -> tuple[StatutoryWarning, ...]:
    """What the statutes say of the new whole."""
    if not preview.is_cell:
        return ()
    plain = sum(seat.office == Office.COMMITTEE_MEMBER for seat in preview.seats_staying)
    plain += sum(office == Office.COMMITTEE_MEMBER for _member, office in preview.plan.appointments)
    facts = UnitFacts(kind=preview.sources[0].kind, members=preview.members, official=preview.official, plain=plain)
    return statutory_warnings(facts, last_day + dt.timedelta(days=1))


def fingerprint(previews: Sequence[MergePreview], last_day: dt.date) -> str:
    """What the preview showed, in short: if the records change meanwhile, it changes."""
    shown = [
        (
            preview.key,
            preview.name,
            [
                (
                    source.unit.pk,
                    source.name,
                    source.unit.ended_on,
                    [person.pk for person in source.people],
                    [(seat.pk, seat.office) for seat in source.seats],
                    source.children,
                    source.notes,
                )
                for source in preview.sources
            ],
        )
        for preview in previews
    ]
    return hashlib.sha256(repr((last_day, shown)).encode()).hexdigest()
