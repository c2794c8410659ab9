"""Notices by e-mail, for those who wish it. What could not go stays, with its error, and is tried again."""

from __future__ import annotations

import datetime as dt
import logging
import re
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from reports.models import Notice

log = logging.getLogger(__name__)
AT_ONCE = 500
TRIED_FOR = dt.timedelta(days=2)
"""After that the notice is read in the system, or not at all."""
NO_SUCH_MAILBOX = (550, 551, 553)
"""What a server answers to an address that it does not have (RFC 5321 4.2.3)."""
NOT_OF_THE_ADDRESS = re.compile(rb"5\.(?:1\.[078]|[3-7]\.)")
"""Who sends, the way or a rule is at fault (RFC 3463 3): many servers say so only when they hear the recipient."""
ERROR = Notice._meta.get_field("mail_error").max_length or 0
SUBJECTS = {
    Notice.Sort.REMINDER: "Sổ chi bộ: nhắc hạn",
    Notice.Sort.ESCALATION: "Sổ chi bộ: việc chậm ở đơn vị",
    Notice.Sort.PAPER: "Sổ chi bộ: văn bản đồng chí yêu cầu",
}


def send_waiting_mail() -> int:
    """Send what waits, the oldest first; returns how many went. Nothing goes twice: each is claimed before it is sent.

    An address that is refused is not tried again; a server that does not answer, or refuses who sends, ends the round.
    """
    if not settings.MAIL_IS_SENT:
        return 0
    since = timezone.now() - TRIED_FOR
    rows = Notice.objects.filter(mail_wanted=True, mailed_at=None, created_at__gte=since).select_related("user")
    waiting = list(rows.order_by("pk")[:AT_ONCE])
    if not waiting:
        return 0
    server, sent = get_connection(), 0
    try:
        server.open()
        for notice in waiting:
            sent += _send(notice, server)
    except OSError as error:
        log.warning("mail: the server does not take mail: %s", error)
        _keep_error(waiting, error)
    finally:
        server.close()
    return sent


def _keep_error(notices: list[Notice], error: OSError) -> None:
    """Written at the first that did not go: it says what holds up all of them."""
    rows = Notice.objects.filter(pk__in=[row.pk for row in notices], mail_wanted=True, mailed_at=None)
    first = rows.order_by("pk").first()
    if first is not None:
        Notice.objects.filter(pk=first.pk).update(mail_error=_words(error))


def _send(notice: Notice, server: BaseEmailBackend) -> bool:
    """One mail. What is wrong with this one alone is written down; what holds up all of them is raised."""
    user = notice.user
    if not (user.wants_mail and user.email and user.is_active):
        Notice.objects.filter(pk=notice.pk).update(mail_wanted=False)
        return False
    claimed = Notice.objects.filter(pk=notice.pk, mail_wanted=True, mailed_at=None)
    if not claimed.update(mailed_at=timezone.now()):
        return False
    mine = Notice.objects.filter(pk=notice.pk)
    message = EmailMessage(
        SUBJECTS[Notice.Sort(notice.sort)],
        body_of(notice),
        to=[user.email],
        headers={"Message-ID": _number_of(notice)},
        connection=server,
    )
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
        mine.update(mailed_at=None, mail_wanted=not _is_final(error), mail_error=_words(error))
        return False
    except OSError:
        mine.update(mailed_at=None)
        raise
    mine.update(mail_error="")
    return True


def _number_of(notice: Notice) -> str:
    """The same for each try: a server that took a mail and broke off before it said so is sent the same one again."""
    site = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<nhac-viec-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S}@{site}>"


def body_of(notice: Notice) -> str:
    """The words of a notice as plain text, with the way to the page."""
    lines = [notice.text, f"Mở trang: {settings.SITE_URL}{notice.url}" if notice.url else ""]
    account = f"{settings.SITE_URL}{reverse('reports:my_account')}"
    ends = f"Đồng chí nhận thư này vì đã chọn nhận nhắc việc qua thư. Tắt tại: {account}"
    return "\n\n".join([*filter(None, lines), ends]) + "\n"


def _is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the address, and nothing else, is refused for good."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code in NO_SUCH_MAILBOX and not NOT_OF_THE_ADDRESS.match(said) for code, said in error.recipients.values()
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR]
