"""The address that monitoring asks, and the answer to requests that are none."""

import pytest


@pytest.mark.django_db
def test_health_with_both_services_answers_200(client):
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "redis": True})


@pytest.mark.django_db
def test_health_without_redis_answers_503(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/suc-khoe/")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "redis": False})


@pytest.mark.django_db
def test_health_asked_by_the_server_itself_needs_no_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/suc-khoe/", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 301


def test_request_under_a_foreign_host_name_is_refused_with_a_page_that_says_so(client):
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Máy không hiểu yêu cầu" in answer.content.decode()
