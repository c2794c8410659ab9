"""The page behind the code on a paper: what strangers may know, and nothing else."""

import datetime as dt
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.seals import code_of
from meetings.services.correction import correct_minutes
from reports.models import Document
from reports.services import request_document
from reports.views import paper_checks
from tests.meetings.test_services_correction import REASON, locked
from tests.reports.papers import make_approved_meeting, store_paper

pytestmark = pytest.mark.usefixtures("counted_alone")


@pytest.fixture
def paper(commune, cast) -> Document:
    return store_paper(request_document(make_approved_meeting(commune, cast), kind="minutes", by=cast.secretary))


def address(document: Document) -> str:
    return reverse("reports:paper_checked", args=[code_of(document.seal)])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_typed_code_leads_to_its_page(client, paper):
    code = code_of(paper.seal)
    answer = client.get(reverse("reports:paper_check"), {"ma": code.lower().replace("-", " ")})
    assert answer.status_code == 302
    assert f"<code>{code}</code>" in text_of(client.get(answer.url))


def test_what_is_no_code_is_refused_with_an_example_and_stays_in_the_field(client, db):
    text = text_of(client.get(reverse("reports:paper_check"), {"ma": "ABCD<b>"}))
    assert "Mã gồm 20 chữ cái" in text
    assert 'value="ABCD&lt;b&gt;"' in text


def test_stranger_learns_that_it_is_genuine_and_nothing_of_its_contents(client, paper, commune, cast):
    text = text_of(client.get(address(paper)))
    for words in ("Đúng là văn bản", "Biên bản", "chính thức", "vẫn là bản mới nhất", paper.sha256, "22/11/2026"):
        assert words in text
    for secret in (paper.title, "Song Vân", paper.file_name, cast.secretary.full_name, "tháng 10/2026"):
        assert secret not in text


def test_reader_of_the_unit_gets_title_and_link_and_a_stranger_with_an_account_does_not(paper, cast, client_of):
    assert paper.get_absolute_url() in text_of(client_of(cast.secretary).get(address(paper)))
    text = text_of(client_of(cast.stranger).get(address(paper)))
    assert paper.get_absolute_url() not in text
    assert paper.title not in text


def test_unknown_code_says_so(client, db):
    answer = client.get(reverse("reports:paper_checked", args=["ABCD-EFGH-ABCD-EFGH-ABCD"]))
    assert answer.status_code == 404
    assert "Không có văn bản nào mang mã này." in text_of(answer)


def test_draft_is_called_so(client, paper):
    Document.objects.update(is_final=False)
    text = text_of(client.get(address(paper)))
    assert "dự thảo, chưa được duyệt" in text
    assert "Đây là bản dự thảo; nội dung này đã có bản chính thức." in text


def test_corrected_minutes_no_longer_hold(client, commune, cast):
    meeting = locked(commune, cast)
    version = correct_minutes(meeting, reason=REASON, by=cast.secretary)
    paper = store_paper(request_document(version, kind="minutes_version", by=cast.secretary))
    assert "Biên bản này đã được đính chính ngày 22/11/2026" in text_of(client.get(address(paper)))


def test_newer_paper_of_the_same_thing_is_told(client, paper, cast):
    Document.objects.create(
        kind=paper.kind,
        subject_id=paper.subject_id,
        organisation=paper.organisation,
        title="x",
        state="done",
        requested_by=cast.secretary,
        file=ContentFile(b"x", "x.pdf"),
        sha256="0" * 64,
        seal="0" * 64,
        finished_at=timezone.now() + dt.timedelta(hours=1),
    )
    assert "đã có bản mới hơn" in text_of(client.get(address(paper)))


def test_paper_whose_file_has_expired_is_genuine_still(client, paper):
    Document.objects.update(state="expired", file="", is_final=False)
    assert "Đúng là văn bản" in text_of(client.get(address(paper)))


# --- Comparing


def test_file_is_compared_and_not_kept(client, paper):
    with paper.file.open() as stored:
        content = stored.read()
    same = client.post(address(paper), {"tep": SimpleUploadedFile("a.pdf", content)})
    assert "Giống hệt tệp gốc" in text_of(same)
    other = client.post(address(paper), {"tep": SimpleUploadedFile("a.pdf", content + b" ")})
    assert "Không giống tệp gốc." in text_of(other)
    assert hashlib.sha256(content + b" ").hexdigest() in text_of(other)


def test_typed_sha256_is_compared(client, paper):
    assert "Giống hệt" in text_of(client.post(address(paper), {"sha256": f" {paper.sha256.upper()} "}))
    assert "Không giống" in text_of(client.post(address(paper), {"sha256": "abc"}))


def test_nothing_to_compare_is_said(client, paper):
    assert "Hãy chọn tệp hoặc dán mã SHA-256" in text_of(client.post(address(paper), {}))


def test_file_that_is_too_large_is_refused(client, paper, monkeypatch):
    monkeypatch.setattr(paper_checks, "LARGEST", 1000)
    answer = client.post(address(paper), {"tep": SimpleUploadedFile("a.pdf", b"x" * 1001)})
    assert "Tệp quá lớn để so ở đây" in text_of(answer)


def test_form_without_its_token_is_refused(client, paper):
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(address(paper), {"sha256": paper.sha256}).status_code == 403


# --- Guessing


def test_too_many_wrong_codes_from_an_address_are_refused_there_but_never_a_genuine_paper(client, paper, monkeypatch):
    monkeypatch.setattr(paper_checks, "WRONG_CODES", 3)
    wrong = reverse("reports:paper_checked", args=["ABCD-EFGH-ABCD-EFGH-ABCD"])
    assert [client.get(wrong).status_code for _try in range(4)] == [404, 404, 404, 429]
    assert "quá nhiều mã sai" in text_of(client.get(wrong))
    assert client.get(wrong, REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get(address(paper)).status_code == 200, "all visitors may share the address of the proxy"


def test_without_redis_nothing_is_counted_and_the_page_answers(client, paper, settings, monkeypatch):
    monkeypatch.setattr(paper_checks, "WRONG_CODES", 0)
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {**settings.CACHES, "shared": away}
    assert client.get(address(paper)).status_code == 200
    assert client.get(reverse("reports:paper_checked", args=["A" * 20])).status_code == 404
