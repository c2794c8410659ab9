"""How often one address may try codes that do not exist. Counted in Redis, so that all processes count together."""

from __future__ import annotations

from contextlib import suppress

from django.core.cache import caches
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core.errors import DomainError

MOST = 60
MINUTES = 10


def refuse_too_many(address: str) -> None:
    """Raise DomainError once the address tried ``MOST`` wrong codes in ``MINUTES`` minutes."""
    with suppress(RedisError):
        if caches["shared"].get(_key(address), 0) >= MOST:
            raise DomainError(
                _("Từ địa chỉ mạng này đã có quá nhiều mã sai; đồng chí hãy thử lại sau %(minutes)s phút.")
                % {"minutes": MINUTES}
            )


def note_wrong_code(address: str) -> None:
    """One more that does not exist. Without Redis nothing is counted: a code has 100 bits all the same."""
    with suppress(RedisError, ValueError):
        if not caches["shared"].add(_key(address), 1, MINUTES * 60):
            caches["shared"].incr(_key(address))


def _key(address: str) -> str:
    return f"wrong-codes:{address}"
