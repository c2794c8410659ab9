"""The same data give the same bytes: in another process, on another day, by another user with fonts of his own."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from fontTools.ttLib import TTFont

from core.pdf import FONTS
from evaluations.services.decisions import decide_evaluation
from evaluations.services.process import review_evaluation
from reports.models import BOOK_FORM, DOSSIER_FORM, Document
from reports.services import keep_asked, request_document, retry_document
from tests.cast import TODAY
from tests.evaluations.conftest import DAY, of, period, sent
from tests.reports.papers import make_approved_meeting

__all__ = ["of", "period", "sent"]

ANOTHER_DAY = "2027-02-11"
SOURCES = ("accounts", "cells", "config", "core", "demo", "evaluations", "meetings", "reports", "templates", "tests")


@pytest.fixture
def subjects(transactional_db, commune, cast, sent, monkeypatch):
    """Kinds of papers with what they are about: those that carry a day of their own, those that carry today's."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deed: None)
    meeting = make_approved_meeting(commune, cast)
    evaluation = sent(cast.member)
    review_evaluation(evaluation, by=cast.officer, level="good")
    decision = decide_evaluation(evaluation, by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU")
    cell, first, last = commune.cells[0], dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    dossier = keep_asked(DOSSIER_FORM, cell, first=first, last=last, by=cast.commune)
    book = keep_asked(BOOK_FORM, cell, first=first, last=last, by=cast.secretary)
    dated = [("minutes", meeting), ("minutes_word", meeting)]
    dated += [(kind, decision) for kind in ("decision", "decision_word", "decision_xlsx")]
    return dated, [("dossier", dossier), ("dossier_zip", dossier), ("book", book), ("register_xlsx", cell)]


@pytest.fixture
def foreign_home(tmp_path):
    """A home with a font of the same name as ours, twice as wide, and rules for all fonts."""
    home = tmp_path / "home"
    for folder in (home / ".fonts", home / ".local/share/fonts", home / ".config/fontconfig"):
        folder.mkdir(parents=True)
    for path in FONTS.values():
        with TTFont(path) as font:
            for name, (width, bearing) in font["hmtx"].metrics.items():
                font["hmtx"].metrics[name] = (width * 2, bearing)
            font.save(home / ".fonts" / path.name)
        shutil.copy(home / ".fonts" / path.name, home / ".local/share/fonts")
    rules = '<match target="pattern"><edit name="embolden" mode="assign"><bool>true</bool></edit></match>'
    (home / ".config/fontconfig/fonts.conf").write_text(f"<fontconfig>{rules}</fontconfig>")
    return home


@pytest.fixture
def elsewhere(tmp_path):
    """The program in another folder."""
    root = tmp_path / "noi khac"
    for name in (*SOURCES, "locale"):
        shutil.copytree(settings.BASE_DIR / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.po"))
    shutil.copytree(next(iter(FONTS.values())).parent, root / "static/fonts/liberation-serif")
    return root


def made(subjects, by, day: str, root: Path, **environment: str) -> list[str]:
    """SHA-256 of each, made in a process of its own."""
    documents = [request_document(subject, kind=kind, by=by) for kind, subject in subjects]
    rows = printed(documents, day, root, **environment)
    assert [(state, error) for state, _sha256, error in rows] == [("done", "")] * len(documents)
    # The same final paper is not made twice.
    Document.objects.filter(is_final=True).update(state="failed", error="thử lại")
    return [f"{kind} {sha256}" for (kind, _subject), (_state, sha256, _error) in zip(subjects, rows, strict=True)]


def printed(documents, day: str, root: Path, **environment: str) -> list[list[str]]:
    """State, SHA-256 and error of each."""
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.reports.print_apart", day, *(str(document.pk) for document in documents)],
        cwd=root,
        env=os.environ | {"DATABASE_URL": database} | environment,
        umask=0o077 if environment else -1,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_same_data_give_the_same_bytes_to_another_user_in_another_place(
    subjects, cast, foreign_home, elsewhere, tmp_path
):
    dated, drafts = subjects
    foreign = {
        "HOME": str(foreign_home),
        "TZ": "America/New_York",
        "LANG": "C",
        "LC_ALL": "C",
        "PANGO_LANGUAGE": "ja",
        "PYTHONHASHSEED": "7",
        "TMPDIR": str(tmp_path),
        "VAR_DIR": str(tmp_path / "var"),
        "DOCUMENTS_DIR": str(tmp_path / "giay to"),
    }
    here = made([*dated, *drafts], cast.commune, f"{TODAY}", settings.BASE_DIR)
    there = made(drafts, cast.commune, f"{TODAY}", elsewhere, **foreign)
    later = made(dated, cast.commune, ANOTHER_DAY, elsewhere, **foreign)
    assert [*later, *there] == here


def test_machine_without_any_font_prints_the_same(subjects, cast, tmp_path):
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>")
    (minutes, *_rest), _drafts = subjects
    here = made([minutes], cast.commune, f"{TODAY}", settings.BASE_DIR)
    bare = {"FONTCONFIG_FILE": str(tmp_path / "none.conf"), "HOME": str(tmp_path)}
    assert made([minutes], cast.commune, f"{TODAY}", settings.BASE_DIR, **bare) == here


def test_machine_without_a_shipped_font_says_which_and_goes_on_once_it_is_there(subjects, cast, elsewhere):
    (minutes, *_rest), _drafts = subjects
    bold = elsewhere / "static/fonts/liberation-serif/LiberationSerif-Bold.ttf"
    content = bold.read_bytes()
    bold.unlink()
    document = request_document(minutes[1], kind=minutes[0], by=cast.secretary)
    ((state, _sha256, error),) = printed([document], f"{TODAY}", elsewhere)
    assert (state, error.partition(" trong ")[0]) == ("failed", "Thiếu tệp phông chữ LiberationSerif-Bold.ttf")
    bold.write_bytes(content)
    document.refresh_from_db()
    again = retry_document(document, by=cast.secretary)
    ((state, _sha256, error),) = printed([again], f"{TODAY}", elsewhere)
    assert (state, error) == ("done", "")
