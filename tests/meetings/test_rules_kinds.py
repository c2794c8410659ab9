import datetime as dt

import pytest

from cells.models import OrganisationKind
from meetings.models import AgendaItem, MeetingKind
from meetings.rules.agenda import usual_agenda
from meetings.rules.kinds import first_monday, kinds, kinds_held_by, usual_kind

MARKS = {"read", "read-2nd", "recalled", "inferred", "practice"}


def test_kinds_are_those_of_the_model_each_with_holders_source_and_mark() -> None:
    assert set(kinds()) == set(MeetingKind.values)
    for key, kind in kinds().items():
        assert kind.held_by, key
        assert set(kind.held_by) <= set(OrganisationKind.values), key
        assert kind.roll in {"members", "committee", "committee_open", "standing", "executive"}, key
        assert kind.source, key
        assert kind.agenda_source, key
        assert {kind.mark, kind.agenda_mark} <= MARKS, key


@pytest.mark.parametrize("kind", MeetingKind.values)
def test_usual_agenda_of_every_kind_has_items_that_exist_and_fit(kind: str) -> None:
    agenda = usual_agenda(kind)

    assert agenda
    assert all(item in AgendaItem.Kind.values and 0 < len(title) <= 300 for item, title in agenda)


def test_kinds_held_by_each_unit_begin_with_the_usual_one() -> None:
    assert kinds_held_by("party_group") == ["group"]
    assert {"standing", "executive"}.isdisjoint(kinds_held_by("cell"))
    assert {"regular", "committee", "group"}.isdisjoint(kinds_held_by("base_committee"))
    assert "standing" not in kinds_held_by("part_committee")
    assert [usual_kind(unit) for unit in ("cell", "party_group", "commune")] == ["regular", "group", "executive"]


@pytest.mark.parametrize(("month", "day"), [(11, 2), (12, 7), (6, 1), (8, 3)])
def test_first_monday_is_the_flag_ceremony(month: int, day: int) -> None:
    assert first_monday(2026, month) == dt.date(2026, month, day)
    assert first_monday(2026, month).weekday() == 0
