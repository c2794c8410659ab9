"""Transfers and leaving: who belongs where on which day; each refusal a sentence, nothing half-written."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import AuditEvent
from cells.models import GroupMembership, Membership, Organisation, Seat, StatusPeriod, Transfer
from cells.queries import members_of
from cells.queries.records import cell_of, party_age, present_membership
from cells.services.arrivals import Paper, receive_from_outside
from cells.services.memberships import end_stay, leave_party, restore_member, take_back_leaving
from cells.services.transfers import (
    cancel_transfer,
    close_transfer_left,
    issue_transfer,
    move_member,
    receive_transfer,
)
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
ISSUED, ARRIVED = dt.date(2026, 10, 5), dt.date(2026, 10, 20)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    for _other in range(3):
        make_member(commune.cells[1])
    return make_member(commune.cells[1], "Lê Văn Bình")


def issue(member, cast, **values):
    return issue_transfer(member, **{"issued_on": ISSUED, "document": "12-GGT/ĐU", "by": cast.commune, **values})


def test_transfer_received_moves_the_member_on_that_day(member, commune, cast):
    old, new = commune.cells[1], commune.cells[2]
    seat = Seat.objects.create(organisation=old, member=member, office="committee_member", valid_from=day("2025-01-01"))
    above = Seat.objects.create(
        organisation=commune.committee, member=member, office="committee_member", valid_from=day("2025-01-01")
    )
    transfer = issue(member, cast, to_cell=new)
    assert transfer.present_by == day("2026-11-16")
    assert member in members_of(old, TODAY)
    receive_transfer(transfer, on=ARRIVED, by=cast.commune)
    assert member in members_of(old, day("2026-10-19"))
    assert member not in members_of(old, ARRIVED)
    assert member in members_of(new, ARRIVED)
    before, after = member.memberships.all()
    assert (before.end_reason, before.elsewhere) == ("transferred", "Chi bộ thôn Đồng Tâm")
    assert (after.start_reason, after.document, after.elsewhere) == ("transferred", "12-GGT/ĐU", "Chi bộ thôn Tân Lập")
    seat.refresh_from_db()
    above.refresh_from_db()
    assert (seat.valid_to, above.valid_to) == (day("2026-10-19"), None)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.closed_on, transfer.closed_by) == ("received", ARRIVED, cast.commune)
    lines = AuditEvent.objects.filter(action__startswith="cells.transfer").order_by("pk")
    assert [line.action for line in lines] == ["cells.transfer_issued", "cells.transfer_received"]
    assert lines[1].changes == {"cell": ["Chi bộ thôn Tân Lập", "Chi bộ thôn Đồng Tâm"]}


def test_transfer_to_outside_ends_membership_status_and_group(member, commune, cast):
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[1])
    GroupMembership.objects.create(member=member, group=group, valid_from=day("2025-01-01"))
    StatusPeriod.objects.create(member=member, status="reduced", valid_from=day("2026-01-01"))
    transfer = issue(member, cast, elsewhere="Đảng bộ phường Nông Trang, tỉnh Phú Thọ")
    close_transfer_left(transfer, last_day=ARRIVED, by=cast.commune)
    row = member.memberships.get()
    assert (row.valid_to, row.end_reason, row.elsewhere) == (
        ARRIVED,
        "transferred",
        "Đảng bộ phường Nông Trang, tỉnh Phú Thọ",
    )
    assert StatusPeriod.objects.get().valid_to == ARRIVED
    assert GroupMembership.objects.get().valid_to == ARRIVED
    assert Transfer.objects.get().state == "left"


def test_stay_elsewhere_outside_keeps_the_membership_and_makes_the_member_away(member, cast):
    transfer = issue(member, cast, elsewhere="Chi bộ 5", kind="temporary", returns_on=day("2027-03-31"))
    close_transfer_left(transfer, last_day=ARRIVED, by=cast.commune)
    period = StatusPeriod.objects.get()
    assert (period.status, period.valid_from, period.valid_to, period.place) == (
        "away",
        day("2026-10-21"),
        day("2027-03-31"),
        "Chi bộ 5",
    )
    assert present_membership(member).valid_to is None


def test_stay_in_another_cell_stands_beside_the_own_membership_and_can_end_early(member, commune, cast):
    transfer = issue(member, cast, to_cell=commune.cells[2], kind="temporary", returns_on=day("2027-03-31"))
    receive_transfer(transfer, on=ARRIVED, by=cast.commune)
    stay = Membership.objects.get(kind="temporary")
    assert (stay.cell, stay.valid_from, stay.valid_to, stay.end_reason) == (
        commune.cells[2],
        ARRIVED,
        day("2027-03-31"),
        "returned",
    )
    assert cell_of(member) == commune.cells[1]
    end_stay(stay, last_day=day("2026-11-01"), by=cast.secretary)
    stay.refresh_from_db()
    assert stay.valid_to == day("2026-11-01")
    with pytest.raises(DomainError, match="đã kết thúc ngày 01/11/2026"):
        end_stay(stay, last_day=day("2026-11-10"), by=cast.secretary)
    with pytest.raises(DomainError, match="sinh hoạt chính thức"):
        end_stay(present_membership(member), last_day=day("2026-11-10"), by=cast.secretary)


def test_guest_of_a_cell_who_is_transferred_to_it_is_a_guest_no_longer(member, commune, cast):
    stay = Membership.objects.create(
        member=member, cell=commune.cells[2], kind="temporary", valid_from=day("2026-01-01")
    )
    receive_transfer(issue(member, cast, to_cell=commune.cells[2]), on=ARRIVED, by=cast.commune)
    stay.refresh_from_db()
    assert stay.valid_to == day("2026-10-19")
    assert list(members_of(commune.cells[2], ARRIVED)).count(member) == 1


@pytest.mark.parametrize(
    ("values", "words", "field"),
    [
        ({"document": " "}, "số giấy giới thiệu", "document"),
        ({}, "chọn chi bộ nhận", "to_cell"),
        ({"elsewhere": "X", "issued_on": day("2023-12-31")}, "sinh hoạt tại Chi bộ thôn Tân Lập từ ngày", "issued_on"),
        ({"elsewhere": "X", "issued_on": day("2026-11-23")}, "chưa đến", "issued_on"),
        ({"elsewhere": "X", "kind": "temporary"}, "phải có ngày hết hạn", "returns_on"),
        ({"elsewhere": "X", "kind": "temporary", "returns_on": ISSUED}, "phải sau ngày bắt đầu", "returns_on"),
    ],
)
def test_transfer_that_lacks_something_is_refused(member, cast, values, words, field):
    with pytest.raises(DomainError, match=words) as refusal:
        issue(member, cast, **values)
    assert refusal.value.field == field
    assert not Transfer.objects.exists()


def test_transfer_to_a_wrong_place_is_refused(member, commune, cast):
    ended = make_cell(commune.committee, "Chi bộ thôn Cũ", ended_on=day("2026-06-30"))
    future = make_cell(commune.committee, "Chi bộ thôn Mới", founded_on=day("2026-11-01"))
    for place, words in [
        (commune.cells[1], "đang sinh hoạt tại Chi bộ thôn Tân Lập; hãy chọn chi bộ khác"),
        (ended, "đã kết thúc ngày 30/06/2026"),
        (future, "ngày 01/11/2026 mới thành lập"),
        (commune.committee, "không phải là chi bộ"),
    ]:
        with pytest.raises(DomainError, match=words):
            issue(member, cast, to_cell=place)
        with pytest.raises(DomainError, match=words):
            move_member(member, to_cell=place, on=ISSUED, document="QĐ 1", by=cast.commune)
    assert present_membership(member).cell == commune.cells[1]


def test_cell_dissolved_while_the_paper_was_on_its_way_receives_nobody(member, commune, cast):
    transfer = issue(member, cast, to_cell=commune.cells[2])
    Organisation.objects.filter(pk=commune.cells[2].pk).update(ended_on=day("2026-10-10"))
    with pytest.raises(DomainError, match="đã kết thúc ngày 10/10/2026"):
        receive_transfer(transfer, on=ARRIVED, by=cast.commune)
    transfer.refresh_from_db()
    assert transfer.state == "issued"


def test_second_stay_at_the_same_time_is_refused_naming_the_first(member, commune, cast):
    words = {"to_cell": commune.cells[2], "kind": "temporary", "returns_on": day("2027-03-31")}
    receive_transfer(issue(member, cast, **words), on=ARRIVED, by=cast.commune)
    second = issue(member, cast, **words)
    with pytest.raises(DomainError, match=r"đã có đợt sinh hoạt tạm thời tại .* đến 31/03/2027"):
        receive_transfer(second, on=ARRIVED, by=cast.commune)
    assert Membership.objects.filter(kind="temporary").count() == 1


def test_second_paper_of_one_member_is_refused_naming_the_first(member, commune, cast):
    issue(member, cast, to_cell=commune.cells[2])
    with pytest.raises(DomainError, match="giấy giới thiệu số 12-GGT/ĐU ngày 05/10/2026 chưa tiếp nhận"):
        issue(member, cast, elsewhere="X", document="13")


def test_arrival_before_the_paper_or_in_the_future_is_refused(member, commune, cast):
    transfer = issue(member, cast, to_cell=commune.cells[2])
    with pytest.raises(DomainError, match="trước ngày giới thiệu"):
        receive_transfer(transfer, on=day("2026-10-04"), by=cast.commune)
    with pytest.raises(DomainError, match="chưa đến"):
        receive_transfer(transfer, on=day("2026-12-01"), by=cast.commune)
    with pytest.raises(DomainError, match="chi bộ nhận hãy bấm"):
        close_transfer_left(transfer, last_day=ARRIVED, by=cast.commune)


def test_cancelled_paper_has_a_reason_and_is_not_received(member, commune, cast):
    transfer = issue(member, cast, to_cell=commune.cells[2])
    with pytest.raises(DomainError, match="lý do hủy"):
        cancel_transfer(transfer, reason=" ", by=cast.commune)
    cancel_transfer(transfer, reason="Đảng viên không chuyển nữa", by=cast.commune)
    with pytest.raises(DomainError, match="đã hủy ngày 22/11/2026"):
        receive_transfer(transfer, on=ARRIVED, by=cast.commune)
    assert present_membership(member).cell == commune.cells[1]
    issue(member, cast, to_cell=commune.cells[2], document="14")


def test_move_in_one_step_is_refused_before_the_present_membership_and_when_the_form_is_old(member, commune, cast):
    seen = present_membership(member).pk
    with pytest.raises(DomainError, match="ngày chuyển phải sau ngày đó"):
        move_member(member, to_cell=commune.cells[2], on=day("2024-01-01"), document="QĐ 1", by=cast.commune)
    move_member(member, to_cell=commune.cells[2], on=ISSUED, document="QĐ 1", by=cast.commune, seen=seen)
    with pytest.raises(DomainError, match="vừa chuyển đồng chí Lê Văn Bình sang Chi bộ thôn Đồng Tâm"):
        move_member(member, to_cell=commune.cells[0], on=ARRIVED, document="QĐ 2", by=cast.commune, seen=seen)
    assert present_membership(member).cell == commune.cells[2]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_the_same_member_at_once_one_wins_and_the_other_is_told(member, commune, cast):
    seen = present_membership(member).pk
    together, outcomes = threading.Barrier(2), []

    def act(cell):
        together.wait()
        try:
            move_member(member, to_cell=cell, on=ISSUED, document="QĐ 1", by=cast.commune, seen=seen)
            outcomes.append("moved")
        except DomainError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[cell]) for cell in (commune.cells[0], commune.cells[2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(outcomes, key=len) == "moved"
    assert "Có người vừa chuyển đồng chí Lê Văn Bình" in max(outcomes, key=len)
    assert member.memberships.count() == 2
    assert Transfer.objects.count() == 1


def test_member_who_left_is_not_moved(member, commune, cast):
    leave_party(member, reason="died", last_day=ISSUED, by=cast.commune)
    with pytest.raises(DomainError, match=r"không còn sinh hoạt tại Chi bộ thôn Tân Lập .*từ trần"):
        move_member(member, to_cell=commune.cells[2], on=ARRIVED, document="QĐ", by=cast.commune)


def test_last_member_of_a_standing_cell_stays(commune, cast):
    alone = make_member(commune.cells[1], "Lê Văn Cuối")
    for deed in (
        lambda: leave_party(alone, reason="died", last_day=ISSUED, by=cast.commune),
        lambda: move_member(alone, to_cell=commune.cells[2], on=ISSUED, document="QĐ", by=cast.commune),
        lambda: close_transfer_left(
            Transfer.objects.filter(member=alone).first() or issue(alone, cast, elsewhere="X"),
            last_day=ARRIVED,
            by=cast.commune,
        ),
    ):
        with pytest.raises(DomainError, match="đảng viên cuối cùng của Chi bộ thôn Tân Lập"):
            deed()
    assert present_membership(alone).cell == commune.cells[1]


def test_leaving_ends_everything_on_that_day(member, commune, cast):
    Seat.objects.create(organisation=commune.cells[1], member=member, office="secretary", valid_from=day("2025-01-01"))
    StatusPeriod.objects.create(member=member, status="reduced", valid_from=day("2026-01-01"))
    member.assignments.create(organisation=commune.committee, unit=commune.cells[0], valid_from=day("2025-01-01"))
    transfer = issue(member, cast, elsewhere="X")
    leave_party(member, reason="died", last_day=ARRIVED, by=cast.commune)
    row = member.memberships.get()
    assert (row.valid_to, row.end_reason) == (ARRIVED, "died")
    ends = {member.seats.get().valid_to, member.status_periods.get().valid_to, member.assignments.get().valid_to}
    assert ends == {ARRIVED}
    transfer.refresh_from_db()
    assert (transfer.state, transfer.close_reason) == ("cancelled", "từ trần")
    line = AuditEvent.objects.get(action="cells.member_left")
    assert line.changes == {"reason": ["", "died"], "last_day": [None, "2026-10-20"]}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": "struck_off", "document": ""}, "số quyết định"),
        ({"reason": "transferred"}, "chọn lý do"),
        ({"reason": "died", "last_day": day("2026-11-23")}, "chưa đến"),
        ({"reason": "died", "last_day": day("2023-12-31")}, "hãy chọn ngày sau đó"),
    ],
)
def test_leaving_without_what_it_needs_is_refused(member, cast, values, words):
    with pytest.raises(DomainError, match=words):
        leave_party(member, **{"last_day": ARRIVED, "document": "QĐ 5", "by": cast.commune, **values})
    assert present_membership(member)


def test_probationary_member_is_struck_off_and_not_expelled(commune, cast, member):
    young = make_member(commune.cells[1], admitted_on=day("2026-03-01"), official_on=None)
    with pytest.raises(DomainError, match="xóa tên"):
        leave_party(young, reason="expelled", last_day=ARRIVED, document="QĐ", by=cast.commune)
    leave_party(young, reason="struck_off", last_day=ARRIVED, document="QĐ", by=cast.commune)


def test_status_written_for_later_stops_the_leaving_and_nothing_is_written(member, cast):
    StatusPeriod.objects.create(member=member, status="exempt", valid_from=day("2026-11-01"))
    with pytest.raises(DomainError, match="từ ngày 01/11/2026"):
        leave_party(member, reason="died", last_day=ARRIVED, by=cast.commune)
    assert present_membership(member)


def test_membership_restored_after_expulsion_only(member, commune, cast):
    restored = {"cell": commune.cells[1], "document": "QĐ 9", "by": cast.commune}
    with pytest.raises(DomainError, match="Chỉ phục hồi"):
        restore_member(member, on=ARRIVED, **restored)
    leave_party(member, reason="expelled", last_day=ISSUED, document="QĐ 5", by=cast.commune)
    with pytest.raises(DomainError, match="sau ngày ra khỏi Đảng"):
        restore_member(member, on=ISSUED, **restored)
    with pytest.raises(DomainError, match="số quyết định phục hồi"):
        restore_member(member, on=ARRIVED, **{**restored, "document": ""})
    assert restore_member(member, on=ARRIVED, **restored).start_reason == "restored"
    age = party_age(member, TODAY)
    assert (age.start, age.is_from_decision, age.years, age.has_gap) == (day("1990-02-03"), False, 36, True)


def test_leaving_written_by_mistake_is_taken_back_with_a_reason(member, commune, cast):
    with pytest.raises(DomainError, match="không ghi ra khỏi Đảng"):
        take_back_leaving(member, reason="Nhầm người", by=cast.commune)
    leave_party(member, reason="died", last_day=ISSUED, by=cast.commune)
    with pytest.raises(DomainError, match="vì sao"):
        take_back_leaving(member, reason=" ", by=cast.commune)
    take_back_leaving(member, reason="Nhầm người cùng tên", by=cast.commune)
    row = present_membership(member)
    assert (row.cell, row.end_reason, member.memberships.count()) == (commune.cells[1], "", 1)
    line = AuditEvent.objects.get(action="cells.leaving_taken_back")
    assert (line.note, line.changes["reason"]) == ("Nhầm người cùng tên", ["từ trần", ""])


def test_leaving_from_a_cell_that_ended_is_not_taken_back(member, commune, cast):
    leave_party(member, reason="died", last_day=ISSUED, by=cast.commune)
    Organisation.objects.filter(pk=commune.cells[1].pk).update(ended_on=ARRIVED)
    with pytest.raises(DomainError, match="đã kết thúc hoạt động"):
        take_back_leaving(member, reason="Nhầm", by=cast.commune)


def test_dead_member_is_not_restored(member, commune, cast):
    leave_party(member, reason="died", last_day=ISSUED, by=cast.commune)
    with pytest.raises(DomainError, match="Chỉ phục hồi"):
        restore_member(member, cell=commune.cells[1], on=ARRIVED, document="QĐ", by=cast.commune)


PAPER = Paper("Đảng bộ phường Nông Trang", "77-GGT", ISSUED)


def test_newcomer_from_outside_gets_a_record_and_a_line_in_the_register(commune, cast):
    member = receive_from_outside(
        cell=commune.cells[1], on=ARRIVED, paper=PAPER, by=cast.commune, full_name="Đỗ Thị Xa", sex="female"
    )
    row = member.memberships.get()
    assert (row.start_reason, row.elsewhere, row.document_on) == ("transferred", "Đảng bộ phường Nông Trang", ISSUED)
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.from_cell, transfer.to_cell) == ("received", None, commune.cells[1])


def test_newcomer_for_a_time_is_here_until_the_last_day(commune, cast):
    paper = Paper("Đảng bộ X", "78", ISSUED, day("2027-01-31"))
    member = receive_from_outside(cell=commune.cells[1], on=ARRIVED, paper=paper, by=cast.commune, full_name="Đỗ Xa")
    row = member.memberships.get()
    assert (row.kind, row.valid_to, row.end_reason) == ("temporary", day("2027-01-31"), "returned")


def test_member_who_left_the_system_comes_back_to_the_same_record(member, commune, cast):
    with pytest.raises(DomainError, match="đang sinh hoạt tại Chi bộ thôn Tân Lập; hãy làm thủ tục chuyển"):
        receive_from_outside(cell=commune.cells[2], on=ARRIVED, paper=PAPER, by=cast.commune, known=member)
    close_transfer_left(issue(member, cast, elsewhere="X"), last_day=ISSUED, by=cast.commune)
    with pytest.raises(DomainError, match="hãy chọn ngày sau đó"):
        receive_from_outside(cell=commune.cells[2], on=ISSUED, paper=PAPER, by=cast.commune, known=member)
    assert receive_from_outside(cell=commune.cells[2], on=ARRIVED, paper=PAPER, by=cast.commune, known=member) == member
    assert present_membership(member).cell == commune.cells[2]


def test_expelled_member_does_not_come_back_by_a_transfer_paper(member, commune, cast):
    leave_party(member, reason="expelled", last_day=ISSUED, document="QĐ 5", by=cast.commune)
    with pytest.raises(DomainError, match="đã rời Đảng ngày 05/10/2026"):
        receive_from_outside(cell=commune.cells[2], on=ARRIVED, paper=PAPER, by=cast.commune, known=member)
