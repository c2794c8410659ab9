"""How often a machine may ask: counted in Redis for all web processes together."""

from __future__ import annotations

import logging
import time

from django.core.cache import caches
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def seconds_to_wait(name: str, *, limit: int, seconds: int) -> int:
    """0 while ``name`` asked at most ``limit`` times in the present stretch of ``seconds``; else until its end.

    Without Redis nobody is held up: it guards against haste, not against strangers.
    """
    now = int(time.time())
    key = f"throttle:{name}:{now // seconds}"
    try:
        store = caches["shared"]
        store.add(key, 0, timeout=seconds)
        count = store.incr(key)
    except (RedisError, OSError, ValueError) as error:
        log.warning("throttle: not counted: %s", error)
        return 0
    return 0 if count <= limit else seconds - now % seconds
