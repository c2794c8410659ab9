"""The stand on which the other tests are made."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_celery_worker_answers_from_a_process_of_its_own(celery_worker: None) -> None:
    (answer,) = app.control.inspect(limit=1, timeout=10).ping().values()
    assert answer == {"ok": "pong"}


def test_page_of_the_live_server_finds_database_and_redis(page: "Page") -> None:
    answer = page.goto("/suc-khoe/")
    assert answer is not None
    assert answer.json() == {"database": True, "redis": True}


@pytest.mark.django_db
def test_run_has_a_database_and_a_folder_of_its_own() -> None:
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_chi_bo_")
    assert settings.MEDIA_ROOT.is_relative_to(settings.VAR_DIR)
    assert not settings.VAR_DIR.is_relative_to(Path(settings.BASE_DIR))
