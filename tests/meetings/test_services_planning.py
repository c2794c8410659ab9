import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import AuditEvent, User
from cells.models import Organisation
from cells.services.organisations import merge_cells
from core.errors import DomainError
from meetings.models import AgendaItem, Meeting, MeetingKind
from meetings.services.planning import AgendaLine, Plan, cancel_meeting, change_plan, plan_meeting
from tests.cast import NOON, Cast, Commune
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_organisation

DAY = dt.date(2026, 12, 5)
PLAN = Plan(
    kind=MeetingKind.REGULAR,
    year=2026,
    month=12,
    held_on=DAY,
    planned_time=dt.time(19, 30),
    place="Nhà văn hóa thôn",
    agenda=[AgendaLine("Thông tin thời sự", "information"), AgendaLine("Nhiệm vụ tháng tới", "next_month")],
)


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.filter(is_removed=False).order_by("order").values_list("title", flat=True))


def test_plan_meeting_stores_the_plan_its_agenda_and_an_audit_line(commune: Commune, cast: Cast) -> None:
    cell, chair = commune.cells[0], cast.secretary.member
    plan = replace(
        PLAN,
        place="  Nhà  văn hóa thôn ",
        chair=chair,
        agenda=[*PLAN.agenda, AgendaLine("  "), AgendaLine("Kết nạp", presenter=chair)],
    )

    meeting = plan_meeting(cell, plan, by=cast.secretary)

    meeting.refresh_from_db()
    assert (meeting.cell, meeting.state, meeting.kind, meeting.year, meeting.month) == (
        cell,
        "planned",
        "regular",
        2026,
        12,
    )
    assert (meeting.held_on, meeting.planned_time, meeting.place, meeting.mode) == (
        DAY,
        dt.time(19, 30),
        "Nhà văn hóa thôn",
        "in_person",
    )
    assert (meeting.chair, meeting.secretary, meeting.planned_by) == (chair, None, cast.secretary)
    assert list(meeting.items.values_list("order", "title", "kind", "presenter")) == [
        (1, "Thông tin thời sự", "information", None),
        (2, "Nhiệm vụ tháng tới", "next_month", None),
        (3, "Kết nạp", "other", chair.pk),
    ]
    event = AuditEvent.objects.get(action="meetings.meeting_planned")
    assert (event.actor, event.thing_id, event.organisation_number) == (cast.secretary, meeting.pk, cell.pk)
    assert event.changes["held_on"] == [None, "2026-12-05"]


def test_plan_meeting_second_regular_of_a_month_is_refused_naming_the_first(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[0]
    plan_meeting(cell, PLAN, by=cast.secretary)

    with pytest.raises(
        DomainError, match=r"Tháng 12/2026 .* sinh hoạt thường kỳ ngày 05/12/2026 \(đã lên lịch\)"
    ) as refusal:
        plan_meeting(
            cell,
            replace(PLAN, kind=MeetingKind.COMBINED, theme="Tiết kiệm", held_on=dt.date(2026, 12, 20)),
            by=cast.secretary,
        )

    assert refusal.value.field == "month"
    assert Meeting.objects.count() == 1


def test_plan_meeting_other_kinds_and_a_month_whose_meeting_was_cancelled_are_free(
    commune: Commune, cast: Cast
) -> None:
    cell = commune.cells[0]
    first = plan_meeting(cell, PLAN, by=cast.secretary)

    plan_meeting(cell, replace(PLAN, kind=MeetingKind.EXTRAORDINARY), by=cast.secretary)
    plan_meeting(cell, replace(PLAN, kind=MeetingKind.THEMATIC, theme="Tiết kiệm"), by=cast.secretary)
    cancel_meeting(first, by=cast.secretary, reason="trùng lễ")
    again = plan_meeting(cell, replace(PLAN, held_on=dt.date(2026, 12, 7)), by=cast.secretary)

    assert again.state == "planned"


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"kind": "thematic"}, "cần ghi tên chuyên đề", "theme"),
        ({"kind": "combined", "theme": "  "}, "cần ghi tên chuyên đề", "theme"),
        ({"place": " "}, "Hãy ghi địa điểm", "place"),
        ({"place": "x" * 201}, "Địa điểm dài quá", "place"),
        ({"agenda": []}, "ít nhất một nội dung", "agenda"),
        ({"agenda": [AgendaLine(" ")]}, "ít nhất một nội dung", "agenda"),
        ({"agenda": [AgendaLine("x" * 301)]}, "không quá 300 ký tự", "agenda"),
        ({"month": 13}, "Tháng phải từ 1 đến 12", "month"),
        ({"held_on": dt.date(2023, 12, 31)}, "thành lập ngày 01/01/2024", "held_on"),
    ],
)
def test_plan_meeting_nonsense_is_refused_with_its_field(
    commune: Commune, cast: Cast, changes: dict, words: str, field: str
) -> None:
    with pytest.raises(DomainError, match=words) as refusal:
        plan_meeting(commune.cells[0], replace(PLAN, **changes), by=cast.secretary)

    assert refusal.value.field == field
    assert not Meeting.objects.exists()
    assert not AuditEvent.objects.filter(action="meetings.meeting_planned").exists()


@pytest.mark.parametrize("field", ["chair", "secretary", "agenda"])
def test_plan_meeting_people_of_another_cell_are_refused(commune: Commune, cast: Cast, field: str) -> None:
    outsider = make_member(commune.cells[1], "Ngô Văn Lạ")
    value = [AgendaLine("Nội dung", presenter=outsider)] if field == "agenda" else outsider

    with pytest.raises(DomainError, match="Ngô Văn Lạ không sinh hoạt tại Chi bộ thôn Song Vân") as refusal:
        plan_meeting(commune.cells[0], replace(PLAN, **{field: value}), by=cast.secretary)

    assert refusal.value.field == field


def test_plan_meeting_theme_of_a_plain_regular_meeting_is_left_out(commune: Commune, cast: Cast) -> None:
    assert plan_meeting(commune.cells[0], replace(PLAN, theme="Tiết kiệm"), by=cast.secretary).theme == ""


def test_plan_meeting_for_a_committee_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không phải là chi bộ"):
        plan_meeting(commune.committee, PLAN, by=cast.commune)


def test_plan_meeting_for_a_cell_that_has_ended_is_refused(commune: Commune, cast: Cast) -> None:
    old, new = commune.cells[1], make_cell(commune.committee, "Chi bộ mới")
    merge_cells([old], into=new, last_day=dt.date(2026, 6, 30), by=None)

    with pytest.raises(DomainError, match="đã kết thúc hoạt động ngày 30/06/2026"):
        plan_meeting(old, replace(PLAN, month=6, held_on=dt.date(2026, 6, 20)), by=cast.secretary)


def test_plan_meeting_after_the_last_day_of_a_cell_that_will_end_is_refused(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[1]
    Organisation.objects.filter(pk=cell.pk).update(ended_on=dt.date(2026, 11, 30))

    with pytest.raises(DomainError, match="đến hết ngày đó") as refusal:
        plan_meeting(cell, PLAN, by=cast.secretary)
    assert refusal.value.field == "held_on"
    assert plan_meeting(cell, replace(PLAN, month=11, held_on=dt.date(2026, 11, 30)), by=cast.secretary).pk


def test_change_plan_stores_the_differences_and_says_them_in_the_audit_line(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)
    changed = replace(
        PLAN, held_on=dt.date(2026, 12, 6), chair=cast.deputy.member, agenda=[AgendaLine("Một việc", "other")]
    )

    assert change_plan(meeting, changed, by=cast.deputy) is True

    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.chair) == (dt.date(2026, 12, 6), cast.deputy.member)
    assert titles(meeting) == ["Một việc"]
    assert AgendaItem.objects.filter(meeting=meeting).count() == 2
    event = AuditEvent.objects.get(action="meetings.meeting_changed")
    assert event.actor == cast.deputy
    assert event.changes == {
        "held_on": ["2026-12-05", "2026-12-06"],
        "chair": [None, "Hoàng Thị Hằng"],
        "agenda": [["Thông tin thời sự", "Nhiệm vụ tháng tới"], ["Một việc"]],
    }


def test_change_plan_with_more_items_keeps_the_first_rows(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)
    before = list(meeting.items.values_list("pk", flat=True))

    change_plan(meeting, replace(PLAN, agenda=[*PLAN.agenda, AgendaLine("Ba"), AgendaLine("Bốn")]), by=cast.secretary)

    assert titles(meeting) == ["Thông tin thời sự", "Nhiệm vụ tháng tới", "Ba", "Bốn"]
    assert list(meeting.items.order_by("order").values_list("pk", flat=True))[:2] == before


def test_change_plan_without_a_difference_writes_nothing(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)

    assert change_plan(meeting, PLAN, by=cast.secretary) is False
    assert not AuditEvent.objects.filter(action="meetings.meeting_changed").exists()


def test_change_plan_into_a_month_with_a_regular_meeting_is_refused(commune: Commune, cast: Cast) -> None:
    make_meeting(commune.cells[0], dt.date(2026, 11, 5))
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)

    with pytest.raises(DomainError, match="Tháng 11/2026 chi bộ đã có buổi"):
        change_plan(meeting, replace(PLAN, month=11), by=cast.secretary)


def test_change_plan_of_a_meeting_that_began_meanwhile_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 11, 5))

    with pytest.raises(DomainError, match="không sửa lịch được nữa"):
        change_plan(meeting, replace(PLAN, month=11), by=cast.secretary)


def test_cancel_meeting_keeps_the_reason(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)

    cancel_meeting(meeting, by=cast.deputy, reason="  bão   số 3 ")

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_reason) == ("cancelled", "bão số 3")
    event = AuditEvent.objects.get(action="meetings.meeting_cancelled")
    assert (event.actor, event.note) == (cast.deputy, "bão số 3")


@pytest.mark.parametrize(("reason", "words"), [(" ", "Hãy ghi lý do"), ("x" * 301, "dài quá 300")])
def test_cancel_meeting_without_a_proper_reason_is_refused(
    commune: Commune, cast: Cast, reason: str, words: str
) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)

    with pytest.raises(DomainError, match=words):
        cancel_meeting(meeting, by=cast.secretary, reason=reason)

    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_cancel_meeting_second_click_is_told(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)
    other = Meeting.objects.get(pk=meeting.pk)
    cancel_meeting(meeting, by=cast.secretary, reason="bão")

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        cancel_meeting(other, by=cast.deputy, reason="mưa")

    assert AuditEvent.objects.filter(action="meetings.meeting_cancelled").count() == 1


@pytest.mark.parametrize(
    ("unit", "kind", "words"),
    [
        ("committee", "regular", "không phải là chi bộ"),
        ("committee", "committee", "không phải là chi bộ"),
        ("cell", "standing", "không tổ chức họp ban thường vụ"),
        ("cell", "group", "không tổ chức sinh hoạt tổ đảng"),
    ],
)
def test_plan_meeting_of_a_kind_that_the_unit_does_not_hold_is_refused(
    commune: Commune, cast: Cast, unit: str, kind: str, words: str
) -> None:
    where = commune.committee if unit == "committee" else commune.cells[0]

    with pytest.raises(DomainError, match=words):
        plan_meeting(where, replace(PLAN, kind=kind), by=cast.commune)

    assert not Meeting.objects.exists()


def test_plan_meeting_of_a_committee_and_of_a_party_group_is_stored(commune: Commune, cast: Cast) -> None:
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])

    standing = plan_meeting(
        commune.committee, replace(PLAN, kind="standing", chair=cast.commune.member), by=cast.commune
    )
    again = plan_meeting(commune.committee, replace(PLAN, kind="standing"), by=cast.commune)
    of_group = plan_meeting(group, replace(PLAN, kind="group"), by=cast.secretary)

    assert [row.state for row in (standing, again, of_group)] == ["planned"] * 3


def agree(meeting: Meeting, by: User) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(registration="agreed", agreed_by=by, agreed_at=NOON)
    meeting.refresh_from_db()


@pytest.mark.parametrize(
    "change", [{"held_on": dt.date(2026, 12, 6)}, {"planned_time": dt.time(8)}, {"place": "Nhà ông Tư"}]
)
def test_change_plan_of_an_agreed_day_registers_it_anew(commune: Commune, cast: Cast, change: dict) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)
    agree(meeting, cast.commune)

    change_plan(meeting, replace(PLAN, **change), by=cast.secretary)

    meeting.refresh_from_db()
    assert (meeting.registration, meeting.agreed_by, meeting.agreed_at) == ("registered", None, None)
    event = AuditEvent.objects.get(action="meetings.meeting_changed")
    assert event.changes["registration"] == ["agreed", "registered"]


def test_change_plan_of_the_agenda_leaves_the_agreement(commune: Commune, cast: Cast) -> None:
    meeting = plan_meeting(commune.cells[0], PLAN, by=cast.secretary)
    agree(meeting, cast.commune)

    change_plan(meeting, replace(PLAN, agenda=[AgendaLine("Một việc")]), by=cast.secretary)

    meeting.refresh_from_db()
    assert meeting.registration == "agreed"
