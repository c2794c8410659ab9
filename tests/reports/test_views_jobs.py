"""The page of all papers: what is being made, stopping, trying again."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from reports.models import PARTS_KEPT, Document
from tests.factories import make_open_meeting

State = Document.State
HTMX = {"HTTP_HX_REQUEST": "true"}
LIST = "/van-ban/"


@pytest.fixture
def make(commune, cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)

    def paper(kind: str = "minutes", state: str = State.RUNNING, *, by=None, parts: int = 0, **values) -> Document:
        ended = state not in (State.WAITING, State.RUNNING)
        document = Document.objects.create(
            kind=kind,
            subject_id=meeting.pk,
            organisation=meeting.cell,
            title=f"Biên bản {kind}",
            state=state,
            requested_by=by or cast.secretary,
            started_at=timezone.now(),
            finished_at=timezone.now() if ended else None,
            error="Hết giấy." if state == State.FAILED else "",
            cancelled_by=cast.commune if state == State.CANCELLED else None,
            **({"file": ContentFile(b"x", "x.pdf"), "sha256": "0" * 64} if state == State.DONE else {}),
            **values,
        )
        for number in range(1, parts + 1):
            document.parts.create(number=number, title=f"Phần {number}", keys=[str(number)])
        return document

    return paper


def done(document: Document, *numbers: int, seconds: int = 30) -> None:
    now = timezone.now()
    document.parts.filter(number__in=numbers).update(
        state="done", started_at=now - dt.timedelta(seconds=seconds), finished_at=now, pages=1, starts=[1]
    )
    Document.objects.filter(pk=document.pk).update(parts_done=len(numbers), parts_total=document.parts.count() + 1)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_list_shows_how_far_a_paper_is_and_how_long_it_will_take(make, cast, client_of):
    document = make(parts=12)
    done(document, 1, 2)
    text = words(client_of(cast.secretary).get(LIST))
    assert 'max="13" value="2"' in text
    assert "Xong 2 trên 13 bước, khoảng 2 phút nữa" in text


def test_time_that_is_left_follows_the_parts_where_others_print_too(make, cast, client_of):
    document = make(parts=12)
    done(document, 1, 2)
    Document.objects.filter(pk=document.pk).update(started_at=timezone.now() - dt.timedelta(minutes=30))
    assert "khoảng 2 phút nữa" in words(client_of(cast.secretary).get(LIST))  # the wait before the first does not count
    document.parts.filter(number=1).update(finished_at=timezone.now() - dt.timedelta(minutes=2))
    assert "khoảng 20 phút nữa" in words(client_of(cast.secretary).get(LIST))


def test_list_says_how_many_wait_before(make, cast, client_of):
    for kind in ("minutes_word", "sign_in_sheet", "minutes"):
        make(kind, State.WAITING)
    text = words(client_of(cast.secretary).get(LIST))
    assert "Còn 2 văn bản chờ trước." in text
    assert "Còn 1 văn bản chờ trước." in text
    assert "Còn 0 văn bản" not in text


def test_list_asks_for_itself_again_only_while_something_is_made(make, cast, client_of):
    client = client_of(cast.secretary)
    make("minutes", State.FAILED)
    assert 'hx-trigger="every 3s"' not in words(client.get(LIST))
    make("minutes_word")
    page = client.get(LIST, {"cua": "toi"}, **HTMX)
    assert 'hx-get="/van-ban/?cua=toi" hx-trigger="every 3s"' in words(page)
    assert "<html" not in words(page)


@pytest.mark.parametrize(
    ("narrowed", "kinds"),
    [
        ({"tinh-trang": "dang-lam"}, {"minutes"}),
        ({"tinh-trang": "khong-duoc"}, {"minutes_word"}),
        ({"tinh-trang": "da-dung"}, {"sign_in_sheet"}),
        ({"loai": "minutes"}, {"minutes", "minutes_word"}),
        ({"cua": "toi"}, {"minutes", "sign_in_sheet"}),
        ({"tinh-trang": "x", "loai": "../", "cua": "9"}, {"minutes", "minutes_word", "sign_in_sheet"}),
    ],
)
def test_list_is_narrowed(make, cast, client_of, narrowed, kinds):
    make("minutes")
    make("minutes_word", State.FAILED, by=cast.deputy)
    make("sign_in_sheet", State.CANCELLED)
    rows = client_of(cast.secretary).get(LIST, narrowed).context["rows"]
    assert {row["progress"].document.kind for row in rows} == kinds


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_papers_in_the_making_takes_the_same_number_of_queries(
    make, cast, client_of, django_assert_num_queries, count
):
    for kind in ("minutes", "minutes_word", "sign_in_sheet")[:count]:
        done(make(kind, parts=3), 1)
    client = client_of(cast.secretary)
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("address", [LIST, "progress"])
def test_page_that_asks_again_gets_nothing_while_nothing_changed(make, cast, client_of, address):
    document = make(parts=3)
    client = client_of(cast.secretary)
    address = address if address == LIST else reverse("reports:document_progress", args=[document.pk])
    seen = re.search(r'X-Seen": "(\w+)"', client.get(address, **HTMX).content.decode())
    assert seen
    asked = HTMX | {"HTTP_X_SEEN": seen[1]}
    assert client.get(address, **asked).status_code == 204
    done(document, 1)
    assert "Xong 1 trên 4 bước" in words(client.get(address, **asked))


# --- Stopping


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 302), ("deputy", 302), ("commune", 302), ("officer", 403), ("member", 404), ("stranger", 404)],
)
def test_cancel_is_for_who_asked_and_for_who_leads_the_unit(make, cast, client_of, who, status):
    document = make()
    answer = client_of(getattr(cast, who)).post(reverse("reports:document_cancel", args=[document.pk]))
    document.refresh_from_db()
    assert answer.status_code == status
    assert document.state == (State.CANCELLED if status == 302 else State.RUNNING)


def test_officer_who_asked_may_stop_it(make, cast, client_of):
    document = make(by=cast.officer)
    client = client_of(cast.officer)
    assert "Dừng lại" in words(client.get(document.get_absolute_url()))
    client.post(reverse("reports:document_cancel", args=[document.pk]))
    assert "đã dừng việc này lúc" in words(client.get(document.get_absolute_url()))


def test_cancel_of_a_paper_that_is_done_meanwhile_says_so(make, cast, client_of):
    document = make("minutes", State.DONE)
    client = client_of(cast.secretary)
    page = client.post(reverse("reports:document_cancel", args=[document.pk]), follow=True)
    assert "không dừng được nữa" in words(page)


# --- Trying again


def test_failed_paper_names_its_parts_and_goes_on_with_them(make, cast, client_of):
    document = make("minutes", State.FAILED, parts=3)
    done(document, 1, 3)
    document.parts.filter(number=2).update(state="failed", error="Văn bản 7: Chưa ghi người ký.")
    client = client_of(cast.secretary)
    text = words(client.get(document.get_absolute_url()))
    assert "<strong>Phần 2 (Phần 2)</strong>: Văn bản 7: Chưa ghi người ký." in text
    client.post(reverse("reports:document_retry", args=[document.pk]))
    document.refresh_from_db()
    assert (document.state, document.parts.filter(state="done").count()) == (State.WAITING, 2)


def test_failed_paper_says_what_is_kept_and_until_when(make, cast, client_of):
    document = make("minutes", State.FAILED, parts=3)
    done(document, 1, 2, 3)
    text = words(client_of(cast.secretary).get(document.get_absolute_url()))
    until = timezone.localtime(timezone.now() + PARTS_KEPT)
    assert f"Đã xong 3 trên 3 phần, giữ lại đến ngày {until:%d/%m/%Y}." in text
    assert reverse("reports:document_retry", args=[document.pk]) in text
    assert reverse("reports:document_request", args=["minutes", document.subject_id]) not in text


def test_failed_paper_without_parts_is_asked_for_anew(make, cast, client_of):
    document = make("minutes", State.FAILED)
    answer = client_of(cast.secretary).post(reverse("reports:document_retry", args=[document.pk]))
    assert answer.url == Document.objects.latest("pk").get_absolute_url() != document.get_absolute_url()


def test_expired_paper_says_so_and_can_be_made_again(make, cast, client_of):
    document = make("minutes", State.EXPIRED, sha256="1" * 64, size=10)
    client = client_of(cast.secretary)
    text = words(client.get(document.get_absolute_url()))
    assert "đã hết hạn giữ; tệp đã được xóa" in text
    assert "1" * 64 in text
    assert "Làm lại văn bản" in text
    assert client.get(reverse("reports:document_download", args=[document.pk])).status_code == 403
