"""The pages of a correction: asking for it, and reading what came before."""

import pytest
from django.urls import reverse

from meetings.models import Meeting, MinutesVersion, PartyDocument, Passage
from meetings.services.correction import correct_minutes
from meetings.services.passages import save_passage
from tests.meetings.test_services_correction import REASON, finish, locked

pytestmark = pytest.mark.django_db


def test_secretary_opens_a_correction_and_stands_on_the_writing_page(commune, cast, client_of):
    meeting = locked(commune, cast)
    PartyDocument.objects.create(
        organisation=meeting.cell, kind="NQ", symbol="05-NQ/CB", title="Nghị quyết tháng 10", meeting=meeting,
        registered_by=cast.secretary,
    )  # fmt: skip
    client, address = client_of(cast.secretary), reverse("meetings:meeting_correct", args=[meeting.pk])
    assert "05-NQ/CB" in client.get(address).content.decode()
    answer = client.post(address, {"reason": REASON})
    assert answer.url == reverse("meetings:minutes", args=[meeting.pk])
    assert Meeting.objects.get(pk=meeting.pk).version == 2
    again = client.post(address, {"reason": REASON}, follow=True)
    assert "Bản đính chính lần 1 đang được ghi" in again.content.decode()
    assert MinutesVersion.objects.count() == 1


def test_correction_without_a_reason_is_refused_on_the_page(commune, cast, client_of):
    meeting = locked(commune, cast)
    answer = client_of(cast.secretary).post(reverse("meetings:meeting_correct", args=[meeting.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert Meeting.objects.get(pk=meeting.pk).state == "locked"


def test_meeting_page_offers_the_correction_to_those_who_keep_the_minutes_alone(commune, cast, client_of):
    meeting = locked(commune, cast)
    address = reverse("meetings:meeting_correct", args=[meeting.pk])
    for user, offered in ((cast.secretary, True), (cast.member, False), (cast.commune, False)):
        page = client_of(user).get(meeting.get_absolute_url()).content.decode()
        assert (address in page) is offered


def test_versions_page_shows_what_the_correction_changed(commune, cast, client_of):
    meeting = locked(commune, cast)
    correct_minutes(meeting, reason=REASON, by=cast.secretary)
    conclusion = Passage.objects.get(meeting=meeting, kind="conclusion")
    save_passage(conclusion, text="Nhất trí. 12 hộ.", base_revision=conclusion.revision, by=cast.secretary)
    address = reverse("meetings:minutes_versions", args=[meeting.pk])
    member = client_of(cast.member)
    assert "12 hộ." not in member.get(address).content.decode()
    page = client_of(cast.commune).get(address).content.decode()
    assert "Kết luận chung" in page
    assert "<ins>" in page
    assert "12 hộ." in page
    finish(meeting, cast)
    page = member.get(address).content.decode()
    assert "12 hộ." in page
    assert REASON in page
    version = meeting.versions.get()
    read = member.get(reverse("meetings:minutes_version", args=[version.pk])).content.decode()
    assert "12 hộ." not in read
    assert "Nhất trí." in read


@pytest.mark.parametrize("times", [1, 3])
def test_versions_page_asks_a_fixed_number_of_queries(commune, cast, client_of, times, django_assert_max_num_queries):
    meeting = locked(commune, cast)
    for _each in range(times):
        correct_minutes(meeting, reason=REASON, by=cast.secretary)
        finish(meeting, cast)
    client = client_of(cast.secretary)
    with django_assert_max_num_queries(16):
        client.get(reverse("meetings:minutes_versions", args=[meeting.pk]))
