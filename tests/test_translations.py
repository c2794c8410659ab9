"""Every sentence that a user can see has an English one; what is stored stays Vietnamese; Django's words are ours."""

import ast
import html
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.audit import record
from accounts.models import AuditEvent
from cells.models import Office
from cells.services.seats import give_seat
from meetings.documents import minutes_of
from meetings.models import MeetingKind
from meetings.rules.agenda import usual_agenda
from reports.models import Document
from tests.factories import make_meeting, make_member

ROOT = Path(__file__).parent.parent
APPS = ("core", "accounts", "cells", "meetings", "evaluations", "reports", "demo", "config")
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
VIETNAMESE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"

LETTERS = re.compile(r"[àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
"""Letters that Vietnamese has and English has not."""
VIETNAMESE_TERMS = (
    *("Sổ chi bộ", "Quy định 366", "15-QĐ/ĐU", "Dự thảo", "không", "Chi bộ"),
    *("QĐ/TW", "QĐ 85", "KH/ĐU", "TB/ĐU", "KH/TU", "“ư”", "“Lỗi”", "Không (none)", "“Không”", "Nguyễn Văn An"),
    *("22-QĐ/ĐU", "31-QĐ/ĐU", "Vân Trục"),
    *("Tổ đảng số", "Thông báo số", "Kế hoạch số", "Quyết định số", "thôn Tân Lập", "thôn Song Vân"),
    *("MẬT, TỐI MẬT", "TUYỆT MẬT", "NQ/ĐU", "lắp đèn đường", "đèn đường", "Phú Thọ", "Tốt, Khá", "Khá", "Kém"),
    *("“Tiêu chí”", "“Điểm tối đa”", "“Nhóm”", "“chấm tay”", "“Cách chấm”", "“Dân vận khéo”", "“Đọc bài viết”"),
    *("Nam", "Nữ", "Họ và tên", "Ngày sinh", "Ngày vào Đảng", "Số thẻ đảng viên", "Số CCCD"),
)
"""What an English sentence quotes: names of documents, heads of lists, words that go into the minutes."""

STYLE_GUIDE = "ui/style_guide"
NOT_TRANSLATED = {
    "cells/forms/switching.py": "an example of what is typed",
    "cells/forms/yearly.py": "the sign of the currency",
    "cells/queries/rights.py": "names a paper as the audit trail does",
    "cells/queries/statistics/__init__.py": "heads of an official form",
    "cells/queries/statistics/counting.py": "heads of an official form",
    "cells/queries/switching.py": "names of units",
    "cells/queries/training.py": "a pattern of names",
    "cells/services/exports.py": "names a line of the audit trail",
    "cells/services/organisations/switching.py": "names of units",
    "cells/services/training.py": "roles as papers keep them",
    "core/forms.py": "a pattern of times",
    "core/views.py": "the page for those who build pages, served under DEBUG alone",
    "evaluations/queries/appraisal.py": "remarks of a report on paper",
    "evaluations/queries/awards.py": "names of committees, as papers keep them",
    "evaluations/queries/cap_scenarios.py": "a reason kept with the decision",
    "evaluations/queries/proposals.py": "kept with the trace of a decision",
    "evaluations/queries/sources/life.py": "kept with the trace of a decision",
    "evaluations/queries/subjects.py": "kept with the trace of a decision",
    "evaluations/services/ballots.py": "the usual name of a ballot, printed on it",
    "evaluations/services/cap_scenarios.py": "the kept name of a what-if",
    "evaluations/services/computations.py": "names a line of the audit trail",
    "evaluations/services/local_regulations.py": "kept with an issued regulation",
    "evaluations/services/postponing.py": "a note of the audit trail",
    "evaluations/services/subjects.py": "names a line of the audit trail",
    "evaluations/queries/regulations.py": "names of documents",
    "evaluations/queries/summary.py": "names of documents",
    "evaluations/services/periods.py": "names a line of the audit trail",
    "meetings/forms/attendance.py": "reasons that go into the minutes",
    "meetings/models/issued.py": "symbols of documents",
    "meetings/queries/closing.py": "a sentence for the minutes",
    "meetings/queries/notices.py": "text to paste into a message",
    "meetings/queries/tasks.py": "kept with the progress of a task",
    "meetings/services/lines.py": "lines for the minutes",
    "meetings/services/papers.py": "the kept name of a paper",
    "meetings/services/task_export.py": "heads of a list that offices keep",
    "meetings/services/thematic.py": "names a line of the audit trail",
    "meetings/views/tasks.py": "the name of a file",
    "meetings/services/votes.py": "a pattern of names",
    "evaluations/queries/record_list.py": "lines of an official list",
    "evaluations/queries/year_checks.py": "lines of an official form",
    "evaluations/queries/year_paper.py": "offices as papers name them",
    "evaluations/queries/year_people.py": "lines of an official form",
    "evaluations/queries/year_remarks.py": "sentences below an official form",
    "evaluations/queries/year_report.py": "sentences of a report on paper",
    "evaluations/queries/year_tables.py": "lines of an official form",
    "meetings/queries/attendance_year.py": "marks of a table on paper",
    "reports/queries/reminders/of_keys.py": "text to paste into a message",
    "reports/queries/reminders/of_meetings.py": "text to paste into a message",
    "reports/queries/reminders/of_people.py": "text to paste into a message",
    "reports/queries/reminders/of_promises.py": "text to paste into a message",
    "reports/queries/reminders/of_the_year.py": "text to paste into a message",
    "reports/queries/reminders/of_work.py": "text to paste into a message",
    "reports/services/mails.py": "the text of a mail",
    "reports/services/part_files.py": "the name of a file",
    "reports/services/reminders.py": "text to paste into a message",
    "reports/views/api/__init__.py": "the description of the interface, for those who connect",
    "reports/views/api/evaluations.py": "the description of the interface",
    "reports/views/api/meetings.py": "the description of the interface",
    "reports/views/api/members.py": "the description of the interface",
    "reports/views/api/pages.py": "the description of the interface",
    "reports/views/api/statistics.py": "the description of the interface",
    "reports/views/api/units.py": "the description of the interface",
}
"""Modules of pages and deeds with Vietnamese outside gettext, and why."""
STRICT = {"forms", "views", "queries", "services", "models", "access", "context", "workflow"}
"""Folders and modules where any Vietnamese outside gettext is a mistake."""
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SPEAKS_TO_USERS = {"DomainError", "InputError", "ValidationError", "error", "warning", "success", "info", "Warning"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The catalogue as `make messages` would make it now, made in a copy: collecting leaves files beside templates."""
    copy = tmp_path_factory.mktemp("messages")
    for name in (*APPS, "templates", "static/js", "locale"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-wrap", "--add-location", "file"]
    environment = os.environ | {"VAR_DIR": str(copy / "var")}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return polib.pofile(str(copy / ENGLISH.relative_to(ROOT)))


def used(catalogue):
    return [entry for entry in catalogue if not entry.obsolete]


def texts(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def listed(what, lines):
    return "\n  ".join([what, *lines])


def test_catalogue_is_not_almost_empty(collected):
    assert len(used(collected)) > 1000


def test_every_sentence_has_an_english_translation(collected):
    missing = [f"{entry.occurrences[0][0]}: {entry.msgid}" for entry in used(collected) if not entry.translated()]
    assert not missing, listed(
        "Run `make messages`, then write the English in locale/en/LC_MESSAGES/django.po:", missing
    )


@pytest.mark.parametrize("path", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_catalogue_keeps_placeholders_and_markup(path):
    broken = []
    for entry in used(polib.pofile(str(path))):
        assert "fuzzy" not in entry.flags, entry.msgid
        broken += [entry.msgid for text in texts(entry) if marks(text) != marks(entry.msgid)]
    assert not broken, listed("Placeholders or tags differ:", broken)


def marks(text):
    found = re.findall(r"%%|%\(\w+\)[srd]|%[srd]|\{\w+\}|</?\w[^>]*>", text)
    return [*sorted(found), text[:1].isspace(), text[-1:].isspace()]


@pytest.mark.parametrize("path", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_catalogue_is_well_formed(path):
    program = shutil.which("msgfmt")
    assert program, "`make test` installs gettext"
    done = subprocess.run([program, "--check", "--output-file", os.devnull, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_english_sentences_hold_no_vietnamese_but_quoted_terms():
    mixed = []
    for entry in used(polib.pofile(str(ENGLISH))):
        for text in texts(entry):
            for term in VIETNAMESE_TERMS:
                text = text.replace(term, "")
            if LETTERS.search(text):
                mixed.append(text)
    assert not mixed, listed("Vietnamese in English sentences:", mixed)


# --- Nothing is left unwrapped ---


def test_templates_have_every_word_inside_a_translation():
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = str(path.relative_to(ROOT / "templates"))
        if "pdf/" not in name and name not in ("500.html", "base_pdf.html") and not name.startswith(STYLE_GUIDE):
            found += [f"{name}: {line.strip()[:120]}" for line in bare_lines(path.read_text())]
    assert not found, listed("Put these words into translate or blocktranslate:", found)


def bare_lines(text):
    """The lines with Vietnamese that is neither translated, nor a comment, nor compared with, nor marked as such."""
    for pattern in (
        r"\{#.*?#\}",
        r"\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}",
        r"\{%\s*translate\b.*?%\}",
        r"_\((\"[^\"]*\"|'[^']*')\)",
        r"\{%\s*(?:el)?if\b.*?%\}",
        r"<(\w+)[^>]*\blang=\"vi\"[^>]*>.*?</\1>",
    ):
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return [line for line in text.splitlines() if LETTERS.search(line)]


def test_bare_words_in_a_template_are_found():
    assert bare_lines('<p title="Họ tên">{% translate "Họ tên" %}</p>\n{# Họ tên #}') == ['<p title="Họ tên"> </p>']
    assert bare_lines('{% include "x.html" with label="Họ tên" %}') != []
    assert bare_lines("{{ day|default:_('nay') }} {% if unit != 'có' %}{% endif %}") == []


def test_python_has_every_word_for_users_inside_gettext():
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            parts = set(path.relative_to(ROOT).with_suffix("").parts)
            if parts & {"migrations", "management", "demo"} or name == "core/views.py":
                continue
            strict = bool(parts & STRICT) and name not in NOT_TRANSLATED
            found += [f"{name}:{line}: {text}" for line, text in bare_strings(path.read_text(), strict=strict)]
    assert not found, listed("Put these sentences into _(), or say in NOT_TRANSLATED why not:", found)


def bare_strings(source, *, strict):
    """Vietnamese outside gettext: in sentences raised or shown, and (`strict`) anywhere but in docstrings."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    wrapped = {id(part) for call in calls if called(call) in GETTEXT for part in ast.walk(call)}
    wrapped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    scope = [tree] if strict else [call for call in calls if called(call) in SPEAKS_TO_USERS]
    strings = {
        (node.lineno, node.value)
        for part in scope
        for node in ast.walk(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in wrapped
    }
    bare = {(line, text) for line, text in strings if LETTERS.search(text)}
    # An f-string is filled in before gettext sees it, so no catalogue can hold it.
    filled = {
        (call.lineno, "f-string")
        for call in calls
        if called(call) in GETTEXT and any(isinstance(argument, ast.JoinedStr) for argument in call.args)
    }
    return sorted(bare | filled)


def called(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def test_bare_words_in_python_are_found():
    assert bare_strings('raise DomainError("Hãy chọn.")', strict=False) == [(1, "Hãy chọn.")]
    assert bare_strings('messages.success(request, _("Đã lưu."))', strict=False) == []
    assert bare_strings('_(f"Đã lưu {name}")', strict=False) == [(1, "f-string")]
    assert bare_strings('"""Điều lệ."""\nTEXT = "Đã lưu"', strict=True) == [(2, "Đã lưu")]


# --- Django's own words ---


class Numbers(dict):
    """A value for every placeholder; a plural message shows nothing without its number."""

    def __missing__(self, name):
        return 2


def form_classes():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "forms" in path.relative_to(ROOT).with_suffix("").parts:
                import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    waiting, found = [forms.BaseForm], set()
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found |= {form for form in below if form.__module__.split(".")[0] in APPS}
    return sorted(found, key=lambda form: form.__qualname__)


@pytest.mark.parametrize("form", form_classes(), ids=lambda form: form.__name__)
def test_what_django_says_about_a_field_is_vietnamese(form):
    english = []
    with override("vi"):
        for name, field in form.base_fields.items():
            said = list(field.error_messages.values())
            for check in field.validators:
                said += check.messages.values() if hasattr(check, "messages") else [check.message]
            sentences = [str(text % Numbers()) for text in said]
            english += [f"{name}: {text}" for text in sentences if not LETTERS.search(text)]
    assert english == []


def test_own_vietnamese_names_only_messages_that_there_are():
    """A sentence that a new Django words otherwise must not stay behind unnoticed."""
    import axes
    import django

    packages = Path(django.__file__).parent, Path(axes.__file__).parent
    catalogues = [
        packages[0] / "conf/locale/en/LC_MESSAGES/django.po",
        packages[0] / "contrib/auth/locale/en/LC_MESSAGES/django.po",
        packages[1] / "locale/de/LC_MESSAGES/django.po",
    ]
    known = {entry.msgid for path in catalogues for entry in polib.pofile(str(path))}
    assert [entry.msgid for entry in polib.pofile(str(VIETNAMESE)) if entry.msgid not in known] == []


# --- What people see, and what is stored ---


def in_english(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    return client


@pytest.mark.django_db
def test_page_is_vietnamese_until_someone_chooses_english(client_of, cast):
    client = client_of(cast.secretary)
    page = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="vi">' in page
    assert "Trang chủ" in page
    page = html.unescape(in_english(client).get("/").content.decode())
    assert '<html lang="en">' in page
    assert "Home" in page
    assert "Trang chủ" not in page


@pytest.mark.django_db
def test_audit_line_written_on_an_english_page_is_vietnamese(commune, cast):
    cell = commune.cells[0]
    meeting, member = make_meeting(cell), make_member(cell, "Nguyễn Thị Bền")
    seat = {"organisation": cell, "office": Office.COMMITTEE_MEMBER, "valid_from": meeting.held_on}
    with override("en"):
        record("meetings.meeting_planned", meeting, by=cast.secretary, organisation=cell)
        give_seat(member, **seat, by=cast.commune)
    labels = list(AuditEvent.objects.order_by("pk").values_list("thing_label", flat=True)[:2])
    assert labels == ["sinh hoạt thường kỳ tháng 10/2026", f"Nguyễn Thị Bền: Chi ủy viên, {cell}"]


@pytest.mark.django_db
def test_minutes_and_usual_agenda_are_vietnamese_on_an_english_page(commune):
    meeting = make_meeting(commune.cells[0])
    expected = minutes_of(meeting)
    with override("en"):
        assert minutes_of(meeting) == expected
        assert all(LETTERS.search(title) for kind in MeetingKind for _kind, title in usual_agenda(kind))


@pytest.mark.django_db
def test_step_and_fault_of_a_paper_are_kept_in_vietnamese_and_shown_in_english(client_of, commune, cast):
    meeting = make_meeting(commune.cells[0])
    paper = Document.objects.create(
        kind="minutes",
        subject_id=meeting.pk,
        organisation=meeting.cell,
        title="Biên bản",
        is_final=False,
        parts_total=3,
        requested_by=cast.secretary,
        state=Document.State.RUNNING,
        started_at=timezone.now(),
        step="dàn trang",
    )
    client, address = in_english(client_of(cast.secretary)), reverse("reports:document_progress", args=[paper.pk])
    assert "laying out the pages" in client.get(address).content.decode()
    fault = "Có lỗi của chương trình khi làm văn bản; hãy thử lại hoặc báo quản trị."
    Document.objects.filter(pk=paper.pk).update(state=Document.State.FAILED, error=fault, finished_at=timezone.now())
    assert "The program failed while making the document" in client.get(address).content.decode()
