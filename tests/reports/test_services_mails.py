"""Notices go by e-mail to those who wish it, once; what could not go is kept with its error and tried again."""

import datetime as dt
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from reports.models import Notice
from reports.services.mails import send_waiting_mail
from reports.services.notices import tell, tell_all
from reports.services.reminders import Told


class Unwilling(EmailBackend):
    """A server that answers with ``error``."""

    error: Exception = OSError("no route")

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def wishing(cast, settings):
    """A member who wishes mail, on a site that sends some."""
    settings.MAIL_IS_SENT = True
    settings.DEFAULT_FROM_EMAIL = "so@chi-bo.example"
    settings.SITE_URL = "https://chi-bo.example"
    cast.member.email, cast.member.wants_mail = "lam@chi-bo.example", True
    cast.member.save()
    return cast.member


def told(user, key="a"):
    words = {"title": "Nhiệm vụ: hộ ông Bảy", "text": "Một nhiệm vụ đến hạn.", "url": "/nhiem-vu/1/"}
    notice = tell(user, sort=Notice.Sort.REMINDER, key=key, **words)
    assert notice is not None
    return notice


def test_mail_is_plain_vietnamese_with_the_way_and_nothing_that_stays_inside(wishing):
    notice = told(wishing)
    assert send_waiting_mail() == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["lam@chi-bo.example"], "so@chi-bo.example")
    assert sent.subject == "Sổ chi bộ: nhắc hạn"
    assert sent.body.startswith("Một nhiệm vụ đến hạn.\n\nMở trang: https://chi-bo.example/nhiem-vu/1/\n")
    assert "ông Bảy" not in sent.subject + sent.body
    assert sent.content_subtype == "plain"
    notice.refresh_from_db()
    assert notice.mailed_at is not None


def test_mail_goes_once(wishing):
    told(wishing)
    assert [send_waiting_mail(), send_waiting_mail()] == [1, 0]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", [{"wants_mail": False}, {"email": ""}, {"is_active": False}])
def test_mail_is_not_wanted_by_who_did_not_ask(wishing, change):
    before = told(wishing, "before")
    for name, value in change.items():
        setattr(wishing, name, value)
    wishing.save()
    told(wishing, "after")
    tell_all([Told(wishing, Notice.Sort.PAPER, "many", "x", "x")])
    assert send_waiting_mail() == 0
    assert not mail.outbox
    before.refresh_from_db()
    assert before.mail_wanted is False


def test_mail_is_not_sent_by_a_site_without_mail(wishing, settings):
    settings.MAIL_IS_SENT = False
    assert told(wishing).mail_wanted is False
    assert send_waiting_mail() == 0


def test_mail_that_could_not_go_keeps_its_error_and_is_tried_again(wishing, settings):
    first, second = told(wishing, "a"), told(wishing, "b")
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    assert send_waiting_mail() == 0
    first.refresh_from_db()
    assert (first.mailed_at, first.mail_error) == (None, "OSError: no route")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting_mail() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.mail_error, second.mail_error) == ("", "")
    assert first.mailed_at is not None


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (SMTPRecipientsRefused({"lam@chi-bo.example": (550, b"no such user")}), False),
        (SMTPRecipientsRefused({"lam@chi-bo.example": (450, b"later")}), True),
        (SMTPRecipientsRefused({"lam@chi-bo.example": (550, b"5.1.1 no such user")}), False),
        (SMTPRecipientsRefused({"lam@chi-bo.example": (550, b"5.1.8 sender address rejected")}), True),
        (SMTPRecipientsRefused({"lam@chi-bo.example": (550, b"5.7.1 relaying denied")}), True),
        (SMTPRecipientsRefused({"lam@chi-bo.example": (530, b"5.7.0 authenticate first")}), True),
        (SMTPDataError(554, b"5.7.1 not from this sender"), True),
        (SMTPDataError(451, b"later"), True),
    ],
)
def test_only_an_address_refused_for_good_is_not_tried_again(wishing, settings, monkeypatch, error, is_tried_again):
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    monkeypatch.setattr(Unwilling, "error", error)
    notice = told(wishing)
    assert send_waiting_mail() == 0
    notice.refresh_from_db()
    assert (notice.mailed_at, notice.mail_wanted) == (None, is_tried_again)
    assert notice.mail_error.startswith("SMTP")


def test_mail_two_days_old_is_left(wishing):
    notice = told(wishing)
    Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - dt.timedelta(days=3))
    assert send_waiting_mail() == 0
