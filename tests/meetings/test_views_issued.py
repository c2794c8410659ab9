"""Pages of documents: from a meeting's page to the issued resolution; the register and its counts."""

import datetime as dt

import pytest
import time_machine

from cells.access import scope_of
from meetings.models import DocumentKind, KeyTask, Meeting, PartyDocument, Passage, Task, Vote, YearTheme
from reports.queries.documents_waiting import documents_waiting
from reports.queries.waiting import read
from tests.cast import NOON, TODAY, Cast, Commune
from tests.factories import make_meeting, make_open_meeting
from tests.meetings.test_services_numbers import make_document, make_term

HELD = dt.date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    meeting = make_open_meeting(commune.cells[0], HELD, by=cast.secretary, minutes_agreed=3)
    Passage.objects.filter(meeting=meeting, kind="item_body").update(text="Gieo trồng 12 ha vụ đông.")
    Vote.objects.create(meeting=meeting, matter="resolution", question="Thông qua nghị quyết", yes=3)
    sent = {"ended_at": dt.time(21, 5), "submitted_by": cast.secretary, "submitted_at": NOON}
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted", **sent)
    return Meeting.objects.get(pk=meeting.pk)


def posted(page):
    """What a browser would send back from the form of a page, unchanged."""
    form = page.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, False, ""):
            sent[field.html_name] = "on" if value is True else value
    return sent


def test_resolution_from_the_meeting_to_the_register(client_of, cast: Cast, meeting: Meeting):
    client = client_of(cast.secretary)
    panel = client.get(f"/sinh-hoat/{meeting.pk}/van-ban/", headers={"hx-request": "true"}).content.decode()
    address = f"/sinh-hoat/{meeting.pk}/van-ban/nghi-quyet/"
    assert address in panel
    page = client.get(address)
    assert "Gieo trồng 12 ha vụ đông." in page.content.decode()
    done = client.post(address, posted(page) | {"leadership": "Làm xong 2 km đường."}, follow=True)
    text = done.content.decode()
    assert "Làm xong 2 km đường." in text
    assert "đang soạn" in text
    document = PartyDocument.objects.get()
    done = client.post(
        f"/van-ban-ban-hanh/{document.pk}/ban-hanh/", {"signed_on": "5/10/2026", "numbered": "on"}, follow=True
    )
    assert "01-NQ/CB" in done.content.decode()
    register = client.get(f"/chi-bo/{meeting.cell_id}/so-van-ban/").content.decode()
    assert "01-NQ/CB" in register
    again = client.get(address, follow=True)
    assert again.redirect_chain[-1][0] == f"/van-ban-ban-hanh/{document.pk}/"


def test_resolution_names_the_key_tasks_that_its_tasks_were_given_for(client_of, commune, cast: Cast, meeting: Meeting):
    theme = YearTheme.objects.create(organisation=commune.committee, year=2026, title="Kỷ cương, sáng tạo")
    served = KeyTask.objects.create(theme=theme, kind="key", text="Giao thông nông thôn")
    KeyTask.objects.create(theme=theme, kind="breakthrough", text="Chuyển đổi số", order=1)
    for text in ("Cứng hóa 2 km", "Làm rãnh thoát nước"):
        Task.objects.create(meeting=meeting, text=text, key_task=served)
    client, address = client_of(cast.secretary), f"/sinh-hoat/{meeting.pk}/van-ban/nghi-quyet/"
    sent = posted(client.get(address))
    assert sent["key_tasks"] == [served.pk]
    text = client.post(address, sent, follow=True).content.decode()
    assert "Nghị quyết góp phần thực hiện chủ đề năm 2026 “Kỷ cương, sáng tạo”" in text
    assert "Nhiệm vụ trọng tâm: Giao thông nông thôn." in text
    assert "Chuyển đổi số" not in text


def test_refused_draft_keeps_every_word(client_of, cast: Cast, meeting: Meeting):
    client, address = client_of(cast.secretary), f"/sinh-hoat/{meeting.pk}/van-ban/nghi-quyet/"
    sent = posted(client.get(address)) | {"title": " ", "limits": "Ít đồng chí phát biểu."}
    page = client.post(address, sent)
    assert page.status_code == 422
    assert "Ít đồng chí phát biểu." in page.content.decode()
    assert not PartyDocument.objects.exists()


def test_programme_is_offered_before_the_meeting(client_of, commune: Commune, cast: Cast):
    meeting = make_meeting(commune.cells[0], TODAY)
    client = client_of(cast.secretary)
    assert "/van-ban/" in client.get(f"/sinh-hoat/{meeting.pk}/").content.decode()
    panel = client.get(f"/sinh-hoat/{meeting.pk}/van-ban/").content.decode()
    assert "chuong-trinh" in panel
    assert "nghi-quyet" not in panel
    assert "In biên bản" not in panel


def test_document_of_a_unit_is_written_after_its_kind_is_chosen(client_of, commune: Commune, cast: Cast):
    client, address = client_of(cast.secretary), f"/chi-bo/{commune.cells[0].pk}/van-ban/soan/"
    assert "Loại văn bản" in client.get(address).content.decode()
    page = client.get(address, {"kind": "CT"})
    assert "Chi bộ không ban hành chỉ thị" in page.content.decode()
    sent = posted(client.get(address, {"kind": "KL"})) | {"title": "Về đường thôn", "body": "Thống nhất."}
    done = client.post(f"{address}?kind=KL", sent, follow=True)
    assert "Về đường thôn" in done.content.decode()
    assert PartyDocument.objects.get().kind == DocumentKind.CONCLUSION


def test_change_and_cancel_of_a_draft(client_of, commune: Commune, cast: Cast, meeting: Meeting):
    client = client_of(cast.secretary)
    client.post(
        f"/sinh-hoat/{meeting.pk}/van-ban/ket-luan/",
        {"title": "Về đường", "body": "Thống nhất.", "behalf": "CHI BỘ", "signer": cast.secretary.member.pk},
    )
    document = PartyDocument.objects.get()
    address = f"/van-ban-ban-hanh/{document.pk}/"
    sent = posted(client.get(f"{address}sua/")) | {"body": "Thống nhất cao."}
    assert "Thống nhất cao." in client.post(f"{address}sua/", sent, follow=True).content.decode()
    refused = client.post(f"{address}huy/", {"reason": ""})
    assert refused.status_code == 422
    done = client.post(f"{address}huy/", {"reason": "Soạn nhầm"}, follow=True).content.decode()
    assert "Soạn nhầm" in done
    assert client.get(f"{address}sua/").status_code == 403


def test_registered_numbers_are_shown_as_typed_and_refusals_stay_in_the_form(client_of, commune: Commune, cast: Cast):
    client, address = client_of(cast.commune), f"/chi-bo/{commune.committee.pk}/so-van-ban/"
    entry = {"kind": "QĐ", "symbol": "687-KH/TU", "signed_on": "2/7/2026", "title": "Tổ công tác", "signer": "Bí thư"}
    assert "687-KH/TU" in client.post(f"{address}ghi/", entry, follow=True).content.decode()
    own = entry | {"symbol": "5-QĐ/ĐU"}
    client.post(f"{address}ghi/", own)
    refused = client.post(f"{address}ghi/", own | {"title": "Khác"})
    assert refused.status_code == 422
    assert "đã có trong sổ" in refused.content.decode()
    refused = client.post(f"{address}so-tiep-theo/", {"kind": "QĐ", "number": "5"})
    assert refused.status_code == 422
    assert client.post(f"{address}so-tiep-theo/", {"kind": "QĐ", "number": "9"}).status_code == 302
    assert "1–4" in client.get(address, {"loai": "QĐ"}).content.decode()


def test_counts_of_a_term_open_their_lists(client_of, commune: Commune, cast: Cast):
    """The counts of a city committee in one term: each number opens a list of as many."""
    unit, by = commune.committee, {"registered_by": cast.commune}
    term = make_term(unit)
    wanted = {"NQ": 2, "CT": 11, "CTr": 7, "KL": 11, "KH": 132, "QC": 8}
    for kind, number in wanted.items():
        for place in range(1, number + 1):
            make_document(unit, place, kind=kind, term=term, symbol=f"{place:02d}-{kind}/ĐU", **by)
    make_document(unit, 3, term=term, cancelled_on=TODAY, cancelled_reason="Ghi nhầm", **by)
    client, address = client_of(cast.commune), f"/chi-bo/{unit.pk}/so-van-ban/"
    page = client.get(address)
    counts = page.context["counts"]
    assert {row.kind: row.counts for row in counts.rows} == {kind: (number,) for kind, number in wanted.items()}
    assert (counts.totals, counts.total) == ((171,), 171)
    for kind, number in wanted.items():
        found = client.get(address, {"loai": kind, "nhiem-ky": str(term.pk), "con": "1"})
        assert found.context["page"].paginator.count == number
    every = client.get(address, {"loai": "NQ"})
    assert every.context["page"].paginator.count == 3
    assert "Ghi nhầm" in every.content.decode()


def test_rules_of_work_are_flagged_missing_until_they_are_in_the_register(client_of, commune: Commune, cast: Cast):
    unit = commune.committee
    old = make_term(
        unit, dt.date(2024, 1, 1), name="2020 – 2025", planned_end=dt.date(2025, 6, 1), ended_on=dt.date(2025, 6, 1)
    )
    term = make_term(unit, dt.date(2025, 6, 1), name="2025 – 2030", planned_end=dt.date(2030, 6, 1))
    rules = {"kind": "QC", "registered_by": cast.commune}
    make_document(unit, 1, term=old, symbol="01-QC/ĐU", signed_on=dt.date(2024, 2, 1), **rules)
    client, address = client_of(cast.commune), f"/chi-bo/{unit.pk}/so-van-ban/"
    assert "Chưa có quy chế làm việc của nhiệm kỳ 2025 – 2030" in client.get(address).content.decode()
    make_document(unit, 1, term=term, symbol="01-QC/ĐU", signed_on=dt.date(2025, 7, 1), **rules)
    assert "Quy chế làm việc đang có hiệu lực" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_register_takes_the_same_number_of_queries(
    client_of, commune: Commune, cast: Cast, count, django_assert_max_num_queries
):
    for number in range(1, count + 1):
        make_document(commune.cells[0], number, registered_by=cast.secretary, signer=cast.secretary.member)
    client = client_of(cast.secretary)
    with django_assert_max_num_queries(20):
        client.get(f"/chi-bo/{commune.cells[0].pk}/so-van-ban/")


def test_choices_of_a_committee_are_shown_with_their_source(client_of, commune: Commune, cast: Cast):
    client, address = client_of(cast.commune), f"/chi-bo/{commune.committee.pk}/so-van-ban/quy-uoc/"
    assert "36-HD/VPTW" in client.get(address).content.decode()
    sent = {"choice": "line_pt:19", "valid_from": "22/11/2026", "document": "05-CV/ĐU"}
    assert "Khoảng cách dòng – 19 pt" in client.post(address, sent, follow=True).content.decode()
    refused = client.post(address, sent | {"valid_from": "1/1/2026"})
    assert refused.status_code == 422


def test_member_reads_issued_documents_of_the_own_cell_only(client_of, commune: Commune, cast: Cast):
    issued = make_document(commune.cells[0], 1, registered_by=cast.secretary)
    draft = make_document(commune.cells[0], signed_on=None, registered_by=cast.secretary)
    elsewhere = make_document(commune.cells[1], 1, registered_by=cast.secretary)
    client = client_of(cast.member)
    answers = [client.get(f"/van-ban-ban-hanh/{row.pk}/").status_code for row in (issued, draft, elsewhere)]
    assert answers == [200, 404, 404]


def test_draft_waits_for_its_writer_and_a_late_resolution_is_late(client_of, cast: Cast, meeting: Meeting):
    client, address = client_of(cast.secretary), f"/sinh-hoat/{meeting.pk}/van-ban/nghi-quyet/"
    client.post(address, posted(client.get(address)))
    found = read([documents_waiting(scope_of(cast.secretary), TODAY)])
    assert [(row.title, row.is_late) for row in found] == [("Bản thảo nghị quyết chờ ban hành", True)]
    assert found[0].title in client.get("/").content.decode()
    assert read([documents_waiting(scope_of(cast.member), TODAY)]) == []


def test_book_page_names_what_is_missing_and_asks_for_the_book(
    client_of, commune: Commune, cast: Cast, meeting: Meeting
):
    client, address = client_of(cast.secretary), f"/chi-bo/{commune.cells[0].pk}/so-bien-ban/"
    text = client.get(address).content.decode()
    assert "Tháng 9: không có buổi sinh hoạt thường kỳ." in text
    assert "Tháng 10: biên bản chưa được duyệt nên chưa vào sổ." in text
    assert client.post(f"{address}2020/in/pdf/").status_code == 404
    assert client.post(f"{address}2026/in/zip/").status_code == 404
