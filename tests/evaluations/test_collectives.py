"""Leadership collectives: kept by who leads their committee, people from seats or by name."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Office, Seat
from core.errors import DomainError
from core.periods import today
from evaluations.models import CollectiveSeat, Evaluation, LeadershipCollective
from evaluations.queries.collectives import people_of
from evaluations.services.collectives import add_collective, change_collective, end_collective, end_place, give_place
from evaluations.services.periods import open_period
from tests.cast import Cast, Commune
from tests.evaluations.test_queries import queries
from tests.factories import START, make_member


@pytest.fixture
def group(commune: Commune, cast: Cast) -> LeadershipCollective:
    return add_collective(
        commune.committee, by=cast.commune, kind="government", name="  Ủy ban nhân dân xã ", valid_from=START
    )


def test_add_collective_writes_it_and_the_audit_line(group: LeadershipCollective, cast: Cast) -> None:
    assert (group.name, group.kind, group.valid_to) == ("Ủy ban nhân dân xã", "government", None)
    event = AuditEvent.objects.get(action="evaluations.collective_added")
    assert (event.actor, event.organisation_number) == (cast.commune, group.organisation_id)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "king"}, "kind"),
        ({"name": "  "}, "name"),
        ({"kind": "standing"}, "unit"),
        ({"name": "ủy ban nhân dân xã"}, "name"),
    ],
)
def test_add_collective_with_a_mistake_is_refused(
    group: LeadershipCollective, commune: Commune, cast: Cast, change: dict, field: str
) -> None:
    values = {"kind": "front", "name": "Mặt trận Tổ quốc xã", "valid_from": START} | change
    with pytest.raises(DomainError) as refusal:
        add_collective(commune.committee, by=cast.commune, **values)
    assert refusal.value.field == field
    assert LeadershipCollective.objects.count() == 1


def test_change_collective_says_what_changed(group: LeadershipCollective, commune: Commune, cast: Cast) -> None:
    values = {"kind": "government", "name": group.name, "valid_from": START, "unit": None}
    assert change_collective(group, by=cast.commune, reviewed_with=commune.cells[0], **values)
    assert not change_collective(group, by=cast.commune, reviewed_with=commune.cells[0], **values)

    event = AuditEvent.objects.get(action="evaluations.collective_changed")
    assert event.changes == {"reviewed_with": [None, "Chi bộ thôn Song Vân"]}


def test_end_collective_ends_the_places_in_it(group: LeadershipCollective, cast: Cast) -> None:
    give_place(group, cast.member.member, by=cast.commune, title="Chủ tịch", valid_from=START, is_head=True)

    end_collective(group, by=cast.commune, last_day=dt.date(2026, 6, 30))

    assert CollectiveSeat.objects.get().valid_to == dt.date(2026, 6, 30)
    with pytest.raises(DomainError, match="Đã ghi kết thúc ngày 30/06/2026"):
        end_collective(group, by=cast.commune, last_day=dt.date(2026, 7, 1))


@pytest.mark.parametrize("last_day", [dt.date(2023, 12, 31), dt.date(2026, 12, 1)])
def test_end_outside_its_time_is_refused(group: LeadershipCollective, cast: Cast, last_day: dt.date) -> None:
    with pytest.raises(DomainError, match="Ngày kết thúc phải từ"):
        end_collective(group, by=cast.commune, last_day=last_day)


def test_places_have_one_head_and_each_person_once(group: LeadershipCollective, cast: Cast) -> None:
    first = give_place(group, cast.member.member, by=cast.commune, title="Chủ tịch", valid_from=START, is_head=True)
    with pytest.raises(DomainError, match="đã có trong"):
        give_place(group, cast.member.member, by=cast.commune, title="Phó Chủ tịch", valid_from=START)
    with pytest.raises(DomainError, match="đã có người đứng đầu là đồng chí Trịnh Mạnh Lâm"):
        give_place(group, cast.deputy.member, by=cast.commune, title="Chủ tịch", valid_from=START, is_head=True)
    with pytest.raises(DomainError, match="Hãy ghi chức vụ"):
        give_place(group, cast.deputy.member, by=cast.commune, title=" ", valid_from=START)
    with pytest.raises(DomainError, match="có từ ngày 01/01/2024"):
        give_place(group, cast.deputy.member, by=cast.commune, title="Phó", valid_from=dt.date(2023, 1, 1))

    end_place(first, by=cast.commune, last_day=dt.date(2026, 6, 30))
    give_place(
        group, cast.deputy.member, by=cast.commune, title="Chủ tịch", valid_from=dt.date(2026, 7, 1), is_head=True
    )

    assert [str(person.member) for person in people_of([group], today())[group.pk]] == ["Hoàng Thị Hằng"]
    with pytest.raises(DomainError, match="Đã ghi kết thúc"):
        end_place(first, by=cast.commune, last_day=dt.date(2026, 6, 30))


def test_committee_collective_takes_its_people_from_seats(commune: Commune, cast: Cast) -> None:
    standing, executive = (
        add_collective(
            commune.committee, by=cast.commune, kind=kind, name=kind, valid_from=START, unit=commune.committee
        )
        for kind in ("standing", "executive")
    )
    ordinary = make_member(commune.cells[0], "Phan Thị Ủy")
    Seat.objects.create(
        organisation=commune.committee, member=ordinary, office=Office.COMMITTEE_MEMBER, valid_from=START
    )

    people = people_of([standing, executive], today())

    assert [(str(row.member), row.is_head) for row in people[standing.pk]] == [("Lê Quang Vinh", True)]
    assert [str(row.member) for row in people[executive.pk]] == ["Lê Quang Vinh", "Phan Thị Ủy"]
    with pytest.raises(DomainError, match="lấy người theo chức vụ cấp ủy"):
        give_place(standing, ordinary, by=cast.commune, title="Ủy viên", valid_from=START)


def test_pages_of_a_collective_from_adding_to_ending(commune: Commune, cast: Cast, client_of) -> None:
    client, committee = client_of(cast.commune), commune.committee
    response = client.post(
        reverse("evaluations:collective_add", args=[committee.pk]),
        {"kind": "front", "name": "Tập thể Mặt trận xã", "unit": "", "valid_from": "01/01/2026", "reviewed_with": ""},
    )
    group = LeadershipCollective.objects.get()
    page = reverse("evaluations:collective_detail", args=[group.pk])
    assert response.url == page
    assert "Chưa ghi kiểm điểm cùng đơn vị nào" in client.get(page).content.decode()

    found = client.get(reverse("evaluations:place_give", args=[group.pk]), {"tim": "lam"}).content.decode()
    assert "Trịnh Mạnh Lâm" in found
    give = reverse("evaluations:place_give", args=[group.pk]) + f"?dong-chi={cast.member.member.pk}"
    client.post(give, {"title": "Chủ tịch", "is_head": "on", "valid_from": "01/01/2026"})
    assert "Trịnh Mạnh Lâm" in client.get(page).content.decode()

    change = reverse("evaluations:collective_change", args=[group.pk])
    values = {"kind": "front", "name": group.name, "unit": "", "valid_from": "01/01/2026"}
    client.post(change, values | {"reviewed_with": commune.cells[0].pk})
    assert "kiểm điểm cùng Chi bộ thôn Song Vân" in client.get(page).content.decode()

    row = Evaluation.objects.get(period=open_period(committee, year=2026, by=cast.commune), collective=group)
    assert f'<a href="{row.get_absolute_url()}">Năm 2026</a>' in client.get(page).content.decode()

    place = CollectiveSeat.objects.get()
    client.post(reverse("evaluations:place_end", args=[place.pk]), {"last_day": "01/11/2026"})
    refused = client.post(reverse("evaluations:collective_end", args=[group.pk]), {"last_day": "01/01/2027"})
    assert "Ngày kết thúc phải từ" in refused.content.decode()
    client.post(reverse("evaluations:collective_end", args=[group.pk]), {"last_day": "20/11/2026"})
    listed = client.get(reverse("evaluations:collective_list", args=[committee.pk])).content.decode()
    assert "đến 20/11/2026" in listed


def test_list_of_collectives_asks_a_fixed_number_of_questions(
    group: LeadershipCollective, commune: Commune, cast: Cast, client_of
) -> None:
    client, page = client_of(cast.commune), reverse("evaluations:collective_list", args=[commune.committee.pk])
    give_place(group, cast.member.member, by=cast.commune, title="Chủ tịch", valid_from=START)
    client.get(page)
    few = queries(lambda: client.get(page))
    for number in range(3):
        more = add_collective(
            commune.committee, by=cast.commune, kind="other", name=f"Tập thể {number}", valid_from=START
        )
        give_place(more, cast.deputy.member, by=cast.commune, title="Trưởng", valid_from=START)
    assert queries(lambda: client.get(page)) == few
