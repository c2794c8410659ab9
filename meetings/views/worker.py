"""The script that opens the writing page where there is no network."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

SCRIPTS = (
    "js/minutes_store.js",
    "js/minutes_link.js",
    "js/minutes_versions.js",
    "js/minutes_units.js",
    "js/minutes_queue.js",
    "js/minutes_places.js",
    "js/minutes_votes.js",
    "js/minutes_deeds.js",
    "js/minutes_attendance.js",
    "js/minutes_offline.js",
    "js/minutes.js",
)
"""The scripts of the writing page, in their order."""
FILES = (
    "bootstrap/css/bootstrap.min.css",
    "css/app.css",
    "css/meetings.css",
    "css/minutes.css",
    "css/minutes_roll.css",
    "img/icons.svg",
    "img/mark.svg",
    "js/app.js",
    "js/kept.js",
    *SCRIPTS,
)
"""All that the writing page loads."""


@never_cache
@require_GET
def writing_worker(request: HttpRequest) -> HttpResponse:
    """The worker with the files that it keeps; its text changes with every file, so that browsers fetch it anew."""
    context = {"files": json.dumps([static(name) for name in FILES]), "version": _version()}
    return render(request, "meetings/writing_worker.js", context, content_type="text/javascript; charset=utf-8")


@cache
def _version() -> str:
    """What the files hold, as one short text; worked out once for each start of the server."""
    found = [finders.find(name) for name in FILES]
    contents = [Path(str(path)).read_bytes() for path in found if path]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:12]
