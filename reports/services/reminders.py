"""What the night writes: deadlines told at their moments to who can act, and later to those above."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.audit import record
from accounts.models import AuditEvent
from core.periods import LOCAL_ZONE, format_date
from reports.models import Notice
from reports.queries.reminders import SOURCES, UNIT, Due, People, Person, read_people
from reports.rules.reminders import ABOVE, KEEPERS, LEADERS, Rule, rule, settings, when
from reports.services.notices import Told, put_away_earlier, tell_all

log = logging.getLogger(__name__)
LOCK = 6_015
"""The number of the lock that lets one worker at a time write reminders."""
DONE = "reports.reminders_written"
NAMED = 12
"""So many units are named in one message."""
NOBODY_THERE = "Ở đó chưa có ai nhận được lời nhắc này trong hệ thống, đề nghị nhắc trực tiếp."


@dataclass(frozen=True)
class Spoken:
    """A deadline and what is to be said of it today."""

    rule: Rule
    due: Due
    moment: int | None
    """Days from the deadline; None: nothing to who can act."""
    level: tuple[int, str] | None
    """The moment and the level above; None: nothing to anyone above."""


def write_due_reminders() -> int | None:
    """Once a day, from six in the morning in Việt Nam: write what is due, also after missed days.

    None: too early, already done today, or another worker is at it. Otherwise how many people were told something new.
    """
    now = timezone.now().astimezone(LOCAL_ZONE)
    if now.hour < settings().hour:
        return None
    with transaction.atomic():
        if not _alone() or _done_on(now.date()):
            return None
        broken: list[str] = []
        number = write_reminders(now.date(), broken=broken)
        note = "; ".join([f"{number} thông báo", *(f"không đọc được: {rule(key).label}" for key in broken)])
        record(DONE, Notice(), by=None, label=f"Nhắc việc ngày {format_date(now.date())}", note=note)
    return number


def _alone() -> bool:
    """Whether this worker holds the lock until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _done_on(day: dt.date) -> bool:
    start = dt.datetime.combine(day, dt.time(), LOCAL_ZONE)
    return AuditEvent.objects.filter(action=DONE, at__gte=start).exists()


@transaction.atomic
def write_reminders(day: dt.date, *, broken: list[str] | None = None) -> int:
    """Tell everyone what is due on that day and was not told before; returns how many notices are new.

    What was told is known by its key, so running again tells nothing twice, and a missed night needs no memory. With
    ``broken`` a sort that cannot be read is named there, and the others are told all the same.
    """
    with override("vi"):
        spoken = [found for key in SOURCES for found in _read(key, day, broken)]
        people = _people(spoken, day)
        told = [*_reminders(spoken, people, day), *_escalations(spoken, people, day)]
        number = tell_all(told)
        put_away_earlier(told)
        return number


def _read(key: str, day: dt.date, broken: list[str] | None) -> list[Spoken]:
    try:
        with transaction.atomic():
            return list(_spoken(rule(key), day))
    except Exception:
        if broken is None:
            raise
        log.exception("reminders: %s cannot be read", key)
        broken.append(key)
        return []


def _spoken(of: Rule, day: dt.date) -> Iterator[Spoken]:
    for due in SOURCES[of.key](of, day):
        found = Spoken(of, due, of.moment(due.due_on, day), of.level(due.due_on, day))
        if found.moment is not None or found.level is not None:
            yield found


def _people(spoken: Collection[Spoken], day: dt.date) -> People:
    members = {member for one in spoken for member in one.due.members}
    units = {one.due.unit_id for one in spoken}
    return read_people(units, members, day)


def _reminders(spoken: Iterable[Spoken], people: People, day: dt.date) -> Iterator[Told]:
    """To who can act, one notice for each thing."""
    for one in spoken:
        due = one.due
        if one.moment is None:
            continue
        name, ends = people.name(due.unit_id), f"Hạn {format_date(due.due_on)}, {when(due.due_on, day)}."
        for person in _who_acts(due, people):
            yield Told(
                person.user,
                Notice.Sort.REMINDER,
                f"{one.rule.key}:{due.thing}:{due.due_on:%Y%m%d}:{one.moment:+d}",
                due.title.replace(UNIT, name),
                f"{due.text.replace(UNIT, name)} {ends}",
                due.url,
                due.unit_id,
                due.due_on,
            )


def _who_acts(due: Due, people: People) -> list[Person]:
    named = [people.by_member[member] for member in due.members if member in people.by_member]
    found = named or people.of(due.unit_id, LEADERS)
    return [person for person in found if person.member_id not in due.without]


@dataclass(frozen=True)
class Group:
    """What one person above is told in one notice."""

    user_id: int
    rule: str
    due_on: dt.date
    moment: int
    level: str
    is_instead: bool
    """Nobody with an account can act: those above are told in their place."""


def _escalations(spoken: Iterable[Spoken], people: People, day: dt.date) -> Iterator[Told]:
    """To those above, one notice for all units of a sort with the same deadline: never a heap.

    Where nobody with an account can act, who looks after the unit is told at the moments of the unit itself.
    """
    groups: dict[Group, list[Due]] = defaultdict(list)
    persons: dict[int, Person] = {}
    for one in spoken:
        moment, level, is_instead, above = _upwards(one, people)
        for person in above:
            persons[person.user.pk] = person
            group = Group(person.user.pk, one.rule.key, one.due.due_on, moment, level, is_instead)
            groups[group].append(one.due)
    for group, dues in groups.items():
        yield _told_above(persons[group.user_id], group, dues, people, day)


def _upwards(one: Spoken, people: People) -> tuple[int, str, bool, list[Person]]:
    """The moment, the level, whether in the place of who should act, and the people."""
    if one.level is not None and (above := _who_is_above(one.due, one.level[1], people)):
        return *one.level, False, above
    if one.moment is not None and not _who_acts(one.due, people):
        return one.moment, KEEPERS, True, _who_is_above(one.due, KEEPERS, people)
    return 0, "", False, []


def _who_is_above(due: Due, level: str, people: People) -> list[Person]:
    """Nobody is told of what he was told to do himself."""
    acting = people.of(due.unit_id, LEADERS) if level != LEADERS or not due.members else []
    without = {person.member_id for person in acting} | {*due.members, *due.without}
    return people.of(due.unit_id, level, without=without)


def _told_above(person: Person, group: Group, dues: list[Due], people: People, day: dt.date) -> Told:
    of, due_on = rule(group.rule), group.due_on
    units = list(dict.fromkeys(due.unit_id for due in dues))
    names = [people.name(unit) for unit in units]
    rest = f" và {len(names) - NAMED} đơn vị nữa" if len(names) > NAMED else ""
    listed = f"{'; '.join(names[:NAMED])}{rest}"
    one_or_many = names[0] if len(units) == 1 else f"{len(units)} đơn vị"
    title, said = f"{one_or_many} {of.behind}", f"{of.label}: {listed} {of.behind}."
    if group.is_instead:
        title, said = f"{of.label}: {one_or_many}", f"{of.label}: {listed}. {NOBODY_THERE}"
    return Told(
        person.user,
        Notice.Sort.ESCALATION,
        f"{of.key}:up:{due_on:%Y%m%d}:{group.moment:+d}",
        title,
        f"{said} Hạn {format_date(due_on)}, {when(due_on, day)}.",
        _page(group, dues, people),
        units[0] if len(units) == 1 else None,
        due_on,
    )


def _page(group: Group, dues: list[Due], people: People) -> str:
    """The thing itself, or its unit to who cannot act there; else where the units stand side by side."""
    unit = people.units.get(dues[0].unit_id)
    if group.is_instead and unit is not None and len({due.unit_id for due in dues}) == 1:
        return unit.get_absolute_url()
    if len(dues) == 1:
        return dues[0].url
    return reverse("reports:month_board" if group.level == ABOVE else "reports:home")
