"""How a machine shows its key: 401 without a good one, 403 outside its scopes, 429 in haste."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer

from core.throttle import seconds_to_wait
from reports.access.tokens import Reader, reader_of
from reports.services.tokens import digest_of, note_use

log = logging.getLogger(__name__)
ASKS_A_MINUTE = 120


class Key(HttpBearer):
    """``Authorization: Bearer <khóa>``; ``scope`` is what the key has to open, empty for any key."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Reader | None:
        """Who reads; None for a key that opens nothing."""
        reader = reader_of(digest_of(token))
        if reader is None:
            return None
        wait = seconds_to_wait(f"token:{reader.token.pk}", limit=ASKS_A_MINUTE, seconds=60)
        if wait:
            raise Throttled(wait)
        if self.scope and (self.scope not in reader.token.scopes or not reader.units):
            raise PermissionDenied
        note_use(reader.token)
        log.info("key %s reads %s", reader.token.pk, request.path)
        return reader
