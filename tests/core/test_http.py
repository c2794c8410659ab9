"""What every answer carries."""

import pytest
from django.http import HttpRequest, HttpResponse

from core.http import current_request_id, policy_middleware, request_id_middleware


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(current_request_id())


def test_request_id_is_new_for_each_request_and_gone_afterwards(rf):
    view = request_id_middleware(answer)
    first, second = view(rf.get("/")).content, view(rf.get("/")).content
    assert len(first) == 36
    assert first != second
    assert current_request_id() == ""


def test_request_id_is_gone_after_a_failed_request(rf):
    def fail(request: HttpRequest) -> HttpResponse:
        raise ValueError(current_request_id())

    with pytest.raises(ValueError) as failure:
        request_id_middleware(fail)(rf.get("/"))
    assert len(str(failure.value)) == 36
    assert current_request_id() == ""


def test_policy_allows_nothing_but_our_own_files(rf):
    headers = policy_middleware(answer)(rf.get("/")).headers
    directives = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "script-src" not in directives
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


def test_policy_stricter_than_ours_is_kept(rf):
    def stricter(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    headers = policy_middleware(stricter)(rf.get("/")).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'"


def test_every_page_carries_policy(client, db):
    assert "default-src 'self'" in client.get("/dang-nhap/").headers["Content-Security-Policy"]


def test_language_is_vietnamese_until_chosen_whatever_the_browser_asks_for(client, db):
    page = client.get("/dang-nhap/", headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="vi">' in page.content.decode()
    client.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    assert '<html lang="en">' in client.get("/dang-nhap/").content.decode()
