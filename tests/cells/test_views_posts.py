"""Pages of posts and terms: whom to choose, what is refused stays typed, the committee as of any day."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Seat, Term
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db
GIVEN = {"office": "committee_member", "basis": "appointed", "valid_from": "1/7/2026"}


def address(name, *args):
    return reverse(f"cells:{name}", args=args)


def test_posts_are_shown_as_of_the_day_asked_for(client_of, commune, cast):
    cell, old = commune.cells[0], make_member(commune.cells[0], "Đỗ Văn Cựu")
    Seat.objects.filter(organisation=cell, office="secretary").update(valid_from=dt.date(2026, 1, 1))
    Seat.objects.create(
        organisation=cell,
        member=old,
        office="secretary",
        valid_from=dt.date(2024, 1, 1),
        valid_to=dt.date(2025, 12, 31),
    )
    client = client_of(cast.member)
    then = client.get(address("post_list", cell.pk), {"ngay": "31/12/2025"})
    assert [str(seat.member) for seat in then.context["seats"]] == ["Đỗ Văn Cựu", "Hoàng Thị Hằng"]
    now = client.get(address("post_list", cell.pk))
    assert [str(seat.member) for seat in now.context["seats"]] == ["Bùi Thị Tuyết", "Hoàng Thị Hằng"]


def test_day_that_is_none_is_said_and_today_is_shown(client_of, commune, cast):
    page = client_of(cast.member).get(address("post_list", commune.cells[0].pk), {"ngay": "31/02/2026"})
    assert "không có trong lịch" in page.content.decode()
    assert len(page.context["seats"]) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_posts_page_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for index in range(number):
        make_member(commune.cells[0], office="committee_member")
        first = dt.date(2024 + index, 1, 1)
        Term.objects.create(
            organisation=commune.cells[0], name=str(index), length_months=12, valid_from=first,
            planned_end=dt.date(2025 + index, 1, 1),
        )  # fmt: skip
    client = client_of(cast.commune)
    with django_assert_num_queries(12):
        client.get(address("post_list", commune.cells[0].pk))


def test_person_is_found_without_script_and_given_an_office(client_of, commune, cast):
    member, client = make_member(commune.cells[1], "Đặng Thị Ánh"), client_of(cast.commune)
    give = address("seat_give", commune.cells[0].pk)
    assert "Trịnh Mạnh Lâm" in client.get(give).content.decode()
    found = client.get(give, {"tim": "dang anh"}).content.decode()
    assert f"dong-chi={member.pk}" in found
    assert "Trịnh Mạnh Lâm" not in found
    page = client.get(f"{give}?dong-chi={member.pk}").content.decode()
    assert "không sinh hoạt tại Chi bộ thôn Song Vân" in page
    assert "Ủy viên Ban Thường vụ" not in page
    answer = client.post(f"{give}?dong-chi={member.pk}", GIVEN)
    assert "đánh dấu xác nhận" in answer.content.decode()
    assert 'value="1/7/2026"' in answer.content.decode()
    client.post(f"{give}?dong-chi={member.pk}", {**GIVEN, "accept_outsider": "on"})
    assert Seat.objects.get(member=member).organisation == commune.cells[0]


def test_person_who_left_before_the_day_is_asked_about_too(client_of, commune, cast):
    member = make_member(commune.cells[0], since=dt.date(2026, 8, 1))
    give = f"{address('seat_give', commune.cells[0].pk)}?dong-chi={member.pk}"
    answer = client_of(cast.commune).post(give, GIVEN)
    assert 'name="accept_outsider"' in answer.content.decode()
    assert not Seat.objects.filter(member=member).exists()


def test_second_secretary_is_refused_on_the_page_and_every_word_stays(client_of, commune, cast):
    give = f"{address('seat_give', commune.cells[0].pk)}?dong-chi={cast.member.member.pk}"
    answer = client_of(cast.commune).post(give, {**GIVEN, "office": "secretary", "document": "15-QĐ/ĐU"})
    text = answer.content.decode()
    assert "đã có bí thư là đồng chí Bùi Thị Tuyết" in text
    assert "15-QĐ/ĐU" in text


def test_person_outside_the_scope_cannot_be_chosen(client_of, commune, cast):
    give = f"{address('seat_give', commune.cells[0].pk)}?dong-chi={cast.stranger.member.pk}"
    assert "finder" in client_of(cast.commune).get(give).context


def test_post_ended_on_the_page(client_of, commune, cast):
    seat = cast.deputy.member.seats.get()
    client = client_of(cast.commune)
    refused = client.post(address("seat_end", seat.pk), {"last_day": "1/1/2020"})
    assert "sau ngày nhận chức" in refused.content.decode()
    client.post(address("seat_end", seat.pk), {"last_day": "30/6/2026", "document": "9-QĐ/ĐU"})
    seat.refresh_from_db()
    assert (seat.valid_to, seat.end_document) == (dt.date(2026, 6, 30), "9-QĐ/ĐU")


def test_whole_committee_is_written_on_one_page(client_of, commune, cast):
    cell = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    first, second, _third = (make_member(cell) for _number in range(3))
    data = {"basis": "appointed", "valid_from": "1/7/2026", "document": "15-QĐ/ĐU", f"office_{first.pk}": "secretary"}
    client = client_of(cast.commune)
    twice = client.post(address("committee_appoint", cell.pk), {**data, f"office_{second.pk}": "secretary"})
    assert "Chỉ một đồng chí giữ chức bí thư" in twice.content.decode()
    client.post(address("committee_appoint", cell.pk), {**data, f"office_{second.pk}": "deputy_secretary"})
    seats = Seat.objects.filter(organisation=cell).ranked()
    assert [(seat.member, seat.office) for seat in seats] == [(first, "secretary"), (second, "deputy_secretary")]
    assert "đang giữ: Bí thư" in client.get(address("committee_appoint", cell.pk)).content.decode()


def test_committee_above_the_cell_is_given_its_posts_one_by_one(client_of, commune, cast):
    answer = client_of(cast.officer).get(address("committee_appoint", commune.committee.pk))
    assert answer.url == address("seat_give", commune.committee.pk)


def test_term_opened_extended_and_ended_on_pages(client_of, commune, cast):
    client, cell = client_of(cast.commune), commune.cells[0]
    data = {"name": "2025 – 2027", "valid_from": "15/1/2025", "length_months": "30", "congress_on": "15/1/2025"}
    client.post(address("term_open", cell.pk), data)
    term = Term.objects.get()
    assert term.planned_end == dt.date(2027, 7, 15)
    again = client.post(address("term_open", cell.pk), {**data, "name": "Nữa"})
    assert "Trùng với nhiệm kỳ 2025 – 2027" in again.content.decode()
    client.post(address("term_extend", term.pk), {"extended_to": "15/1/2028", "document": "62-KL/ĐU"})
    client.post(address("term_congress", term.pk), {"congress_on": "14/1/2025"})
    client.post(address("term_end", term.pk), {"ended_on": "30/9/2026"})
    term.refresh_from_db()
    assert (term.extended_to, term.congress_on) == (dt.date(2028, 1, 15), dt.date(2025, 1, 14))
    assert term.ended_on == dt.date(2026, 9, 30)


@pytest.mark.parametrize("number", [1, 3])
def test_terms_ending_are_listed_in_a_fixed_number_of_queries(
    client_of, commune, cast, django_assert_num_queries, number
):
    for cell in commune.cells[:number]:
        Term.objects.create(
            organisation=cell, name="2024 – 2026", length_months=30, valid_from=dt.date(2024, 6, 1),
            planned_end=dt.date(2026, 12, 1),
        )  # fmt: skip
    client = client_of(cast.commune)
    with django_assert_num_queries(7):
        page = client.get(address("term_ending_list"))
    assert page.content.decode().count("9 ngày") == number


def test_terms_ending_are_of_one_unit_when_asked_and_never_beyond_the_scope(client_of, commune, cast):
    for cell in (commune.cells[0], commune.elsewhere):
        Term.objects.create(
            organisation=cell,
            name="2024 – 2026",
            length_months=30,
            valid_from=dt.date(2024, 6, 1),
            planned_end=dt.date(2026, 12, 1),
        )
    ending = address("term_ending_list")
    assert len(client_of(cast.officer).get(ending).context["rows"]) == 2
    assert len(client_of(cast.officer).get(ending, {"don-vi": commune.committee.pk}).context["rows"]) == 1
    assert len(client_of(cast.commune).get(ending, {"don-vi": commune.elsewhere.pk}).context["rows"]) == 1
    assert client_of(cast.stranger).get(ending, {"don-vi": commune.cells[0].pk}).context["chosen"] is None
