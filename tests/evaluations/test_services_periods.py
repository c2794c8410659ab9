import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Membership
from cells.services.organisations import merge_cells
from core.errors import DomainError
from evaluations.models import Evaluation, Period
from evaluations.rules.regulation import load_regulation
from evaluations.services.decisions import decide_evaluation
from evaluations.services.periods import change_settings, close_period, open_period
from evaluations.services.subjects import Changes, update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.factories import make_cell, make_member, make_organisation

SETTINGS = {"reference_date": dt.date(2026, 12, 31), "cap_mode": "good_only", "cap_rate": 20, "cap_document": ""}


def subjects(period: Period) -> list[tuple[str, str]]:
    return [(str(row), row.subject) for row in Evaluation.objects.filter(period=period)]


def test_open_period_gives_each_cell_and_member_an_evaluation_and_freezes_the_regulation(
    commune: Commune, cast: Cast
) -> None:
    school = make_cell(commune.committee, "Chi bộ Trường Mầm non", unit_type="agency", order=9)
    make_member(school, "Trần Thị Én")

    period = open_period(commune.committee, year=2026, by=cast.commune)

    assert period.regulation_key == "366-43"
    assert period.regulation_sha256 == load_regulation("366-43").sha256
    assert period.regulation["key"] == "366-43"
    assert (period.reference_date, period.cap_mode, period.cap_rate) == (dt.date(2026, 12, 31), "good_only", 20)
    assert (period.state, period.opened_by) == ("open", cast.commune)
    assert set(subjects(period)) == {
        ("Chi bộ thôn Song Vân", "cell"),
        ("Chi bộ thôn Tân Lập", "cell"),
        ("Chi bộ thôn Đồng Tâm", "cell"),
        ("Chi bộ Trường Mầm non", "cell"),
        ("Bùi Thị Tuyết", "member_outside"),
        ("Hoàng Thị Hằng", "member_outside"),
        ("Trịnh Mạnh Lâm", "member_outside"),
        ("Lê Quang Vinh", "leader"),
        ("Trần Thị Én", "member"),
    }
    event = AuditEvent.objects.get(action="evaluations.period_opened")
    assert (event.actor, event.organisation_number) == (cast.commune, commune.committee.pk)
    assert event.changes == {"regulation": [None, "366-43"], "cells": [0, 4], "members": [0, 5]}


def test_open_period_of_a_past_year_takes_the_cells_and_members_of_its_last_day(commune: Commune, cast: Cast) -> None:
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    moved = make_member(old, "Đỗ Văn Ất")
    merge_cells([old], into=commune.cells[0], last_day=dt.date(2025, 6, 30), by=None)
    make_member(commune.cells[1], "Phan Thị Bính", since=dt.date(2026, 2, 1))

    period = open_period(commune.committee, year=2025, by=cast.commune)

    names = dict(subjects(period))
    assert "Chi bộ thôn Vân Hội" not in names
    assert "Phan Thị Bính" not in names
    assert Evaluation.objects.get(period=period, member=moved).cell == commune.cells[0]


def test_open_period_takes_base_and_part_committees_and_the_cells_of_part_committees_only(
    commune: Commune, cast: Cast
) -> None:
    part = make_organisation("Đảng bộ bộ phận Y tế", kind="part_committee", parent=commune.committee)
    make_cell(part, "Chi bộ Trạm xá")
    other = make_organisation("Đảng bộ Công ty A", kind="base_committee", parent=commune.committee)
    make_cell(other, "Chi bộ phân xưởng")

    period = open_period(commune.committee, year=2026, by=cast.commune)

    names = dict(subjects(period))
    assert (names["Chi bộ Trạm xá"], names["Đảng bộ bộ phận Y tế"]) == ("cell", "committee")
    assert names["Đảng bộ Công ty A"] == "committee"
    assert "Chi bộ phân xưởng" not in names


def test_open_period_member_here_for_a_time_is_rated_in_the_official_cell(commune: Commune, cast: Cast) -> None:
    guest = make_member(commune.elsewhere, "Vũ Thị Tạm")
    Membership.objects.create(
        member=guest, cell=commune.cells[0], kind=Membership.Kind.TEMPORARY, valid_from=dt.date(2026, 1, 1)
    )

    period = open_period(commune.committee, year=2026, by=cast.commune)

    assert not Evaluation.objects.filter(period=period, member=guest).exists()


def test_open_period_twice_is_refused(period: Period, commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="đã mở kỳ đánh giá năm 2026"):
        open_period(commune.committee, year=2026, by=cast.commune)


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        (2027, "Năm 2027 chưa đến"),
        (1999, "Chưa có bộ quy tắc cho năm 1999"),
        (2012, "Hướng dẫn 07-HD/BTCTW"),
    ],
)
def test_open_period_of_a_year_without_regulation_or_to_come_is_refused(
    commune: Commune, cast: Cast, year: int, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        open_period(commune.committee, year=year, by=cast.commune)
    assert not Period.objects.exists()


def test_open_period_of_a_cell_or_without_cells_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="cấp ủy cấp trên chi bộ"):
        open_period(commune.cells[0], year=2026, by=cast.commune)
    with pytest.raises(DomainError, match="Không có tổ chức đảng nào"):
        open_period(make_organisation("Đảng bộ trống"), year=2026, by=cast.commune)
    assert not Period.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reference_date": dt.date(2025, 12, 31)}, "reference_date"),
        ({"reference_date": dt.date(2027, 2, 1)}, "reference_date"),
        ({"cap_mode": "all"}, "cap_mode"),
        ({"cap_rate": 0}, "cap_rate"),
        ({"cap_rate": 26, "cap_document": "12-CV/TU"}, "cap_rate"),
        ({"cap_rate": 25}, "cap_document"),
        ({"cap_rate": 25, "cap_document": "   "}, "cap_document"),
    ],
)
def test_settings_outside_the_regulation_are_refused(period: Period, cast: Cast, change: dict, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        change_settings(period, by=cast.commune, **SETTINGS | change)
    assert refusal.value.field == field
    period.refresh_from_db()
    assert (period.cap_rate, period.cap_mode) == (20, "good_only")


def test_change_settings_writes_what_changed_and_says_it_in_the_audit_trail(period: Period, cast: Cast) -> None:
    changed = change_settings(
        period,
        by=cast.commune,
        reference_date=dt.date(2026, 12, 15),
        cap_mode="good_or_better",
        cap_rate=25,
        cap_document="12-CV/TU ngày 01/11/2026",
    )

    period.refresh_from_db()
    assert changed
    assert (period.reference_date, period.cap_mode, period.cap_rate) == (dt.date(2026, 12, 15), "good_or_better", 25)
    assert AuditEvent.objects.get(action="evaluations.period_changed").changes == {
        "reference_date": ["2026-12-31", "2026-12-15"],
        "cap_mode": ["good_only", "good_or_better"],
        "cap_rate": [20, 25],
        "cap_document": ["", "12-CV/TU ngày 01/11/2026"],
    }


def test_change_settings_without_a_change_writes_nothing(period: Period, cast: Cast) -> None:
    assert not change_settings(period, by=cast.commune, **SETTINGS)
    assert not AuditEvent.objects.filter(action="evaluations.period_changed").exists()


def test_update_subjects_adds_who_came_and_moves_whose_cell_changed(
    period: Period, commune: Commune, cast: Cast, of
) -> None:
    newcomer = make_member(commune.cells[1], "Phan Thị Bính", since=dt.date(2026, 11, 1))
    mover = cast.member.member
    Membership.objects.filter(member=mover).update(valid_to=dt.date(2026, 11, 10), end_reason="transferred")
    Membership.objects.create(member=mover, cell=commune.cells[2], valid_from=dt.date(2026, 11, 11))

    assert update_subjects(period, by=cast.commune) == Changes(members=1, moved=1)

    assert of(newcomer).cell == commune.cells[1]
    assert of(mover).cell == commune.cells[2]
    assert AuditEvent.objects.get(action="evaluations.subjects_updated").changes == {
        "cells": [0, 0],
        "members": [0, 1],
        "moved": [0, 1],
    }
    assert update_subjects(period, by=cast.commune) == Changes()
    assert AuditEvent.objects.filter(action="evaluations.subjects_updated").count() == 1


def test_update_subjects_leaves_what_was_sent_in_its_cell(period: Period, commune: Commune, cast: Cast, sent) -> None:
    evaluation = sent(cast.member)
    Membership.objects.filter(member=cast.member.member).update(
        valid_to=dt.date(2026, 11, 10), end_reason="transferred"
    )
    Membership.objects.create(member=cast.member.member, cell=commune.cells[2], valid_from=dt.date(2026, 11, 11))

    assert update_subjects(period, by=cast.commune) == Changes()
    evaluation.refresh_from_db()
    assert evaluation.cell == commune.cells[0]


def test_close_period_with_something_undecided_is_refused_and_names_it(period: Period, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Còn 7 phiếu chưa quyết định") as refusal:
        close_period(period, by=cast.commune)
    named = " ".join(refusal.value.details)
    for name in ("Bùi Thị Tuyết", "Hoàng Thị Hằng", "Trịnh Mạnh Lâm", "Lê Quang Vinh", "Chi bộ thôn Tân Lập"):
        assert f"{name} (đang nhập)" in named
    period.refresh_from_db()
    assert period.state == Period.State.OPEN


def test_close_period_when_everything_is_decided(commune: Commune, cast: Cast, period: Period, sent) -> None:
    people = [cast.secretary, cast.deputy, cast.member, cast.commune]
    for subject in [*commune.cells, *people]:
        decide_evaluation(
            sent(subject), by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU", despite="Vội"
        )

    close_period(period, by=cast.commune)

    period.refresh_from_db()
    assert (period.state, period.closed_by) == (Period.State.CLOSED, cast.commune)
    assert AuditEvent.objects.filter(action="evaluations.period_closed", thing_id=period.pk).count() == 1
    with pytest.raises(DomainError, match="đã kết thúc"):
        close_period(period, by=cast.commune)
    with pytest.raises(DomainError, match="đã kết thúc"):
        change_settings(period, by=cast.commune, **SETTINGS)
    with pytest.raises(DomainError, match="đã kết thúc"):
        update_subjects(period, by=cast.commune)
