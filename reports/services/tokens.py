"""Keys of the interface: made, taken back, and each day of their use written down."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import LOCAL_ZONE, add_months, day_of, format_date, today
from core.vietnamese import normalise
from reports.models import ApiToken
from reports.rules.scopes import SCOPES

SECRET_BYTES = 32
PREFIX = "scb_"
"""Tells those who find a key in a file what it opens."""
MOST_MONTHS = 12
USE_NOTED_EVERY = dt.timedelta(minutes=10)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    organisation: Organisation, *, name: str, scopes: Iterable[str], expires_on: dt.date, by: User
) -> tuple[ApiToken, str]:
    """Make a key that reads a unit and all below with the rights of whoever makes it; the key is returned this once."""
    name, chosen = normalise(name), sorted(set(scopes))
    if not name:
        raise DomainError(_("Hãy ghi máy hoặc phần mềm nào giữ khóa này."), field="name")
    if not chosen or not set(chosen) <= set(SCOPES):
        raise DomainError(_("Hãy chọn ít nhất một loại dữ liệu được đọc."), field="scopes")
    if not today() <= expires_on <= add_months(today(), MOST_MONTHS):
        raise DomainError(
            _("Khóa có hạn từ hôm nay đến chậm nhất %(day)s; hết hạn thì tạo khóa mới.")
            % {"day": format_date(add_months(today(), MOST_MONTHS))},
            field="expires_on",
        )
    secret = f"{PREFIX}{secrets.token_urlsafe(SECRET_BYTES)}"
    token = ApiToken.objects.create(
        user=by,
        organisation=organisation,
        name=name,
        digest=digest_of(secret),
        hint=secret[-4:],
        scopes=chosen,
        created_by=by,
        expires_on=expires_on,
    )
    changes = {"scopes": [None, ", ".join(chosen)], "expires_on": [None, expires_on.isoformat()]}
    record("reports.token_created", token, by=by, organisation=organisation, changes=changes)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """Take a key back at once."""
    token = ApiToken.objects.select_for_update().select_related("organisation").get(pk=token.pk)
    if token.revoked_at is not None:
        raise DomainError(_("Khóa này đã được thu hồi rồi."))
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    record("reports.token_revoked", token, by=by, organisation=token.organisation)


def note_use(token: ApiToken) -> None:
    """When the key was last used, to ten minutes; the first use of a day has a line in the audit trail."""
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < USE_NOTED_EVERY:
        return
    day = dt.datetime.combine(day_of(now), dt.time(), LOCAL_ZONE)
    with transaction.atomic():
        first = Q(last_used_at=None) | Q(last_used_at__lt=day)
        if ApiToken.objects.filter(first, pk=token.pk).update(last_used_at=now):
            record("reports.token_used", token, by=token.user, organisation=token.organisation)
        else:
            ApiToken.objects.filter(pk=token.pk, last_used_at__lt=now).update(last_used_at=now)
