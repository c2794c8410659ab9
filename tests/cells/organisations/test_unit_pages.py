"""The pages of the deeds on one unit: what is done, what is refused and kept, what the history says."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Membership, Organisation
from cells.queries import children_on, members_of, superior_of
from cells.queries.history import state_of, timeline_of
from cells.services.organisations import merge_cells, move_organisation, rename_organisation
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
LAST, NEXT = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


def at(name, unit):
    return reverse(f"cells:{name}", args=[unit.pk])


def test_unit_is_founded_below(commune, cast, client_of):
    words = {
        "name": "Chi bộ Trạm Y tế",
        "kind": "cell",
        "founded_on": "1/7/2026",
        "unit_type": "agency",
        "statistical_type": "public_service",
        "order": "4",
        "document": "QĐ 8-QĐ/ĐU",
        "document_on": "25/6/2026",
    }
    answer = client_of(cast.commune).post(at("unit_found", commune.committee), words)
    assert answer.status_code == 302
    unit = Organisation.objects.get(periods__name="Chi bộ Trạm Y tế")
    assert (superior_of(unit), unit.founded_on, unit.order) == (commune.committee, NEXT, 4)


def test_unusual_place_is_done_and_spoken_of(commune, cast, client_of):
    words = {
        "name": "Đảng bộ Trường THPT",
        "kind": "base_committee",
        "founded_on": "1/7/2026",
        "unit_type": "agency",
        "order": 1,
    }
    answer = client_of(cast.officer).post(at("unit_found", commune.committee), words, follow=True)
    assert "Thường đảng bộ cơ sở không đứng thẳng dưới đảng bộ cơ sở" in answer.content.decode()
    other = make_organisation("Đảng bộ Công ty Giày", parent=commune.province)
    answer = client_of(cast.officer).post(
        at("unit_move", other), {"parent": commune.committee.pk, "valid_from": "1/7/2026"}, follow=True
    )
    assert "hãy xem lại nếu ghi nhầm" in answer.content.decode()


def test_refused_founding_keeps_the_words(commune, cast, client_of):
    words = {
        "name": "Chi bộ thôn Song Vân",
        "kind": "cell",
        "founded_on": "1/7/2026",
        "unit_type": "agency",
        "order": 1,
    }
    text = client_of(cast.commune).post(at("unit_found", commune.committee), words).content.decode()
    assert "đã có Chi bộ thôn Song Vân" in text
    assert 'value="01/07/2026"' in text or 'value="1/7/2026"' in text


def test_founding_offers_only_kinds_that_may_stand_there(commune, cast, client_of):
    text = client_of(cast.officer).get(at("unit_found", commune.committee)).content.decode()
    assert 'value="cell"' in text
    assert 'value="provincial"' not in text


def test_name_is_changed_from_a_day(commune, cast, client_of):
    cell = commune.cells[0]
    words = {"name": "Chi bộ tổ dân phố 1", "kind": "cell", "valid_from": "1/7/2026", "seen": state_of(cell)}
    answer = client_of(cast.commune).post(at("unit_change", cell), words, follow=True)
    text = answer.content.decode()
    assert "Đã ghi thay đổi từ ngày 01/07/2026." in text
    assert "Chi bộ thôn Song Vân → Chi bộ tổ dân phố 1" in text


def test_change_of_an_old_page_is_refused(commune, cast, client_of):
    cell = commune.cells[0]
    seen = state_of(cell)
    rename_organisation(cell, name="Chi bộ 1", valid_from=NEXT, by=cast.officer)
    words = {"name": "Chi bộ 2", "kind": "cell", "valid_from": "1/8/2026", "seen": seen}
    text = client_of(cast.commune).post(at("unit_change", cell), words).content.decode()
    assert "vừa được người khác thay đổi" in text


def test_unit_is_moved_by_whoever_keeps_both(commune, cast, client_of):
    cell, other = commune.cells[0], superior_of(commune.elsewhere)
    words = {"parent": other.pk, "valid_from": "1/7/2026"}
    refused = client_of(cast.commune).post(at("unit_move", cell), words)
    assert refused.status_code == 200, "the other commune is not offered to the secretary of this one"
    assert superior_of(cell) == commune.committee
    assert client_of(cast.officer).post(at("unit_move", cell), words).status_code == 302
    assert superior_of(cell) == other


def test_cell_is_dissolved_with_each_member_to_a_cell(commune, cast, client_of):
    cell, near, far = commune.cells[1], commune.cells[0], commune.cells[2]
    one, two = make_member(cell), make_member(cell)
    words = {"last_day": "30/6/2026", "rest_to": near.pk, f"member_{one.pk}": far.pk, "document": "QĐ 3"}
    client = client_of(cast.commune)
    left = client.post(at("unit_dissolve", cell), {"last_day": "30/6/2026"}).content.decode()
    assert "Còn 2 đồng chí chưa có nơi sinh hoạt mới" in left
    assert client.post(at("unit_dissolve", cell), words).status_code == 302
    assert (set(members_of(far, NEXT)) >= {one}, set(members_of(near, NEXT)) >= {two}) == (True, True)
    assert client.get(at("unit_dissolve", cell)).status_code == 403, "what has ended is not ended again"


def test_committee_page_names_the_units_in_the_way(commune, cast, client_of):
    text = client_of(cast.officer).get(at("unit_dissolve", commune.committee)).content.decode()
    assert "Còn đơn vị trực thuộc" in text
    assert "Chi bộ thôn Song Vân" in text


def test_cell_is_divided(commune, cast, client_of):
    cell = commune.cells[1]
    going, staying = make_member(cell), make_member(cell)
    words = {"last_day": "30/6/2026", "keep": "1", "name_1": "Chi bộ thôn Hạ", f"thing_{going.pk}": "1"}
    answer = client_of(cast.commune).post(at("unit_split", cell), words | {f"thing_{staying.pk}": "0"})
    assert answer.status_code == 302
    assert Membership.objects.in_force().get(member=going).cell.name == "Chi bộ thôn Hạ"
    assert Membership.objects.in_force().get(member=staying).cell == cell


def test_committee_is_divided_by_its_units(commune, cast, client_of):
    first, *rest = commune.cells
    words = {"last_day": "30/6/2026", "keep": "0", "name_1": "Đảng bộ Một", "name_2": "Đảng bộ Hai"}
    words |= {f"thing_{first.pk}": "1"} | {f"thing_{unit.pk}": "2" for unit in rest}
    assert client_of(cast.officer).post(at("unit_split", commune.committee), words).status_code == 302
    assert set(children_on(Organisation.objects.get(periods__name="Đảng bộ Hai"), NEXT)) == set(rest)


def test_timeline_tells_the_whole_life(commune, cast):
    old, into = commune.cells[:2]
    other = make_organisation("Đảng bộ xã Đạo Trù", parent=commune.province)
    rename_organisation(into, name="Chi bộ 1", valid_from=dt.date(2025, 1, 1), by=None, document="QĐ 1")
    move_organisation(into, parent=other, valid_from=dt.date(2025, 5, 1), by=None)
    merge_cells([old], into=into, last_day=LAST, by=None, document="ĐA 3")
    told = [(row.on, row.title, row.words, row.other_name) for row in timeline_of(Organisation.objects.get(pk=into.pk))]
    assert told == [
        (dt.date(2024, 1, 1), "Thành lập", "Chi bộ thôn Tân Lập", "Đảng bộ xã Vân Trục"),
        (dt.date(2025, 1, 1), "Đổi tên", "Chi bộ thôn Tân Lập → Chi bộ 1", ""),
        (dt.date(2025, 5, 1), "Chuyển về cấp trên khác", "", "Đảng bộ xã Đạo Trù"),
        (NEXT, "Tiếp nhận", "", "Chi bộ thôn Song Vân"),
        (dt.date(2026, 7, 26), "Tên gọi của cấp này thay đổi", "chi bộ trực thuộc → chi bộ", ""),
    ]
    ended = timeline_of(Organisation.objects.get(pk=old.pk))
    assert [(row.title, row.document) for row in ended[1:]] == [("Kết thúc hoạt động", "ĐA 3"), ("Nhập vào", "ĐA 3")]


def test_history_page_links_only_to_units_the_reader_may_open(commune, cast, client_of):
    text = client_of(cast.member).get(at("unit_history", commune.cells[0])).content.decode()
    assert "Đảng bộ xã Vân Trục" in text
    assert commune.committee.get_absolute_url() not in text


def test_history_takes_the_same_questions_however_long_it_is(commune, cast, client_of, django_assert_max_num_queries):
    cell, client = commune.cells[0], client_of(cast.commune)
    for number in range(1, 5):
        merge_cells([make_cell(commune.committee)], into=cell, last_day=LAST, by=None)
        rename_organisation(cell, name=f"Chi bộ {number}", valid_from=dt.date(2026, number, 1), by=None)
    with django_assert_max_num_queries(20):
        client.get(at("unit_history", cell))
