from pathlib import Path
from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from evaluations.services.periods import open_period
from reports.models import Document
from reports.services import request_document
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting, store_paper

State = Document.State
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def made(meeting, cast) -> Document:
    return store_paper(request_document(meeting, kind="minutes", by=cast.secretary))


@pytest.fixture
def draft(commune, cast) -> Document:
    return made(make_open_meeting(commune.cells[0], by=cast.secretary), cast)


@pytest.fixture
def final(commune, cast) -> Document:
    return made(make_approved_meeting(commune, cast), cast)


# --- Asking


def test_document_request_leads_to_the_page_of_the_paper(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    answer = client_of(cast.secretary).post(url("document_request", "minutes", meeting.pk))
    assert answer.status_code == 302
    assert answer.url == Document.objects.get().get_absolute_url()


def test_document_request_by_htmx_answers_with_the_progress(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    answer = client_of(cast.secretary).post(url("document_request", "minutes", meeting.pk), **HTMX)
    progress = url("document_progress", Document.objects.get().pk)
    assert f'hx-get="{progress}" hx-trigger="every 1s"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 302), ("deputy", 302), ("commune", 302), ("officer", 302), ("member", 403), ("stranger", 404)],
)
def test_document_request_of_a_draft_is_for_those_who_may_read_the_cell(commune, cast, client_of, who, status):
    meeting = make_open_meeting(commune.cells[0])
    answer = client_of(getattr(cast, who)).post(url("document_request", "minutes", meeting.pk))
    assert answer.status_code == status
    assert Document.objects.exists() == (status == 302)


def test_document_request_of_approved_minutes_is_for_members_too(commune, cast, client_of):
    meeting = make_approved_meeting(commune, cast)
    assert client_of(cast.member).post(url("document_request", "minutes", meeting.pk)).status_code == 302


def test_document_request_of_an_unknown_kind_is_not_found(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    assert client_of(cast.secretary).post(url("document_request", "khong-co", meeting.pk)).status_code == 404


def test_document_request_by_get_is_not_allowed(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    assert client_of(cast.secretary).get(url("document_request", "minutes", meeting.pk)).status_code == 405


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["plain", "htmx"])
def test_document_request_without_redis_says_so(commune, cast, client_of, monkeypatch, extra):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:9/0")
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    answer = client_of(cast.secretary).post(url("document_request", "minutes", meeting.pk), follow=True, **extra)
    assert "Bộ phận làm văn bản chưa chạy" in answer.content.decode()
    assert not Document.objects.exists()


# --- Watching


@pytest.mark.parametrize(("state", "step"), [(State.WAITING, ""), (State.RUNNING, "dàn trang")])
def test_document_detail_of_a_paper_in_the_making_shows_progress_with_and_without_script(
    draft, cast, client_of, state, step
):
    Document.objects.update(state=state, step=step, parts_done=1)
    page = client_of(cast.secretary).get(draft.get_absolute_url()).content.decode()
    assert '<progress class="w-100" max="3" value="1" aria-label="Tiến độ">' in page
    assert "Xong 1 trên 3 bước." in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert step in page


def test_document_progress_of_a_finished_paper_asks_no_more_and_offers_the_file(final, cast, client_of):
    part = client_of(cast.secretary).get(url("document_progress", final.pk)).content.decode()
    assert "hx-trigger" not in part
    assert url("document_download", final.pk) in part
    assert "Biên bản Chi bộ thôn Song Vân, tháng 10-2026.pdf" in part


def test_document_detail_of_a_finished_paper_shows_size_and_sha256(final, cast, client_of):
    page = client_of(cast.secretary).get(final.get_absolute_url()).content.decode()
    assert final.sha256 in page
    assert "refresh" not in page
    assert "Làm lại" not in page


def test_document_detail_of_a_draft_offers_to_make_it_anew(draft, cast, client_of):
    page = client_of(cast.secretary).get(draft.get_absolute_url()).content.decode()
    assert "Bản dự thảo đã xong" in page
    assert url("document_request", "minutes", draft.subject_id) in page


def test_document_detail_of_a_failed_paper_says_why_and_offers_to_try_again(draft, cast, client_of):
    Document.objects.update(state=State.FAILED, error="Máy chủ thiếu thư viện Pango.")
    page = client_of(cast.secretary).get(draft.get_absolute_url()).content.decode()
    assert "Máy chủ thiếu thư viện Pango." in page
    assert url("document_retry", draft.pk) in page


def test_document_detail_leads_back_to_the_page_on_which_the_paper_was_asked_for(draft, commune, cast, client_of):
    period = open_period(commune.committee, year=2026, by=cast.commune)
    summary = request_document(period, kind="year_summary", by=cast.commune)
    client = client_of(cast.commune)
    assert url("year_summary", period.pk) in client.get(summary.get_absolute_url()).content.decode()
    meeting = reverse("meetings:meeting_detail", args=[draft.subject_id])
    assert meeting in client.get(draft.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["document_detail", "document_progress", "document_download"])
@pytest.mark.parametrize(
    ("who", "of_draft", "of_final"),
    [
        ("secretary", 200, 200),
        ("commune", 200, 200),
        ("officer", 200, 200),
        ("member", 404, 200),
        ("stranger", 404, 404),
        ("admin", 404, 404),
    ],
)
def test_document_pages_are_for_those_who_may_read_the_paper(commune, cast, client_of, name, who, of_draft, of_final):
    client = client_of(getattr(cast, who))
    draft = made(make_open_meeting(commune.cells[0], by=cast.secretary), cast)
    assert client.get(url(name, draft.pk)).status_code == of_draft
    Document.objects.all().delete()
    draft.organisation.meetings.update(state="cancelled", cancelled_reason="Hoãn.")
    final = made(make_approved_meeting(commune, cast), cast)
    assert client.get(url(name, final.pk)).status_code == of_final


def test_document_list_shows_what_the_user_may_read(commune, cast, client_of, draft):
    assert draft.title in client_of(cast.commune).get(url("document_list")).content.decode()
    assert "Chưa có văn bản nào" in client_of(cast.member).get(url("document_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_document_list_takes_the_same_number_of_queries(draft, cast, client_of, count, django_assert_num_queries):
    for _copy in range(count - 1):
        copy = Document.objects.get(pk=draft.pk)
        copy.pk = None
        copy.save(force_insert=True)
    client = client_of(cast.secretary)
    client.get(url("document_list"))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert client.get(url("document_list")).content.decode().count(draft.title) == count


QUERIES_OF_THE_LIST = 7


# --- Taking away


def test_document_download_is_the_stored_file_under_its_vietnamese_name(final, cast, client_of):
    answer = client_of(cast.secretary).get(url("document_download", final.pk))
    assert answer.content == Path(final.file.path).read_bytes()
    assert answer["Content-Type"] == "application/pdf"
    name = quote("Biên bản Chi bộ thôn Song Vân, tháng 10-2026.pdf", safe="")
    assert answer["Content-Disposition"].replace("%2C", "%2C") == f"attachment; filename*=utf-8''{name}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(action="reports.document_downloaded", actor=cast.secretary).count() == 1


def test_document_download_to_look_at_opens_in_the_browser(final, cast, client_of):
    answer = client_of(cast.secretary).get(url("document_download", final.pk) + "?xem=1")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")


def test_document_download_of_a_paper_in_the_making_is_forbidden(draft, cast, client_of):
    Document.objects.update(state=State.RUNNING)
    assert client_of(cast.secretary).get(url("document_download", draft.pk)).status_code == 403


def test_document_download_of_an_altered_file_says_so(final, cast, client_of):
    Path(final.file.path).write_bytes(b"khac")
    answer = client_of(cast.secretary).get(url("document_download", final.pk), follow=True)
    page = answer.content.decode()
    assert "bị mất hoặc bị thay đổi" in page
    assert url("document_retry", final.pk) in page


def test_stored_file_has_no_address_of_its_own(final, cast, client_of):
    client = client_of(cast.secretary)
    for path in (f"/{final.file.name}", f"/media/{final.file.name}", f"/static/{final.file.name}"):
        assert client.get(path).status_code == 404


# --- The part of a meeting's page


def test_meeting_documents_panel_offers_to_print_a_draft(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    part = client_of(cast.secretary).get(url("meeting_documents_panel", meeting.pk)).content.decode()
    assert url("document_request", "minutes", meeting.pk) in part
    assert "bản in mang chữ “Dự thảo”" in part


def test_meeting_documents_panel_of_a_draft_tells_members_to_wait(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    part = client_of(cast.member).get(url("meeting_documents_panel", meeting.pk), **HTMX).content.decode()
    assert "In được sau khi cấp trên duyệt biên bản." in part
    assert "<form" not in part


def test_meeting_documents_panel_shows_the_paper_that_is_there(final, cast, client_of):
    part = client_of(cast.member).get(url("meeting_documents_panel", final.subject_id)).content.decode()
    assert url("document_download", final.pk) in part


def test_meeting_documents_panel_after_approval_no_longer_shows_the_draft(commune, cast, client_of):
    meeting = make_approved_meeting(commune, cast)
    old = made(meeting, cast)
    Document.objects.update(is_final=False)
    part = client_of(cast.secretary).get(url("meeting_documents_panel", meeting.pk)).content.decode()
    assert url("document_download", old.pk) not in part
    assert url("document_request", "minutes", meeting.pk) in part


def test_meeting_documents_panel_without_script_is_a_page(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    client = client_of(cast.secretary)
    assert "<h1>" in client.get(url("meeting_documents_panel", meeting.pk)).content.decode()
    assert "<h1>" not in client.get(url("meeting_documents_panel", meeting.pk), **HTMX).content.decode()


def test_meeting_documents_panel_of_another_cell_is_not_found(commune, cast, client_of):
    meeting = make_open_meeting(commune.cells[0])
    assert client_of(cast.stranger).get(url("meeting_documents_panel", meeting.pk)).status_code == 404
