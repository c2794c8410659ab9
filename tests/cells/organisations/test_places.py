"""Founding, renaming, moving: what holds on which day, and each refusal a sentence that writes nothing."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Organisation, OrganisationPeriod
from cells.queries.history import state_of
from cells.services.organisations import found_organisation, merge_cells, move_organisation, rename_organisation
from core.errors import DomainError
from tests.factories import START, make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
MARCH, JUNE, SEPTEMBER = dt.date(2026, 3, 1), dt.date(2026, 6, 1), dt.date(2026, 9, 1)
DISTRICTS_END = dt.date(2025, 7, 1)


def periods(unit):
    """The periods of a unit as (from, to, name, superior)."""
    rows = OrganisationPeriod.objects.filter(organisation=unit).order_by("valid_from")
    return [(row.valid_from, row.valid_to, row.name, row.parent_id) for row in rows]


def test_rename_closes_the_period_and_opens_the_next(commune, cast):
    cell, above = commune.cells[0], commune.committee.pk
    until = rename_organisation(
        cell,
        name=" Tổ dân phố  1 ",
        place_name="Vân Hòa",
        valid_from=MARCH,
        by=cast.commune,
        document="QĐ 5-QĐ/ĐU",
        document_on=dt.date(2026, 2, 20),
    )
    assert until is None
    assert periods(cell) == [
        (START, dt.date(2026, 2, 28), "Chi bộ thôn Song Vân", above),
        (MARCH, None, "Tổ dân phố 1", above),
    ]
    row = OrganisationPeriod.objects.get(organisation=cell, valid_to=None)
    assert (row.place_name, row.name_key, row.document, row.document_on) == (
        "Vân Hòa",
        "to dan pho 1",
        "QĐ 5-QĐ/ĐU",
        dt.date(2026, 2, 20),
    )
    line = AuditEvent.objects.get(action="cells.organisation_renamed")
    assert line.changes["name"] == ["Chi bộ thôn Song Vân", "Tổ dân phố 1"]
    assert (line.note, line.actor) == ("QĐ 5-QĐ/ĐU", cast.commune)


def test_two_changes_of_one_day_are_one_period_with_both_documents(commune, cast):
    cell, other = commune.cells[0], make_organisation("Đảng bộ xã Đạo Trù", parent=commune.province)
    rename_organisation(cell, name="Chi bộ 1", valid_from=MARCH, by=cast.commune, document="QĐ 1")
    move_organisation(cell, parent=other, valid_from=MARCH, by=cast.commune, document="QĐ 2")
    assert periods(cell)[1:] == [(MARCH, None, "Chi bộ 1", other.pk)]
    assert OrganisationPeriod.objects.get(organisation=cell, valid_to=None).document == "QĐ 1; QĐ 2"


def test_backdated_rename_goes_on_through_a_later_move(commune, cast):
    cell, other = commune.cells[0], make_organisation("Đảng bộ xã Đạo Trù", parent=commune.province)
    move_organisation(cell, parent=other, valid_from=JUNE, by=cast.commune)
    assert rename_organisation(cell, name="Chi bộ 1", valid_from=MARCH, by=cast.commune) is None
    assert periods(cell) == [
        (START, dt.date(2026, 2, 28), "Chi bộ thôn Song Vân", commune.committee.pk),
        (MARCH, dt.date(2026, 5, 31), "Chi bộ 1", commune.committee.pk),
        (JUNE, None, "Chi bộ 1", other.pk),
    ]


def test_backdated_rename_stops_at_the_later_rename_and_says_until_when(commune, cast):
    cell = commune.cells[0]
    rename_organisation(cell, name="Chi bộ 2", valid_from=JUNE, by=cast.commune)
    assert rename_organisation(cell, name="Chi bộ 1", valid_from=MARCH, by=cast.commune) == dt.date(2026, 5, 31)
    assert [name for _from, _to, name, _parent in periods(cell)] == ["Chi bộ thôn Song Vân", "Chi bộ 1", "Chi bộ 2"]


def test_rename_to_the_same_is_refused(commune, cast):
    with pytest.raises(DomainError, match="Không có gì thay đổi"):
        rename_organisation(commune.cells[0], name="Chi bộ thôn Song Vân", valid_from=MARCH, by=cast.commune)


def test_rename_to_the_name_of_a_unit_beside_is_refused(commune, cast):
    with pytest.raises(DomainError, match=f"đã có {commune.cells[1].name}") as refusal:
        rename_organisation(commune.cells[0], name=commune.cells[1].name.upper(), valid_from=MARCH, by=cast.commune)
    assert refusal.value.field == "name"
    assert len(periods(commune.cells[0])) == 1


def test_name_of_a_unit_that_has_ended_may_be_taken(commune, cast):
    name = commune.cells[1].name
    merge_cells([commune.cells[1]], into=commune.cells[0], last_day=dt.date(2026, 2, 28), by=cast.commune)
    rename_organisation(commune.cells[0], name=name, valid_from=MARCH, by=cast.commune)
    assert periods(commune.cells[0])[-1][2] == name


def test_rename_before_the_founding_is_refused(commune, cast):
    with pytest.raises(DomainError, match=r"thành lập ngày 01/01/2024, ngày 31/12/2023 chưa hoạt động"):
        rename_organisation(commune.cells[0], name="X", valid_from=dt.date(2023, 12, 31), by=cast.commune)


def test_rename_of_an_ended_unit_after_its_end_is_refused(commune, cast):
    old, into = commune.cells[:2]
    merge_cells([old], into=into, last_day=dt.date(2026, 2, 28), by=cast.commune)
    with pytest.raises(DomainError, match="không còn hoạt động từ sau ngày 28/02/2026"):
        rename_organisation(old, name="X", valid_from=MARCH, by=cast.commune)
    rename_organisation(old, name="Chi bộ cũ", valid_from=dt.date(2026, 2, 1), by=cast.commune)
    assert periods(old)[-1][:3] == (dt.date(2026, 2, 1), dt.date(2026, 2, 28), "Chi bộ cũ")


@pytest.mark.parametrize(("name", "sentence"), [(" ", "Hãy ghi tên"), ("x" * 201, "dài quá 200")])
def test_rename_without_a_fit_name_is_refused(commune, cast, name, sentence):
    with pytest.raises(DomainError, match=sentence):
        rename_organisation(commune.cells[0], name=name, valid_from=MARCH, by=cast.commune)


def test_cell_with_members_does_not_become_a_committee(commune, cast):
    make_member(commune.cells[0])
    with pytest.raises(DomainError, match="còn đảng viên nên không thể thành đảng bộ cơ sở"):
        rename_organisation(commune.cells[0], kind="base_committee", valid_from=MARCH, by=cast.commune)


def test_committee_with_units_below_does_not_become_a_cell(commune, cast):
    with pytest.raises(DomainError, match="còn tổ chức trực thuộc"):
        rename_organisation(commune.committee, kind="base_cell", valid_from=MARCH, by=cast.commune)


def test_change_of_what_somebody_just_changed_is_refused(commune, cast):
    cell = commune.cells[0]
    seen = state_of(cell)
    rename_organisation(cell, name="Chi bộ 1", valid_from=MARCH, by=cast.commune, seen=seen)
    with pytest.raises(DomainError, match="vừa được người khác thay đổi"):
        rename_organisation(cell, name="Chi bộ 2", valid_from=MARCH, by=cast.officer, seen=seen)
    assert periods(cell)[-1][2] == "Chi bộ 1"


def test_move_under_another_superior_keeps_what_stood_before(commune, cast):
    cell, other = commune.cells[0], make_organisation("Đảng bộ xã Đạo Trù", parent=commune.province)
    move_organisation(cell, parent=other, valid_from=MARCH, by=cast.commune, document="QĐ 9")
    assert [row[3] for row in periods(cell)] == [commune.committee.pk, other.pk]
    line = AuditEvent.objects.get(action="cells.organisation_moved")
    assert line.changes["parent"] == ["Đảng bộ xã Vân Trục", "Đảng bộ xã Đạo Trù"]


def test_cycle_is_refused_also_through_dates(commune, cast):
    first, second = (make_organisation(f"Đảng bộ {name}", parent=commune.province) for name in "AB")
    move_organisation(first, parent=second, valid_from=MARCH, by=cast.commune)
    with pytest.raises(DomainError, match="Đảng bộ A đứng dưới Đảng bộ B từ ngày 01/06/2026"):
        move_organisation(second, parent=first, valid_from=JUNE, by=cast.commune)
    # The other way round: the later move stands already, the earlier one would meet it.
    third, fourth = (make_organisation(f"Đảng bộ {name}", parent=commune.province) for name in "CD")
    move_organisation(third, parent=fourth, valid_from=JUNE, by=cast.commune)
    with pytest.raises(DomainError, match="Đảng bộ C đứng dưới Đảng bộ D từ ngày 01/06/2026"):
        move_organisation(fourth, parent=third, valid_from=MARCH, by=cast.commune)
    assert len(periods(fourth)) == 1


def test_one_under_the_other_in_turn_is_no_cycle(commune, cast):
    first, second = (make_organisation(f"Đảng bộ {name}", parent=commune.province) for name in "AB")
    move_organisation(first, parent=second, valid_from=MARCH, by=cast.commune)
    move_organisation(first, parent=commune.province, valid_from=JUNE, by=cast.commune)
    move_organisation(second, parent=first, valid_from=JUNE, by=cast.commune)
    assert periods(second)[-1][3] == first.pk


def test_cycle_through_three_units_is_refused(commune, cast):
    first, second, third = (make_organisation(f"Đảng bộ {name}", parent=commune.province) for name in "ABC")
    move_organisation(first, parent=second, valid_from=MARCH, by=cast.commune)
    move_organisation(second, parent=third, valid_from=JUNE, by=cast.commune)
    with pytest.raises(DomainError, match="không thể đứng dưới Đảng bộ A"):
        move_organisation(third, parent=first, valid_from=SEPTEMBER, by=cast.commune)


def test_unit_under_itself_is_refused(commune, cast):
    with pytest.raises(DomainError, match="không thể là cấp trên của chính mình"):
        move_organisation(commune.committee, parent=commune.committee, valid_from=MARCH, by=cast.commune)


def test_move_under_a_superior_that_has_ended_or_is_not_founded_is_refused(commune, cast):
    late = make_organisation("Đảng bộ xã Mới", parent=commune.province, founded_on=JUNE)
    with pytest.raises(DomainError, match=r"Đảng bộ xã Mới thành lập ngày 01/06/2026"):
        move_organisation(commune.cells[0], parent=late, valid_from=MARCH, by=cast.commune)
    Organisation.objects.filter(pk=late.pk).update(ended_on=dt.date(2026, 8, 31))
    with pytest.raises(DomainError, match="kết thúc hoạt động ngày 31/08/2026"):
        move_organisation(commune.cells[0], parent=late, valid_from=JUNE, by=cast.commune)
    with pytest.raises(DomainError, match="không còn hoạt động từ sau ngày 31/08/2026"):
        move_organisation(commune.cells[0], parent=late, valid_from=SEPTEMBER, by=cast.commune)


def test_backdated_move_under_one_that_ended_later_is_done_when_the_unit_moved_on(commune, cast):
    gone = make_organisation("Đảng bộ xã Cũ", parent=commune.province)
    home = make_organisation("Đảng bộ xã Đạo Trù", parent=commune.province)
    move_organisation(commune.cells[0], parent=home, valid_from=SEPTEMBER, by=cast.commune)
    Organisation.objects.filter(pk=gone.pk).update(ended_on=dt.date(2026, 8, 31))
    until = move_organisation(commune.cells[0], parent=gone, valid_from=MARCH, by=cast.commune)
    assert until == dt.date(2026, 8, 31)


def test_cell_under_a_cell_is_refused(commune, cast):
    with pytest.raises(DomainError, match="không thể đứng dưới chi bộ"):
        move_organisation(commune.cells[0], parent=commune.cells[1], valid_from=MARCH, by=cast.commune)


def test_district_cannot_be_founded_or_changed_after_june_2025(commune, cast):
    district = found_organisation(
        name="Đảng bộ huyện Lập Thạch",
        kind="district",
        parent=commune.province,
        founded_on=dt.date(2024, 6, 1),
        by=cast.officer,
    )
    with pytest.raises(DomainError, match=r"Từ 01/07/2025 không còn đảng bộ huyện.*294-QĐ/TW"):
        found_organisation(
            name="Đảng bộ huyện X", kind="district", parent=commune.province, founded_on=DISTRICTS_END, by=cast.officer
        )
    with pytest.raises(DomainError, match="không còn đảng bộ huyện"):
        rename_organisation(district, name="Đảng bộ huyện Y", valid_from=DISTRICTS_END, by=cast.officer)
    rename_organisation(district, name="Đảng bộ huyện Y", valid_from=dt.date(2025, 6, 30), by=cast.officer)
    with pytest.raises(DomainError, match="không còn đảng bộ huyện"):
        rename_organisation(commune.committee, kind="district", valid_from=MARCH, by=cast.officer)


def test_founding_with_a_taken_name_or_code_is_refused(commune, cast):
    words = {"kind": "cell", "parent": commune.committee, "founded_on": MARCH, "by": cast.commune}
    with pytest.raises(DomainError, match="đã có Chi bộ thôn Song Vân từ ngày 01/01/2024"):
        found_organisation(name="chi bộ thôn song vân", **words)
    with pytest.raises(DomainError, match="Mã VT đã là mã của Đảng bộ xã Vân Trục"):
        found_organisation(name="Chi bộ thôn Mới", code="VT", **words)
    assert not Organisation.objects.filter(founded_on=MARCH).exists()


def test_founding_under_a_superior_that_ends_later_is_refused(commune, cast):
    Organisation.objects.filter(pk=commune.committee.pk).update(ended_on=JUNE)
    with pytest.raises(DomainError, match="kết thúc hoạt động ngày 01/06/2026"):
        found_organisation(name="Chi bộ X", kind="cell", parent=commune.committee, founded_on=MARCH, by=cast.commune)


def test_founding_keeps_document_day_type_and_code(commune, cast):
    cell = found_organisation(
        name="Chi bộ Trường Tiểu học",
        kind="cell",
        parent=commune.committee,
        founded_on=MARCH,
        by=cast.commune,
        document="QĐ 7",
        document_on=dt.date(2026, 2, 25),
        statistical_type="public_service",
        code="VT.9",
    )
    row = cell.periods.get()
    assert (cell.code, row.document_on, row.statistical_type) == ("VT.9", dt.date(2026, 2, 25), "public_service")
    assert make_cell(commune.committee).code is None
