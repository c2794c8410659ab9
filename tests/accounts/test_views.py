"""Signing in, passwords, and the administrator's pages."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_sign_in_leads_home_and_is_written_down(cast):
    client = Client()
    answer = client.post(reverse("accounts:sign_in"), {"username": "bithu", "password": PASSWORD})
    assert answer.url == reverse("reports:home")
    assert AuditEvent.objects.get(action="accounts.signed_in").actor == cast.secretary


def test_sign_in_returns_to_the_page_asked_for_but_never_to_another_host(cast):
    for following, wanted in (("/chi-bo/", "/chi-bo/"), ("//elsewhere.example/", "/")):
        data = {"username": "bithu", "password": PASSWORD, "next": following}
        assert Client().post(reverse("accounts:sign_in"), data).url == wanted


def test_sign_in_with_a_wrong_password_says_what_to_do_and_keeps_the_name(cast):
    answer = Client().post(reverse("accounts:sign_in"), {"username": "bithu", "password": "sai"})
    assert "gõ lại" in answer.content.decode()
    assert 'value="bithu"' in answer.content.decode()


def test_sign_in_after_five_wrong_passwords_is_closed_for_a_while(cast):
    client = Client()
    for _attempt in range(5):
        client.post(reverse("accounts:sign_in"), {"username": "bithu", "password": "sai"})
    answer = client.post(reverse("accounts:sign_in"), {"username": "bithu", "password": PASSWORD})
    assert answer.status_code == 429
    assert "15 phút" in answer.content.decode()


def test_every_page_asks_for_sign_in():
    answer = Client().get(reverse("cells:member_list"))
    assert answer.url.startswith(reverse("accounts:sign_in"))


def test_change_password_refuses_the_wrong_old_one_and_two_different_new_ones(client_of, cast):
    client, address = client_of(cast.secretary), reverse("accounts:change_password")
    wrong = client.post(address, {"old": "sai", "new": "lua-ngo-khoai-san", "again": "lua-ngo-khoai-san"})
    assert "không đúng" in wrong.content.decode()
    differ = client.post(address, {"old": PASSWORD, "new": "lua-ngo-khoai-san", "again": "khac"})
    assert "không giống nhau" in differ.content.decode()
    short = client.post(address, {"old": PASSWORD, "new": "abc", "again": "abc"})
    assert short.status_code == 200
    client.post(address, {"old": PASSWORD, "new": "lua-ngo-khoai-san", "again": "lua-ngo-khoai-san"})
    assert User.objects.get(pk=cast.secretary.pk).check_password("lua-ngo-khoai-san")
    assert client.get(reverse("reports:home")).status_code == 200


def test_administrator_creates_an_account_and_sees_its_password_once(client_of, cast):
    client = client_of(cast.admin)
    answer = client.post(reverse("accounts:user_create"), {"username": "Tuyet.SongVan", "full_name": "Bùi Thị Tuyết"})
    user = User.objects.get(username="tuyet.songvan")
    password = answer.context["password"]
    assert user.check_password(password)
    assert user.must_change_password
    assert password not in client.get(reverse("accounts:user_detail", args=[user.pk])).content.decode()


def test_administrator_creates_a_second_account_of_one_name_is_refused_keeping_the_words(client_of, cast):
    answer = client_of(cast.admin).post(
        reverse("accounts:user_create"), {"username": "bithu", "full_name": "Người Khác"}
    )
    assert "đã có người dùng" in answer.content.decode()
    assert "Người Khác" in answer.content.decode()


def test_administrator_stops_and_opens_accounts_but_not_his_own(client_of, cast):
    client, address = client_of(cast.admin), reverse("accounts:user_detail", args=[cast.member.pk])
    client.post(address, {"deed": "stop"})
    assert not User.objects.get(pk=cast.member.pk).is_active
    again = client.post(address, {"deed": "stop"}, follow=True)
    assert "đã ở trạng thái này" in again.content.decode()
    client.post(address, {"deed": "open"})
    assert User.objects.get(pk=cast.member.pk).is_active
    own = client.post(reverse("accounts:user_detail", args=[cast.admin.pk]), {"deed": "stop"}, follow=True)
    assert "chính tài khoản" in own.content.decode()


def test_password_reset_works_once_and_has_to_be_changed(client_of, cast):
    answer = client_of(cast.admin).post(reverse("accounts:user_detail", args=[cast.member.pk]), {"deed": "reset"})
    user = User.objects.get(pk=cast.member.pk)
    assert user.check_password(answer.context["password"])
    assert user.must_change_password
    assert "Đổi mật khẩu ngay" in client_of(user).get(reverse("reports:home")).content.decode()


@pytest.mark.parametrize("who", ["secretary", "commune", "officer", "member"])
def test_accounts_are_forbidden_to_others(client_of, cast, who):
    client = client_of(getattr(cast, who))
    for address in (reverse("accounts:user_list"), reverse("accounts:user_create")):
        assert client.get(address).status_code == 403
    other = make_user()
    assert client.get(reverse("accounts:user_detail", args=[other.pk])).status_code == 403


def test_administrator_sees_no_content(client_of, cast, commune):
    client = client_of(cast.admin)
    assert client.get(reverse("cells:cell_detail", args=[commune.cells[0].pk])).status_code == 404
    assert list(client.get(reverse("cells:member_list")).context["page"]) == []
    assert client.get(reverse("reports:month_board")).status_code == 403
