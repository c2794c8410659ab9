import pytest
from django.core.cache import caches
from pytest_django.fixtures import Settings

from tests.reports.part_queue import queue, unit

__all__ = ["queue", "unit"]


@pytest.fixture
def counted_alone(settings: Settings) -> None:
    """How often a machine asked is counted without Redis, each test for itself."""
    place = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counted-alone"}
    settings.CACHES = {"default": place, "shared": place}
    caches["shared"].clear()
