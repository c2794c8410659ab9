"""What docs/architecture.md promises and no linter checks."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent
APPS = ("core", "accounts", "cells", "meetings", "evaluations", "reports", "demo", "config")
PYTHON = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts and "__pycache__" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "managers.py", "mixins.py", "signals.py"}


def urls(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from urls(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and namespace:
            yield namespace, entry.name, entry.callback


def test_url_name_is_view_name_and_its_page_is_the_template_of_that_name():
    for namespace, name, view in urls():
        assert view.__name__ == name, f"{namespace}:{name} is served by {view.__name__}"
        assert view.__module__.startswith(f"{namespace}.views"), f"{namespace}:{name} lives in {view.__module__}"


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in PYTHON if path.name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_keeps_its_budget(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 400, "split by subject"
    is_view = "views" in path.parts or path.name == "views.py"
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[bool(ast.get_docstring(node)) and len(node.body) > 1]
            length = (node.end_lineno or node.lineno) - first.lineno + 1
            assert length <= (25 if is_view else 40), f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_no_inline_script_style_or_foreign_host(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    if "pdf" in path.parts or path.name.startswith("base_pdf"):
        return
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), "inline style or handler"
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), "another host"


@cache
def _calls(path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


WRITES = {"save", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
MAY_WRITE = re.compile(r"(^|/)(services|tasks)(/|\.py$)|^demo/|^core/|^accounts/audit\.py$")


def test_only_services_write():
    culprits = [
        f"{path.relative_to(ROOT)}:{call.lineno} .{call.func.attr}()"
        for path in PYTHON
        if not MAY_WRITE.search(path.relative_to(ROOT).as_posix())
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and _is_a_row(call.func)
    ]
    assert culprits == []


def _is_a_row(function):
    """``thing.save()``, or ``Model.objects.….update()``; the ``update`` of a dict or a hash is no write."""
    return function.attr == "save" or "objects" in ast.unparse(function.value)


def test_a_moment_counts_by_its_day_in_viet_nam():
    """``core.periods.day_of``: what comes from the database is in UTC, where the day begins at seven in the morning."""
    culprits = [
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)}"
        for path in PYTHON
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute)
        if call.func.attr == "date" and ast.unparse(call).endswith("_at.date()")
    ]
    assert culprits == []
