"""The pages of people on the way into the Party."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Candidate, CandidateStep
from core.vietnamese import search_key, sort_key
from tests.cast import TODAY
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db


def make_candidate(cell, full_name="Vũ Thị Mai", stage="watched", on=dt.date(2026, 5, 1), **values):
    candidate = Candidate.objects.create(
        cell=cell,
        full_name=full_name,
        sort_key=sort_key(full_name),
        search_key=search_key(full_name),
        stage=stage,
        **{"birth_date": dt.date(1998, 4, 2), "sex": "female", **values},
    )
    CandidateStep.objects.create(candidate=candidate, stage=stage, on=on, recorded_by=make_user())
    return candidate


def step_url(candidate):
    return reverse("cells:candidate_step", args=[candidate.pk])


def test_create_leads_to_the_person_and_tells_what_is_doubtful(client_of, cast, commune):
    address = reverse("cells:candidate_create", args=[commune.cells[0].pk])
    data = {"full_name": "Vũ Thị Mai", "birth_date": "2/4/1998", "sex": "female", "source": "youth"}
    answer = client_of(cast.secretary).post(address, data, follow=True)
    candidate = Candidate.objects.get()
    assert answer.redirect_chain[0][0] == reverse("cells:candidate_detail", args=[candidate.pk])
    assert "Cần hai đảng viên chính thức giới thiệu" in answer.content.decode()


def test_create_refused_keeps_every_word_and_offers_official_members_only(client_of, cast, commune):
    make_member(commune.cells[0], "Lê Văn Dự", official_on=None, admitted_on=dt.date(2026, 1, 1))
    client, address = client_of(cast.secretary), reverse("cells:candidate_create", args=[commune.cells[0].pk])
    assert "Lê Văn Dự" not in client.get(address).content.decode()
    who = cast.deputy.member.pk
    data = {"full_name": "Vũ Thị Mai", "birth_date": "2/4/1998", "sex": "female", "source": "youth"}
    page = client.post(address, {**data, "introducer": who, "second_introducer": who}).content.decode()
    assert "hai đồng chí khác nhau" in page
    assert 'value="Vũ Thị Mai"' in page


def test_step_of_the_cell_shows_who_votes_and_refuses_too_few(client_of, cast, commune):
    candidate = make_candidate(commune.cells[0], stage="dossier")
    client = client_of(cast.secretary)
    page = client.get(step_url(candidate)).content.decode()
    assert "<strong>3</strong> đồng chí được biểu quyết; cần ít nhất <strong>2</strong>" in page
    data = {"stage": "cell_proposed", "on": "5/11/2026", "yes": "1"}
    assert "1/3 chưa đủ hai phần ba" in client.post(step_url(candidate), data).content.decode()
    assert client.post(step_url(candidate), {**data, "yes": "2", "document": "NQ 5"}).status_code == 302
    page = client.get(reverse("cells:candidate_detail", args=[candidate.pk])).content.decode()
    assert "tán thành 2/3" in page
    assert "do cấp ủy cấp trên ghi" in page
    assert client.get(step_url(candidate)).status_code == 403


def test_step_made_for_another_stage_is_told(client_of, cast, commune):
    candidate = make_candidate(commune.cells[0], stage="outstanding")
    data = {"stage": "outstanding", "on": "5/11/2026"}
    page = client_of(cast.secretary).post(step_url(candidate), data).content.decode()
    assert "có thể người khác vừa ghi" in page


def test_committee_writes_its_steps_and_the_ceremony_makes_the_member(client_of, cast, commune):
    candidate = make_candidate(commune.cells[0], stage="cell_proposed")
    client = client_of(cast.commune)
    for stage, day in (("committee_proposed", "1/6/2026"), ("decided", "10/6/2026"), ("probationary", "20/6/2026")):
        answer = client.post(step_url(candidate), {"stage": stage, "on": day, "document": "QĐ 7"})
        assert answer.status_code == 302, stage
    candidate.refresh_from_db()
    assert (candidate.member.admission_decided_on, candidate.member.admitted_on) == (
        dt.date(2026, 6, 10),
        dt.date(2026, 6, 20),
    )
    page = client.get(reverse("cells:candidate_detail", args=[candidate.pk])).content.decode()
    assert "20/06/2027" in page
    assert candidate.member.get_absolute_url() in page


def test_change_and_stop_come_back_to_the_person(client_of, cast, commune):
    candidate = make_candidate(commune.cells[0], helper=cast.member.member)
    client, page = client_of(cast.secretary), reverse("cells:candidate_detail", args=[candidate.pk])
    change = reverse("cells:candidate_change", args=[candidate.pk])
    assert f'<option value="{cast.member.member.pk}" selected>' in client.get(change).content.decode()
    data = {"full_name": "Vũ Thị Mây", "birth_date": "2/4/1998", "sex": "female", "source": "women"}
    assert client.post(change, data).url == page
    stop = reverse("cells:candidate_stop", args=[candidate.pk])
    assert client.post(stop, {"on": "22/11/2026", "note": "đi làm xa"}).url == page
    shown = client.get(page).content.decode()
    assert "Vũ Thị Mây" in shown
    assert "đi làm xa" in shown
    assert "Sửa thông tin" not in shown


def test_list_is_by_stage_and_cell_and_leaves_the_stopped_out(client_of, cast, commune):
    make_candidate(commune.cells[0], "Vũ Thị Một")
    make_candidate(commune.cells[1], "Vũ Thị Hai", stage="dossier")
    make_candidate(commune.cells[1], "Vũ Thị Ba", stage="stopped")
    make_candidate(commune.elsewhere, "Vũ Thị Ngoài")
    client, address = client_of(cast.commune), reverse("cells:candidate_list")

    def names(**words):
        page = client.get(address, words).content.decode()
        return {name for name in ("Một", "Hai", "Ba", "Ngoài") if f"Vũ Thị {name}" in page}

    assert names() == {"Một", "Hai"}
    assert names(**{"giai-doan": "stopped"}) == {"Ba"}
    assert names(**{"chi-bo": commune.cells[0].pk}) == {"Một"}
    create = reverse("cells:candidate_create", args=[commune.cells[0].pk])
    assert create not in client.get(address).content.decode()
    assert create in client.get(address, {"chi-bo": commune.cells[0].pk}).content.decode()
    assert create in client_of(cast.secretary).get(address).content.decode()


def test_due_list_leads_to_the_record_or_to_recognition_and_home_says_it(client_of, cast, commune):
    cell = commune.cells[0]
    soon = make_member(cell, "Lê Văn Sắp", official_on=None, admitted_on=dt.date(2025, 11, 10))
    client = client_of(cast.commune)
    page = client.get(reverse("cells:official_due_list")).content.decode()
    recognise = reverse("cells:member_recognise", args=[soon.pk])
    assert "đã quá ngày" in page
    assert recognise in page
    assert recognise not in client_of(cast.secretary).get(reverse("cells:official_due_list")).content.decode()
    assert "1 đảng viên dự bị sắp đến hạn chính thức" in client_of(cast.secretary).get("/").content.decode()
    assert "chưa đủ hai phần ba" in client.post(recognise, {"on": "22/11/2026", "yes": "1"}).content.decode()
    assert client.post(recognise, {"on": "22/11/2026", "yes": "3", "document": "QĐ 9"}).status_code == 302
    soon.refresh_from_db()
    assert soon.official_on == dt.date(2026, 11, 10)


def test_lists_take_the_same_number_of_questions_with_one_and_three(client_of, cast, commune):
    client, counts = client_of(cast.commune), []
    for cell in commune.cells:
        make_candidate(cell)
        make_member(cell, official_on=None, admitted_on=TODAY - dt.timedelta(days=360))
        with CaptureQueriesContext(connection) as queries:
            assert cell.name in client.get(reverse("cells:candidate_list")).content.decode()
            assert cell.name in client.get(reverse("cells:official_due_list")).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[2]
