import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Assignment
from core.errors import DomainError
from meetings.models import Meeting, PublishedCalendar
from meetings.queries.calendar import (
    counts_by_state,
    day_token,
    month_calendar,
    recommended_agenda,
)
from meetings.services.calendar import agree_day, publish_calendar, return_day
from tests.cast import Cast, Commune
from tests.factories import make_cell, make_meeting, make_organisation

DAY = dt.date(2026, 12, 5)


def registered(cell, held_on: dt.date = DAY, **values) -> Meeting:
    return make_meeting(cell, held_on, **{"place": f"Nhà văn hóa {cell.name[7:]}", **values})


def agreed(cell, by, held_on: dt.date = DAY, **values) -> Meeting:
    meeting = registered(cell, held_on, **values)
    agree_day(meeting, by=by, seen=day_token(meeting))
    return meeting


def states(committee) -> list[str]:
    return [line.state for line in month_calendar(committee, 2026, 12)]


def test_agree_day_stores_who_and_when_and_an_audit_line(commune: Commune, cast: Cast) -> None:
    meeting = registered(commune.cells[0])

    assert agree_day(meeting, by=cast.commune, seen=day_token(meeting))
    assert not agree_day(meeting, by=cast.commune, seen=day_token(meeting))

    meeting.refresh_from_db()
    assert (meeting.registration, meeting.agreed_by) == ("agreed", cast.commune)
    assert meeting.agreed_at is not None
    event = AuditEvent.objects.get(action="meetings.day_agreed")
    assert (event.actor, event.organisation_number) == (cast.commune, commune.cells[0].pk)
    assert event.changes["registration"] == ["registered", "agreed"]


def test_agree_day_that_the_cell_has_changed_since_is_refused_and_names_the_new_one(
    commune: Commune, cast: Cast
) -> None:
    meeting = registered(commune.cells[0])
    seen = day_token(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=dt.date(2026, 12, 9))

    with pytest.raises(DomainError, match=r"vừa đổi lịch thành ngày 09/12/2026"):
        agree_day(meeting, by=cast.commune, seen=seen)

    meeting.refresh_from_db()
    assert meeting.registration == "registered"


def test_the_day_of_a_cancelled_meeting_is_no_longer_agreed_to_or_returned(commune: Commune, cast: Cast) -> None:
    meeting = registered(commune.cells[0], state="cancelled", cancelled_reason="mưa lũ")

    with pytest.raises(DomainError, match="đã bắt đầu hoặc đã hủy"):
        agree_day(meeting, by=cast.commune, seen=day_token(meeting))
    with pytest.raises(DomainError, match="đã bắt đầu hoặc đã hủy"):
        return_day(meeting, by=cast.commune, note="Trùng lịch")


def test_return_day_stores_the_note_and_a_repeat_doubles_nothing(commune: Commune, cast: Cast) -> None:
    meeting = agreed(commune.cells[0], cast.commune)

    for _time in range(2):
        return_day(meeting, by=cast.commune, note="  Trùng  họp Đảng ủy ")

    meeting.refresh_from_db()
    assert (meeting.registration, meeting.registration_note) == ("returned", "Trùng họp Đảng ủy")
    assert (meeting.agreed_by, meeting.agreed_at) == (None, None)
    assert AuditEvent.objects.get(action="meetings.day_returned").note == "Trùng họp Đảng ủy"


@pytest.mark.parametrize(("note", "words"), [("  ", "Hãy ghi rõ"), ("x" * 301, "dài quá 300")])
def test_return_day_without_a_proper_reason_is_refused(commune: Commune, cast: Cast, note: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refusal:
        return_day(registered(commune.cells[0]), by=cast.commune, note=note)

    assert refusal.value.field == "note"


def test_month_calendar_has_each_cell_waiting_until_it_registers(commune: Commune, cast: Cast) -> None:
    agreed(commune.cells[0], cast.commune)
    registered(commune.cells[1], kind="thematic", theme="Tiết kiệm")
    returned = registered(commune.cells[2])
    return_day(returned, by=cast.commune, note="Đổi")
    registered(commune.cells[0], kind="committee")
    registered(commune.elsewhere)

    assert states(commune.committee) == ["agreed", "waiting", "registered", "returned"]
    counted = {state: number for state, _label, number in counts_by_state(month_calendar(commune.committee, 2026, 12))}
    assert counted == {"waiting": 1, "registered": 1, "agreed": 1, "returned": 1, "held": 0}


def test_month_calendar_tells_of_two_cells_in_one_place_at_one_time(commune: Commune, cast: Cast) -> None:
    hall = {"place": "Hội trường UBND xã"}
    registered(commune.cells[0], **hall)
    registered(commune.cells[1], planned_time=dt.time(20), place="hoi truong ubnd xã")
    registered(commune.cells[2], planned_time=dt.time(21), **hall)

    clashes = [line.clashes for line in month_calendar(commune.committee, 2026, 12)]

    assert clashes == [
        ["Cùng địa điểm, cùng giờ với Chi bộ thôn Tân Lập."],
        ["Cùng địa điểm, cùng giờ với Chi bộ thôn Song Vân, Chi bộ thôn Đồng Tâm."],
        ["Cùng địa điểm, cùng giờ với Chi bộ thôn Tân Lập."],
    ]


@pytest.mark.parametrize(
    "values", [{"place": "Nhà văn hóa thôn"}, {"place": "Zoom xã", "mode": "online"}, {"planned_time": None}]
)
def test_month_calendar_sees_no_clash_where_none_can_be_known(commune: Commune, cast: Cast, values: dict) -> None:
    for cell in commune.cells[:2]:
        registered(cell, **{"place": "Hội trường lớn xã", **values})

    assert not any(line.clashes for line in month_calendar(commune.committee, 2026, 12))


def test_month_calendar_tells_of_a_person_in_charge_wanted_at_two_at_once(commune: Commune, cast: Cast) -> None:
    for cell in commune.cells[:2]:
        registered(cell)
        Assignment.objects.create(
            organisation=commune.committee, member=cast.commune.member, unit=cell, valid_from=dt.date(2026, 1, 1)
        )

    first, second, _third = month_calendar(commune.committee, 2026, 12)

    assert first.clashes == ["Đồng chí Lê Quang Vinh phụ trách cả Chi bộ thôn Tân Lập họp cùng giờ."]
    assert second.clashes == ["Đồng chí Lê Quang Vinh phụ trách cả Chi bộ thôn Song Vân họp cùng giờ."]


@pytest.mark.parametrize("number", [1, 12])
def test_month_calendar_takes_a_fixed_number_of_questions(
    commune: Commune, cast: Cast, django_assert_num_queries, number: int
) -> None:
    for _cell in range(number):
        cell = make_cell(commune.committee)
        registered(cell)
        Assignment.objects.create(
            organisation=commune.committee, member=cast.commune.member, unit=cell, valid_from=dt.date(2026, 1, 1)
        )

    with django_assert_num_queries(6):
        lines = month_calendar(commune.committee, 2026, 12)

    assert len(lines) == number + 3


def test_month_calendar_reaches_cells_below_a_part_committee(commune: Commune, cast: Cast) -> None:
    part = make_organisation("Đảng bộ bộ phận Trường", kind="part_committee", parent=commune.committee)
    below = make_cell(part, "Chi bộ Trường")

    assert below in [line.cell for line in month_calendar(commune.committee, 2026, 12)]


def test_publish_calendar_freezes_the_agreed_days_and_a_repeat_gives_the_same_edition(
    commune: Commune, cast: Cast
) -> None:
    later = agreed(commune.cells[1], cast.commune, dt.date(2026, 12, 8), planned_time=None)
    agreed(commune.cells[0], cast.commune, kind="combined", theme="Tiết kiệm")
    registered(commune.cells[2])
    values = {"year": 2026, "month": 12, "agenda": ["Học tập Nghị quyết 57", "  "], "by": cast.commune}

    first = publish_calendar(commune.committee, **values)
    again = publish_calendar(commune.committee, **values)
    Meeting.objects.filter(pk=later.pk).update(place="Nhà ông Tư")
    second = publish_calendar(commune.committee, **values)

    assert (first.pk, first.edition, second.edition) == (again.pk, 1, 2)
    assert first.rows["agenda"] == ["Học tập Nghị quyết 57"]
    assert [(row["cell"], row["held_on"], row["time"]) for row in first.rows["meetings"]] == [
        ("Chi bộ thôn Song Vân", "2026-12-05", "19:30"),
        ("Chi bộ thôn Tân Lập", "2026-12-08", ""),
    ]
    assert first.rows["meetings"][0]["theme"] == "Tiết kiệm"
    assert second.rows["meetings"][1]["place"] == "Nhà ông Tư"
    assert AuditEvent.objects.filter(action="meetings.calendar_published").count() == 2
    assert recommended_agenda(commune.cells[2], 2026, 12) == ["Học tập Nghị quyết 57"]
    assert recommended_agenda(commune.cells[2], 2026, 11) == []


@pytest.mark.parametrize(
    ("agenda", "words"), [([], "Chưa có lịch nào"), (["x" * 301], "không quá 300"), (["x"] * 13, "nhiều nhất 12")]
)
def test_publish_calendar_of_nothing_or_with_too_much_is_refused(
    commune: Commune, cast: Cast, agenda: list[str], words: str
) -> None:
    if agenda:
        agreed(commune.cells[0], cast.commune)

    with pytest.raises(DomainError, match=words):
        publish_calendar(commune.committee, year=2026, month=12, agenda=agenda, by=cast.commune)

    assert not PublishedCalendar.objects.exists()


def test_publish_calendar_of_a_cell_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="cấp trên công bố"):
        publish_calendar(commune.cells[0], year=2026, month=12, agenda=[], by=cast.secretary)
