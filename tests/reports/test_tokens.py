"""Keys of the interface: who makes them, what is kept of them, how they end."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import ExportRight
from core.errors import DomainError
from reports.models import ApiToken
from reports.services.tokens import create_token, note_use, revoke_token
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
GOOD = {"name": "Phần mềm tỉnh", "scopes": ["units", "members"], "expires_on": dt.date(2027, 5, 22)}


def test_key_is_shown_once_and_only_its_digest_is_kept(cast, commune):
    token, secret = create_token(commune.committee, **GOOD, by=cast.commune)
    assert secret.startswith("scb_")
    assert len(secret) == 4 + 43
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert token.hint == secret[-4:]
    assert (token.user, token.created_by, token.scopes) == (cast.commune, cast.commune, ["members", "units"])
    line = AuditEvent.objects.get(action="reports.token_created")
    assert line.changes == {"scopes": [None, "members, units"], "expires_on": [None, "2027-05-22"]}
    assert line.organisation_number == commune.committee.pk
    assert secret not in str(vars(line))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["units", "passwords"]}, "scopes"),
        ({"expires_on": TODAY - dt.timedelta(days=1)}, "expires_on"),
        ({"expires_on": dt.date(2027, 11, 23)}, "expires_on"),
    ],
)
def test_key_that_says_too_little_or_lasts_too_long_is_refused(cast, commune, change, field):
    with pytest.raises(DomainError) as error:
        create_token(commune.committee, **GOOD | change, by=cast.commune)
    assert error.value.field == field
    assert not ApiToken.objects.exists()


def test_key_is_taken_back_once(cast, commune):
    token, _secret = create_token(commune.committee, **GOOD, by=cast.commune)
    revoke_token(token, by=cast.commune)
    with pytest.raises(DomainError):
        revoke_token(token, by=cast.commune)
    token.refresh_from_db()
    assert (token.revoked_at is not None, token.revoked_by) == (True, cast.commune)
    assert AuditEvent.objects.filter(action="reports.token_revoked").count() == 1


def test_each_day_of_use_has_one_line(cast, commune):
    token, _secret = create_token(commune.committee, **GOOD, by=cast.commune)
    for hour in (1, 5, 16, 17, 20):  # 17 in Greenwich is midnight in Việt Nam
        with time_machine.travel(dt.datetime(2026, 11, 23, hour, 30, tzinfo=dt.UTC)):
            note_use(ApiToken.objects.get(pk=token.pk))
            note_use(ApiToken.objects.get(pk=token.pk))
    assert AuditEvent.objects.filter(action="reports.token_used", actor=cast.commune).count() == 2
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert token.last_used_at.hour == 20


def post(client, **change):
    words = {"name": "Phần mềm tỉnh", "scopes": ["units"], "expires_on": "22/05/2027"}
    return client.post(reverse("reports:token_create"), words | change)


def test_page_makes_a_key_and_shows_it_this_once(cast, commune, client_of):
    client = client_of(cast.commune)
    page = post(client, organisation=commune.committee.pk).content.decode()
    assert "scb_" in page
    token = ApiToken.objects.get()
    listed = client.get(reverse("reports:token_list")).content.decode()
    assert "scb_" not in listed
    assert f"…{token.hint}" in listed
    client.post(reverse("reports:token_revoke", args=[token.pk]))
    assert "đã thu hồi" in client.get(reverse("reports:token_list")).content.decode()


def test_page_offers_no_unit_beyond_the_right_to_take_data_out(cast, commune, client_of):
    for unit in (commune.province, commune.elsewhere, commune.cells[0]):
        assert "scb_" not in post(client_of(cast.commune), organisation=unit.pk).content.decode()
    refused = post(client_of(cast.commune), organisation=commune.committee.pk, expires_on="01/01/2031")
    assert "Khóa có hạn" in refused.content.decode()
    assert "Phần mềm tỉnh" in refused.content.decode()
    assert not ApiToken.objects.exists()


def test_officer_makes_keys_once_granted_the_right(cast, commune, client_of):
    client = client_of(cast.officer)
    assert client.get(reverse("reports:token_list")).status_code == 403
    since = {"valid_from": TODAY, "reason": "x", "granted_by": cast.commune}
    ExportRight.objects.create(organisation=commune.committee, user=cast.officer, **since)
    assert "scb_" in post(client, organisation=commune.committee.pk).content.decode()
    assert "scb_" not in post(client, organisation=commune.province.pk).content.decode()


def test_who_lost_the_right_still_takes_the_own_keys_back(cast, commune, client_of):
    since = {"valid_from": TODAY, "reason": "x", "granted_by": cast.commune}
    right = ExportRight.objects.create(organisation=commune.committee, user=cast.officer, **since)
    token, _secret = create_token(commune.committee, **GOOD, by=cast.officer)
    right.delete()
    client, page = client_of(cast.officer), reverse("reports:token_list")
    assert page in client.get(reverse("reports:my_account")).content.decode()
    shown = client.get(page).content.decode()
    assert token.name in shown
    assert "Tạo khóa" not in shown
    after = client.post(reverse("reports:token_revoke", args=[token.pk]), follow=True)
    assert "Đã thu hồi khóa" in after.content.decode()


def test_guide_says_every_address_and_loads_nothing_from_elsewhere(cast, client_of):
    page = client_of(cast.commune).get(reverse("reports:interface_guide")).content.decode()
    for path in ("/api/v1/units", "/api/v1/members/{member_id}", "/api/v1/statistics/{form}"):
        assert f"GET {path}" in page
    assert "Chỉ ba số cuối" in page
    assert '<script src="http' not in page
    assert '<link rel="stylesheet" href="http' not in page
