"""The pages of classes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Candidate, TrainingClass, TrainingParticipant
from tests.factories import make_member

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 10)


@pytest.fixture
def training(commune):
    return TrainingClass.objects.create(organisation=commune.committee, name="Lớp 1", starts_on=DAY, ends_on=DAY)


def test_create_leads_to_the_class(client_of, cast, commune):
    address = reverse("cells:training_create", args=[commune.committee.pk])
    answer = client_of(cast.commune).post(address, {"name": "Lớp 2", "starts_on": "10/4/2026"})
    assert answer.url == reverse("cells:training_detail", args=[TrainingClass.objects.get().pk])


def test_create_refused_keeps_every_word(client_of, cast, commune):
    address = reverse("cells:training_create", args=[commune.committee.pk])
    data = {"name": "Lớp 2", "starts_on": "10/4/2026", "ends_on": "9/4/2026"}
    page = client_of(cast.commune).post(address, data).content.decode()
    assert "từ ngày bắt đầu lớp" in page
    assert 'value="Lớp 2"' in page


def test_pasted_list_writes_the_clear_lines_and_answers_each(client_of, cast, commune, training):
    make_member(commune.cells[0], "Trần Văn Hai", birth_date=dt.date(1960, 1, 1))
    make_member(commune.cells[1], "Trần Văn Hai", birth_date=dt.date(1970, 1, 1))
    address = reverse("cells:training_people_add", args=[training.pk])
    names = "Bùi Thị Tuyết\r\nTrần Văn Hai\r\n\r\nKhông Có Ai\r\nNgô Văn Bền"
    page = client_of(cast.commune).post(address, {"names": names}).content.decode()
    assert list(training.participants.values_list("member", flat=True)) == [cast.secretary.member.pk]
    for words in ("đã ghi", "có 2 người cùng tên", "Trần Văn Hai (1960), Trần Văn Hai (1970)", "không thấy ai tên này"):
        assert words in page, words
    # The stranger is a member of another commune: the user does not learn that he exists.
    assert "Trần Văn Hai\nKhông Có Ai\nNgô Văn Bền</textarea>" in page


def test_pasted_list_wholly_clear_leads_to_the_class(client_of, cast, training):
    address = reverse("cells:training_people_add", args=[training.pk])
    answer = client_of(cast.commune).post(address, {"names": "Bùi Thị Tuyết\nHoàng Thị Hằng"})
    assert answer.url == reverse("cells:training_detail", args=[training.pk])
    assert training.participants.count() == 2


def test_person_found_by_search_is_added_once(client_of, cast, training):
    client, address = client_of(cast.commune), reverse("cells:training_people_add", args=[training.pk])
    member = cast.member.member
    assert f'name="member" value="{member.pk}"' in client.get(address, {"tim": "trinh manh"}).content.decode()
    deed = reverse("cells:training_person_add", args=[training.pk])
    said = [client.post(deed, {"member": number}, follow=True).content.decode() for number in (member.pk, member.pk, 0)]
    for page, words in zip(said, ("Đã ghi đồng chí", "đã có trong lớp", "Không thấy đồng chí này"), strict=True):
        assert words in page
    assert training.participants.count() == 1


def test_candidate_found_by_search_is_added(client_of, cast, commune, training):
    one = Candidate.objects.create(
        cell=commune.cells[0], full_name="Vũ Thị Mai", sort_key="1", search_key="vu thi mai", birth_date=DAY
    )
    client = client_of(cast.commune)
    page = client.get(reverse("cells:training_people_add", args=[training.pk]), {"tim": "mai"}).content.decode()
    assert f'name="candidate" value="{one.pk}"' in page
    client.post(reverse("cells:training_person_add", args=[training.pk]), {"candidate": one.pk})
    row = training.participants.get()
    assert (row.candidate, row.role) == (one, "quần chúng ưu tú")


def test_person_is_changed_and_taken_off(client_of, cast, training):
    row = TrainingParticipant.objects.create(training=training, member=cast.member.member, role="học viên")
    client = client_of(cast.commune)
    client.post(reverse("cells:training_person_change", args=[training.pk, row.pk]), {"role": "x", "result": "Khá"})
    page = client.get(reverse("cells:training_detail", args=[training.pk])).content.decode()
    assert "Khá" in page
    client.post(reverse("cells:training_person_remove", args=[training.pk, row.pk]))
    row.refresh_from_db()
    assert (row.role, row.is_removed) == ("x", True)
    assert client.get(reverse("cells:training_person_change", args=[training.pk, row.pk])).status_code == 404


def test_pages_take_the_same_number_of_questions_with_one_and_three(client_of, cast, commune, training):
    client, counts = client_of(cast.commune), []
    for number, unit in enumerate(commune.cells):
        TrainingParticipant.objects.create(training=training, member=make_member(unit), role="học viên")
        TrainingClass.objects.create(organisation=commune.committee, name=f"L{number}", starts_on=DAY, ends_on=DAY)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cells:training_detail", args=[training.pk]))
            client.get(reverse("cells:training_list", args=[commune.committee.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[2]
