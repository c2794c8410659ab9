"""The guided merge: plan, preview, confirmation; what changed meanwhile is looked at again."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cells.models import Office, Organisation, Seat, Succession
from cells.queries import children_on, members_of
from cells.queries.merging import MergePlan, fingerprint, preview_merges
from cells.services.organisations.plans import carry_out_merges
from core.errors import DomainError
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
LAST, NEXT = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
DAYS = {"last_day": "30/6/2026", "document": "ĐA 03-ĐA/ĐU", "document_on": "26/6/2026"}


@pytest.fixture
def page(commune):
    return reverse("cells:unit_merge", args=[commune.committee.pk])


def seen_in(text):
    return re.search(r'name="seen" value="([0-9a-f]+)"', text)[1]


def test_thirteen_cells_become_eight_in_one_plan(commune, cast, client_of, page):
    cells = [*commune.cells, *(make_cell(commune.committee, order=number) for number in range(4, 14))]
    for cell in cells[3:]:
        make_member(cell)
    words = dict(DAYS)
    for source, target in ((3, 0), (4, 1), (5, 2), (6, 7)):
        words[f"unit_{cells[source].pk}"] = f"c{cells[target].pk}"
    words |= {f"unit_{cells[8].pk}": "n1", f"unit_{cells[9].pk}": "n1", "name_1": "Chi bộ liên thôn"}
    client = client_of(cast.commune)
    text = client.post(page, words | {"deed": "preview"}).content.decode()
    assert "13 → 8" in text
    assert Succession.objects.count() == 0, "a preview writes nothing"
    answer = client.post(page, words | {"deed": "confirm", "seen": seen_in(text)})
    assert answer.status_code == 302
    assert children_on(commune.committee, LAST).count() == 13
    assert children_on(commune.committee, NEXT).count() == 8
    new = Organisation.objects.get(periods__name="Chi bộ liên thôn")
    assert (members_of(new, NEXT).count(), members_of(cells[0], NEXT).count()) == (2, 4)


def test_preview_tells_people_posts_and_what_the_statutes_say(commune):
    old, into = commune.cells[1:]
    people = [make_member(old) for _number in range(10)]
    make_member(old, "Đào Văn Dự", official_on=None)
    seat = Seat.objects.create(
        organisation=old, member=people[0], office=Office.SECRETARY, valid_from=dt.date(2025, 1, 1)
    )
    for _number in range(25):
        make_member(into)
    stays = Seat.objects.create(
        organisation=into, member=make_member(into), office=Office.SECRETARY, valid_from=dt.date(2025, 1, 1)
    )
    (preview,) = preview_merges([MergePlan((old,), into)], LAST)
    # One more member of the receiving cell is the commune's secretary of the cast, where the cast is used.
    assert (preview.members, preview.moved, preview.official) == (37, 11, 36)
    assert (preview.seats_ending, preview.seats_staying, preview.has_secretary) == ([seat], [stays], True)
    assert [warning.key for warning in preview.warnings] == ["cell_consent_above", "cell_committee_from"]


def test_preview_of_a_small_cell_warns_of_three_official_members(commune):
    make_member(commune.cells[1])
    (preview,) = preview_merges([MergePlan((commune.cells[1],), commune.cells[2])], LAST)
    assert [warning.key for warning in preview.warnings] == ["official_least"]


def test_preview_takes_the_same_questions_for_one_merge_and_for_three(commune, django_assert_num_queries):
    cells = [make_cell(commune.committee) for _number in range(6)]
    plans = [MergePlan((cells[number],), cells[number + 3]) for number in range(3)]
    for cell in cells:
        make_member(cell, office=Office.SECRETARY)
    with django_assert_num_queries(12):
        preview_merges(plans[:1], LAST)
    with django_assert_num_queries(12):
        preview_merges(plans, LAST)


def test_records_that_changed_since_the_preview_are_looked_at_again(commune, cast, client_of, page):
    old, into = commune.cells[1:]
    make_member(old)
    words = DAYS | {f"unit_{old.pk}": f"c{into.pk}"}
    client = client_of(cast.commune)
    seen = seen_in(client.post(page, words | {"deed": "preview"}).content.decode())
    make_member(old, "Người Mới Đến")
    text = client.post(page, words | {"deed": "confirm", "seen": seen}).content.decode()
    assert "hãy xem lại rồi xác nhận lần nữa" in text
    assert 'value="ĐA 03-ĐA/ĐU"' in text
    old.refresh_from_db()
    assert old.ended_on is None


def test_second_confirmation_of_one_plan_is_told(commune, cast):
    plan = MergePlan((commune.cells[1],), commune.cells[2])
    seen = fingerprint(preview_merges([plan], LAST), LAST)
    carry_out_merges([plan], last_day=LAST, by=cast.commune, seen=seen)
    with pytest.raises(DomainError, match="đã kết thúc ngày 30/06/2026"):
        carry_out_merges([plan], last_day=LAST, by=cast.commune, seen=seen)


def test_committee_of_the_new_cell_is_appointed(commune, cast, client_of, page):
    first, second = commune.cells[1:]
    leader, deputy, plain = make_member(first), make_member(second), make_member(second)
    words = DAYS | {f"unit_{first.pk}": "n1", f"unit_{second.pk}": "n1", "name_1": "Chi bộ thôn Mới"}
    client = client_of(cast.officer)
    text = client.post(page, words | {"deed": "preview"}).content.decode()
    key = f"n{first.pk}-{second.pk}"
    chosen = {f"secretary_{key}": leader.pk, f"deputy_{key}": deputy.pk, f"plain1_{key}": plain.pk}
    assert f'name="secretary_{key}"' in text
    assert client.post(page, words | chosen | {"deed": "confirm", "seen": seen_in(text)}).status_code == 302
    seats = Seat.objects.filter(organisation__periods__name="Chi bộ thôn Mới").ranked()
    assert [(seat.member, seat.office, seat.basis, seat.valid_from, seat.document) for seat in seats] == [
        (leader, "secretary", "appointed", NEXT, "ĐA 03-ĐA/ĐU"),
        (deputy, "deputy_secretary", "appointed", NEXT, "ĐA 03-ĐA/ĐU"),
        (plain, "committee_member", "appointed", NEXT, "ĐA 03-ĐA/ĐU"),
    ]


def test_one_person_in_two_posts_is_refused_and_nothing_is_merged(commune, cast, client_of, page):
    first, second = commune.cells[1:]
    leader = make_member(first)
    words = DAYS | {f"unit_{first.pk}": "n1", f"unit_{second.pk}": "n1", "name_1": "Chi bộ thôn Mới"}
    client = client_of(cast.commune)
    seen = seen_in(client.post(page, words | {"deed": "preview"}).content.decode())
    key = f"n{first.pk}-{second.pk}"
    chosen = {f"secretary_{key}": leader.pk, f"deputy_{key}": leader.pk, "deed": "confirm", "seen": seen}
    text = client.post(page, words | chosen).content.decode()
    assert "mỗi đồng chí chỉ chọn một chức vụ" in text
    assert f'<option value="{leader.pk}" selected>' in text, "what was chosen stays chosen"
    assert not Organisation.objects.filter(periods__name="Chi bộ thôn Mới").exists()


def test_namesakes_of_the_new_cell_are_told_apart_by_their_birth(commune, cast, client_of, page):
    first, second = commune.cells[1:]
    make_member(first, "Đặng Minh Hoa", birth_date=dt.date(1947, 2, 15))
    make_member(second, "Đặng Minh Hoa", birth_date=dt.date(1981, 7, 1))
    words = DAYS | {f"unit_{first.pk}": "n1", f"unit_{second.pk}": "n1", "name_1": "Chi bộ thôn Mới"}
    text = client_of(cast.commune).post(page, words | {"deed": "preview"}).content.decode()
    assert "Đặng Minh Hoa (sinh 15/02/1947)" in text
    assert "Đặng Minh Hoa (sinh 01/07/1981)" in text


def test_entangled_plan_is_refused_before_the_preview(commune, cast, client_of, page):
    first, second = commune.cells[1:]
    words = DAYS | {f"unit_{first.pk}": f"c{second.pk}", f"unit_{second.pk}": f"c{first.pk}", "deed": "preview"}
    text = client_of(cast.commune).post(page, words).content.decode()
    assert "vừa nhận đơn vị khác vừa nhập đi nơi khác" in text
    assert 'name="seen"' not in text


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "Chưa có đơn vị nào nhập vào"),
        ({0: "n1"}, "Hãy ghi tên đơn vị mới này"),
        ({0: "c1", 1: "c2"}, "vừa nhận đơn vị khác vừa nhập đi nơi khác"),
    ],
)
def test_plan_that_cannot_be_is_refused(commune, cast, client_of, page, chosen, sentence):
    words = dict(DAYS)
    for number, to in chosen.items():
        target = f"c{commune.cells[int(to[1:])].pk}" if to[0] == "c" else to
        words[f"unit_{commune.cells[number].pk}"] = target
    client = client_of(cast.commune)
    text = client.post(page, words | {"deed": "preview"}).content.decode()
    if 'name="seen"' in text:
        text = client.post(page, words | {"deed": "confirm", "seen": seen_in(text)}).content.decode()
    assert sentence in text
    assert Succession.objects.count() == 0


def test_back_from_the_preview_keeps_what_was_chosen(commune, cast, client_of, page):
    words = DAYS | {f"unit_{commune.cells[1].pk}": f"c{commune.cells[2].pk}", "deed": "change"}
    text = client_of(cast.commune).post(page, words).content.decode()
    assert f'value="c{commune.cells[2].pk}" selected' in text


def test_of_many_units_those_concerned_are_chosen_first(commune, cast, client_of):
    for number in range(61):
        make_organisation(f"Đảng bộ xã số {number}", parent=commune.province, order=number)
    page = reverse("cells:unit_merge", args=[commune.province.pk])
    client = client_of(cast.officer)
    text = client.get(page).content.decode()
    assert "Đánh dấu những đơn vị liên quan" in text
    two = Organisation.objects.filter(periods__name__in=["Đảng bộ xã số 3", "Đảng bộ xã số 4"]).order_by("order")
    text = client.get(page, {"chon": [unit.pk for unit in two]}).content.decode()
    assert text.count('name="unit_') == 2
    words = DAYS | {"chon": [unit.pk for unit in two], f"unit_{two[0].pk}": f"c{two[1].pk}", "deed": "preview"}
    assert "2 → 1" in client.post(page, words).content.decode()
