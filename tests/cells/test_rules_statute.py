"""The numbers of the statutes at their edges: what is kept says nothing, what is not kept says why."""

import datetime as dt

import pytest

from cells.rules.statute import (
    TermFacts,
    UnitFacts,
    figures,
    statutory_warnings,
    term_alert_days,
    term_lengths,
    usual_term_months,
)
from tests.cast import TODAY


def keys(on=TODAY, **facts):
    numbers = {"kind": "cell", "members": 12, "official": 12, **facts}
    return [warning.key for warning in statutory_warnings(UnitFacts(**numbers), on)]


@pytest.mark.parametrize(("official", "warned"), [(0, True), (2, True), (3, False), (4, False)])
@pytest.mark.parametrize("kind", ["cell", "base_cell", "base_committee"])
def test_official_members_below_three_are_too_few(kind, official, warned):
    assert ("official_least" in keys(kind=kind, members=30, official=official)) is warned


@pytest.mark.parametrize(("official", "plain", "warned"), [(8, 0, False), (8, 1, True), (9, 0, True), (9, 1, False)])
def test_cell_committee_stands_from_nine_official_members(official, plain, warned):
    assert ("cell_committee_from" in keys(official=official, plain=plain)) is warned


def test_cell_whose_posts_are_not_known_is_not_asked_for_a_committee():
    assert keys(official=10) == []


@pytest.mark.parametrize(("members", "warned"), [(29, False), (30, False), (31, True)])
def test_cell_above_thirty_members_needs_consent(members, warned):
    assert ("cell_consent_above" in keys(members=members)) is warned


@pytest.mark.parametrize(("members", "warned"), [(29, False), (30, True), (31, True)])
def test_base_cell_from_thirty_members_becomes_a_committee(members, warned):
    found = keys(kind="base_cell", members=members)
    assert ("base_committee_from" in found) is warned
    assert "cell_consent_above" not in found


@pytest.mark.parametrize(("members", "warned"), [(29, True), (30, False), (31, False)])
@pytest.mark.parametrize("kind", ["base_committee", "commune"])
def test_base_committee_below_thirty_members_needs_consent(kind, members, warned):
    assert ("base_committee_consent_below" in keys(kind=kind, members=members)) is warned


def test_part_committee_always_needs_consent():
    assert keys(kind="part_committee", members=50) == ["part_committee_consent"]


@pytest.mark.parametrize(
    ("committee", "standing", "found"),
    [
        (8, 0, []),
        (8, 2, ["standing_committee_from"]),
        (9, 0, ["standing_committee_from"]),
        (9, 3, []),
        (9, 4, ["standing_share_divisor"]),
        (10, 3, []),
        (15, 5, []),
        (15, 6, ["standing_share_divisor"]),
    ],
)
def test_standing_committee_from_nine_and_at_most_a_third(committee, standing, found):
    assert keys(kind="base_committee", members=200, committee=committee, standing=standing) == found


def test_share_of_the_standing_committee_counts_from_the_day_of_its_regulation():
    numbers = {"kind": "base_committee", "members": 200, "committee": 9, "standing": 4}
    assert keys(on=dt.date(2026, 7, 25), **numbers) == []
    assert keys(on=dt.date(2026, 7, 26), **numbers) == ["standing_share_divisor"]


def test_unit_above_the_base_has_no_numbers():
    assert keys(kind="provincial", members=5, official=0, committee=3, standing=3) == []
    assert keys(kind="party_group", members=2, official=1) == []


def term(end, *, extended=None, months=30):
    return TermFacts(end, extended or end, months)


def test_term_is_over_on_the_day_after_its_last():
    assert keys(term=term(TODAY)) == []
    assert keys(term=term(TODAY - dt.timedelta(days=1))) == ["cell_term_months"]


def test_extension_is_at_most_six_months_for_a_cell_and_a_year_for_a_base_committee():
    planned, committee = dt.date(2026, 12, 1), {"kind": "base_committee", "members": 200}
    assert keys(term=term(planned, extended=dt.date(2027, 6, 1))) == []
    assert keys(term=term(planned, extended=dt.date(2027, 6, 2))) == ["cell_term_shift_months"]
    assert keys(term=term(planned, extended=dt.date(2027, 12, 1), months=60), **committee) == []
    assert keys(term=term(planned, extended=dt.date(2027, 12, 2), months=60), **committee) == ["base_term_shift_months"]


def test_term_of_another_length_is_named():
    assert keys(term=term(dt.date(2027, 1, 1), months=24)) == ["cell_term_months"]
    assert keys(term=term(dt.date(2027, 1, 1), months=60)) == []
    assert keys(kind="base_cell", term=term(dt.date(2027, 1, 1), months=30)) == ["base_term_months"]


def test_length_of_a_term_follows_the_kind():
    assert (usual_term_months("cell"), term_lengths("cell")) == (30, (30, 60))
    assert (usual_term_months("base_cell"), term_lengths("base_committee")) == (60, (60,))
    assert term_alert_days() == (180, 90, 30)


def test_warning_is_a_sentence_with_its_numbers_and_article():
    (warning,) = statutory_warnings(UnitFacts("cell", 31, 31), TODAY)
    assert str(warning) == (
        "Chi bộ có 31 đảng viên; trên 30 phải được cấp ủy cấp trên trực tiếp đồng ý. (Điều lệ Đ21.5)"
    )


def test_source_that_was_not_read_in_the_text_says_so():
    assert figures()["standing_share_divisor"].words == "208-QĐ/TW ngày 26/7/2026, theo bản trích dẫn"
    assert {entry.mark for entry in figures().values()} <= {"read", "read-2nd", "inferred", "practice"}
