import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import SheetInForce
from meetings.queries.sheets import sheet_for, sheet_on, sheets_in_force
from meetings.services.scores import Given, save_self_score
from meetings.services.sheets import Decision, put_sheet_in_force
from tests.factories import make_meeting, make_open_meeting

JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 1)
MOVED = {"groups": {"3": 15, "4": 25}, "criteria": {"3.1": {"maximum": 8}, "4.2": {"maximum": 5}}}
GOOD = {"grade": "tot", "share": 100, "from": "kha", "count": 9, "whole": True}
STANDING = "ban-thuong-vu-tham-khao"


def put(commune, by, base="tan-tien-2025", valid_from=JANUARY, **values):
    return put_sheet_in_force(commune.committee, Decision(base, valid_from, **values), by=by)


def base_on(commune, day):
    found = sheet_on(commune.cells[0].pk, day)
    return found.base if found else None


def test_without_a_decision_the_guidance_of_the_day_has_its_usual_sheet(commune):
    assert base_on(commune, dt.date(2025, 10, 27)) == "khung-hd12-2018"
    assert base_on(commune, dt.date(2025, 10, 28)) == "an-phu-2025"
    found = sheet_on(commune.cells[0].pk, JUNE)
    assert found.row is None
    assert "mặc định" in found.words


def test_nearest_committee_above_wins_and_a_past_meeting_keeps_the_sheet_of_its_day(commune, cast):
    put_sheet_in_force(commune.province, Decision("cam-le-2025", JANUARY), by=None)
    assert base_on(commune, JUNE) == "cam-le-2025"
    put(commune, cast.commune, valid_from=JUNE, document="QĐ 12-QĐ/ĐU")
    assert base_on(commune, JUNE - dt.timedelta(days=1)) == "cam-le-2025"
    assert base_on(commune, JUNE) == "tan-tien-2025"
    assert sheet_on(commune.elsewhere.pk, JUNE).base == "cam-le-2025"
    assert "QĐ 12-QĐ/ĐU" in sheet_on(commune.cells[0].pk, JUNE).words
    assert AuditEvent.objects.filter(action="meetings.sheet_put_in_force").count() == 2


def test_new_sheet_ends_the_earlier_one_and_keeps_a_later_one(commune, cast):
    first = put(commune, cast.commune)
    later = put(commune, cast.commune, base="cam-le-2025", valid_from=dt.date(2026, 9, 1))
    middle = put(commune, cast.commune, base="phu-tho-hd12", valid_from=JUNE)
    first.refresh_from_db()
    assert (first.valid_to, middle.valid_to, later.valid_to) == (dt.date(2026, 5, 31), dt.date(2026, 8, 31), None)


def test_second_decision_for_one_day_replaces_the_first(commune, cast):
    first = put(commune, cast.commune)
    second = put(commune, cast.commune, base="cam-le-2025")
    assert (first.pk, second.base, SheetInForce.objects.count()) == (second.pk, "cam-le-2025", 1)


def test_own_sheet_and_settings_are_what_meetings_are_scored_by(commune, cast):
    put(commune, cast.commune, base="an-phu-2025", own=MOVED, settings={"without_theme": "full_points"})
    found = sheet_for(make_meeting(commune.cells[0], JUNE))
    assert {row.number: row.maximum for row in found.sheet.criteria}["3.1"] == 8
    assert found.settings["without_theme"] == "full_points"


def test_year_rule_of_the_committee_comes_with_its_sheet(commune, cast):
    put(commune, cast.commune, own={"year": [GOOD]})
    assert sheet_on(commune.cells[0].pk, JUNE).year_rule.steps[0].count == 9
    assert sheet_on(commune.elsewhere.pk, JUNE).year_rule.steps[0].count == 7


def test_committees_own_meetings_are_scored_by_the_sheet_of_its_superior(commune, cast):
    meeting = make_open_meeting(commune.committee, by=cast.commune, kind="standing")
    assert sheet_for(meeting) is None
    put(commune, cast.commune, base=STANDING)
    assert sheet_for(meeting) is None
    put_sheet_in_force(commune.province, Decision(STANDING, JANUARY), by=None)
    found = sheet_for(meeting)
    assert found.sheet.use == "standing"
    points = {row.number: Given(Decimal(row.maximum)) for row in found.sheet.criteria}
    assert save_self_score(meeting, points, by=cast.commune).percent == 100


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision("an-phu-2025", None), "ngày bắt đầu"),
        (Decision("an-phu-2025", dt.date(2020, 1, 1)), "không phải là cấp ủy"),
        (Decision("an-phu-2025", JANUARY, own={"groups": {"3": 11}}), "Nhóm 3"),
        (Decision("khung-hd12-2018", JANUARY), "không có điểm"),
        (Decision("an-phu-2025", JANUARY, settings={"speakers_exactly_half": 2}), "từ 4 đến 5"),
        (Decision("an-phu-2025", JANUARY, document="x" * 201), "200"),
        (Decision("an-phu-2025", JANUARY, own={"year": [GOOD | {"share": 101}]}), "0 đến 100"),
        (Decision("khong-co", JANUARY), "không có trong"),
    ],
)  # fmt: skip
def test_decision_that_cannot_be_is_refused(commune, cast, decision, words):
    with pytest.raises(DomainError, match=words):
        put_sheet_in_force(commune.committee, decision, by=cast.commune)
    assert not SheetInForce.objects.exists()


def test_cell_puts_no_sheet_in_force(commune, cast):
    with pytest.raises(DomainError, match="không phải là cấp ủy"):
        put_sheet_in_force(commune.cells[0], Decision("an-phu-2025", JANUARY), by=cast.secretary)


def test_sheets_of_many_cells_take_the_same_queries_as_of_one(commune, django_assert_num_queries):
    for units in (commune.cells[:1], commune.cells):
        with django_assert_num_queries(2):
            sheets_in_force([unit.pk for unit in units], "cell")
