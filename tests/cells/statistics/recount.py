"""The statistics counted once more by plain Python, day by day, from all rows: nothing shared with the SQL."""

import datetime as dt

from cells.models import Member, Membership
from tests.cells.statistics.history import History

ONE = dt.timedelta(days=1)
LEFT, ENTERED = {"died", "expelled", "struck_off", "resigned"}, {"admitted", "restored"}
UP = {
    "admitted": "admitted",
    "transferred": "transferred_in",
    "restored": "restored",
    "merged": "organisation_in",
    "listed": "listed",
}
DOWN = {
    "died": "died",
    "expelled": "expelled",
    "struck_off": "struck_off",
    "resigned": "resigned",
    "transferred": "transferred_out",
    "merged": "organisation_out",
}


def holds(row, on):
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


class Recount:
    """The history seen from one unit."""

    def __init__(self, history: History, unit_id: int) -> None:
        self.history, self.unit_id = history, unit_id
        self._known: dict[tuple[int, dt.date], int | None] = {}

    def place_of_unit(self, organisation_id: int, on: dt.date) -> int | None:
        """The unit directly below through which that unit stood under ours that day; None: it did not."""
        if (organisation_id, on) not in self._known:
            self._known[organisation_id, on] = self._climb(organisation_id, on)
        return self._known[organisation_id, on]

    def _climb(self, organisation_id: int, on: dt.date) -> int | None:
        came_from = unit = organisation_id
        while True:
            period = next((row for row in self.history.periods if row.organisation_id == unit and holds(row, on)), None)
            if period is None:
                return None
            if unit == self.unit_id:
                return came_from
            if period.parent_id is None:
                return None
            came_from, unit = unit, period.parent_id

    def membership(self, member: Member, on: dt.date) -> Membership | None:
        rows = [row for row in self.history.memberships if row.member_id == member.pk and row.kind == "permanent"]
        return next((row for row in rows if holds(row, on)), None)

    def place(self, member: Member, on: dt.date) -> int | None:
        row = self.membership(member, on)
        return self.place_of_unit(row.cell_id, on) if row else None

    def changes(self, first: dt.date, last: dt.date) -> list[tuple[int, str, Member, bool]]:
        """Each fact: where, what, whom, and whether still probationary."""
        found = []
        for member in self.history.members:
            for on, line in ((first - ONE, "start"), (last, "end")):
                place = self.place(member, on)
                if place is not None:
                    found.append((place, line, member, not member.is_official(on)))
            day = first
            while day <= last:
                found += self._steps(member, day)
                day += ONE
        return found

    def _steps(self, member, today):
        yesterday = today - ONE
        before, now = self.place(member, yesterday), self.place(member, today)
        old, new = self.membership(member, yesterday), self.membership(member, today)
        restarts = old != new and old and new and old.end_reason in LEFT and new.start_reason in ENTERED
        stays = before is not None and now is not None and not restarts
        was_probationary = not member.is_official(yesterday)
        if before is not None and not stays:
            reason = old.end_reason if old.valid_to == yesterday else "merged"
            yield before, DOWN.get(reason, "unknown_out"), member, was_probationary
        if now is not None and not stays:
            reason = new.start_reason if new.valid_from == today else "merged"
            if reason == "":
                reason = old.end_reason if old and old.valid_to == yesterday else ""
            yield now, UP.get(reason, "unknown_in"), member, not member.is_official(today)
        if stays:
            if before != now:
                yield before, "internal_out", member, was_probationary
                yield now, "internal_in", member, was_probationary
            if old != new and old.end_reason in LEFT:
                yield before, "contradiction", member, was_probationary
            if member.official_on == today:
                yield now, "made_official", member, True

    def members(self, on: dt.date) -> list[tuple[int, Member]]:
        placed = [(self.place(member, on), member) for member in self.history.members]
        return [(place, member) for place, member in placed if place is not None]


def traits(member: Member) -> set[str]:
    found = set()
    if member.sex == "female":
        found.add("women")
    if member.ethnic_group == "Tày":
        found.add("minority")
    if member.religion == "Phật giáo":
        found.add("religious")
    return found


def age(member: Member, on: dt.date) -> int | None:
    born = member.birth_date
    if born is None:
        return None
    if member.birth_precision == "year":
        return on.year - born.year
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def latest(history: History, member: Member, subject: str, on: dt.date) -> str | None:
    rows = [
        row
        for row in history.entries
        if row.member_id == member.pk and row.subject == subject and not row.is_removed and row.valid_from <= on
    ]
    return max(rows, key=lambda row: row.valid_from).value if rows else None
