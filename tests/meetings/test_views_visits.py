"""Visits and dialogues as people write and read them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Assignment
from meetings.models import Dialogue, Visit
from tests.factories import make_member, make_open_meeting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast):
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def keeper(commune):
    """Someone of the second cell who is put in charge of the first."""
    user = make_user("capuy", full_name="Hà Văn Nam")
    member = make_member(commune.cells[1], "Hà Văn Nam", user=user)
    since = dt.date(2026, 1, 1)
    Assignment.objects.create(organisation=commune.committee, member=member, unit=commune.cells[0], valid_from=since)
    return user


def visit_page(visit):
    return reverse("meetings:visit_detail", args=[visit.pk])


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_keeper_records_the_visit_and_the_cell_answers(client_of, cast, keeper, meeting):
    record = reverse("meetings:visit_record", args=[meeting.pk])
    words = {"visitor": keeper.member.pk, "remarks": "Phân công rõ người", "remedy_due_on": "30/11/2026"}
    answer = client_of(keeper).post(record, words, follow=True)
    assert "cần khắc phục trước 30/11/2026" in answer.content.decode()
    visit = Visit.objects.get()
    remedy = reverse("meetings:visit_remedy", args=[visit.pk])
    secretary = client_of(cast.secretary)
    assert "phải từ" in secretary.post(remedy, {"on": "01/01/2026", "note": "Đã phân công"}).content.decode()
    answer = secretary.post(remedy, {"on": "20/11/2026", "note": "Đã phân công lại"}, follow=True)
    assert "đã khắc phục 20/11/2026" in answer.content.decode()
    change = reverse("meetings:visit_change", args=[visit.pk])
    assert change not in client_of(keeper).get(visit_page(visit)).content.decode()


def test_keeper_names_no_one_else_as_visitor(client_of, cast, keeper, meeting):
    record = reverse("meetings:visit_record", args=[meeting.pk])
    answer = client_of(keeper).post(record, {"visitor": cast.commune.member.pk, "remarks": "x"})
    assert answer.status_code == 200
    assert not Visit.objects.exists()


def test_committee_names_the_keeper_as_visitor(client_of, cast, keeper, meeting):
    record = reverse("meetings:visit_record", args=[meeting.pk])
    client_of(cast.commune).post(record, {"visitor": keeper.member.pk, "remarks": "x"})
    assert Visit.objects.get().visitor == keeper.member


def test_refused_visit_keeps_what_was_typed(client_of, cast, meeting):
    record = reverse("meetings:visit_record", args=[meeting.pk])
    words = {"visitor": cast.commune.member.pk, "on_minutes": "Ghi rõ số phiếu", "remedy_due_on": "01/01/2026"}
    text = client_of(cast.commune).post(record, words).content.decode()
    assert "không thể trước ngày" in text
    assert "Ghi rõ số phiếu" in text


def test_list_of_a_committee_names_who_came_and_who_was_not_seen(client_of, cast, keeper, meeting, commune):
    Visit.objects.create(
        organisation=commune.cells[0],
        meeting=meeting,
        visitor=keeper.member,
        visited_on=meeting.held_on,
        recorded_by=keeper,
    )
    page = reverse("meetings:visit_list", args=[commune.committee.pk])
    text = client_of(cast.commune).get(page).content.decode()
    assert "Hà Văn Nam (1)" in text
    assert text.count("chưa có ai về</span>") == 2
    one_by_one = client_of(cast.commune).get(page, {"xem": "tung-lan"}).content.decode()
    assert "Chi bộ thôn Song Vân" in one_by_one
    own = client_of(cast.secretary).get(reverse("meetings:visit_list", args=[commune.cells[0].pk]))
    assert "Hà Văn Nam" in own.content.decode()


@pytest.mark.parametrize("words", ["", "?xem=tung-lan"])
def test_list_of_visits_asks_as_often_for_three_as_for_one(client_of, cast, keeper, commune, words):
    def visit(month):
        meeting = make_open_meeting(commune.cells[month % 3], dt.date(2026, month, 5), by=cast.secretary)
        facts = {"visitor": keeper.member, "visited_on": meeting.held_on, "recorded_by": keeper}
        Visit.objects.create(organisation=meeting.cell, meeting=meeting, **facts)

    visit(3)
    client, address = client_of(cast.commune), reverse("meetings:visit_list", args=[commune.committee.pk]) + words
    before = asked(client, address)
    visit(4)
    visit(5)
    assert asked(client, address) == before


def test_check_of_a_unit_without_a_meeting_is_written(client_of, cast, commune):
    address = reverse("meetings:visit_check", args=[commune.cells[1].pk])
    words = {"visitor": cast.commune.member.pk, "visited_on": "20/11/2026", "remarks": "Sổ ghi đầy đủ"}
    answer = client_of(cast.commune).post(address, words, follow=True)
    assert "Kiểm tra nền nếp sinh hoạt 20/11/2026" in answer.content.decode()


def test_committee_registers_a_dialogue_with_questions(client_of, cast, commune):
    client, unit = client_of(cast.commune), commune.committee.pk
    words = {"kind": "extraordinary", "subject": "Giá đất", "held_on": "10/09/2026", "chair": cast.commune.member.pk}
    client.post(reverse("meetings:dialogue_add", args=[unit]), words)
    dialogue = Dialogue.objects.get()
    add = reverse("meetings:question_add", args=[dialogue.pk])
    answer = client.post(add, {"question": "Bao giờ giao đất?", "due_on": "31/10/2026", "next": "1"})
    assert answer.url == add
    page = client.get(reverse("meetings:dialogue_detail", args=[dialogue.pk])).content.decode()
    assert "quá hạn đã hứa 31/10/2026" in page
    change = reverse("meetings:question_change", args=[dialogue.pk, dialogue.questions.get().pk])
    data = {"question": "Bao giờ giao đất?", "answer": "Quý IV", "due_on": "31/10/2026", "settled_on": "15/10/2026"}
    assert "giải quyết xong 15/10/2026" in client.post(change, data, follow=True).content.decode()
    listed = client.get(reverse("meetings:dialogue_list", args=[unit]), {"nam": "2026"}).content.decode()
    assert "đã giải quyết hết" in listed
    client.post(reverse("meetings:dialogue_change", args=[dialogue.pk]), {**words, "subject": "Giá đất dịch vụ"})
    remove = reverse("meetings:question_remove", args=[dialogue.pk, dialogue.questions.get().pk])
    assert "Chưa ghi câu hỏi nào" in client.post(remove, follow=True).content.decode()


def test_register_of_dialogues_asks_as_often_for_three_as_for_one(client_of, cast, commune):
    def make(day):
        held_on = dt.date(2026, 9, day)
        row = Dialogue.objects.create(
            organisation=commune.committee, held_on=held_on, subject="Đất", chair=cast.commune.member
        )
        row.questions.create(question="Bao giờ?")

    make(1)
    client, address = client_of(cast.commune), reverse("meetings:dialogue_list", args=[commune.committee.pk])
    before = asked(client, address)
    make(2)
    make(3)
    assert asked(client, address) == before
