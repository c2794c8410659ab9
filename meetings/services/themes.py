"""What a committee puts over a year: the theme, its key tasks and breakthroughs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from meetings.models import KeyTask, YearTheme
from meetings.services.writing import line_of_text

FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def set_year_theme(organisation: Organisation, *, year: int, title: str, by: User, document: str = "") -> YearTheme:
    """Write the theme of a year, or change it; the same again changes nothing. Refused: no words, no such year."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    title = line_of_text(title, field="title", limit=300, missing=_("Hãy ghi chủ đề năm."))
    document = line_of_text(document, field="document", limit=200)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError(
            _("Năm phải từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}, field="year"
        )
    theme = YearTheme.objects.filter(organisation=organisation, year=year).first()
    before = {"title": theme.title, "document": theme.document} if theme else {"title": None, "document": None}
    after = {"title": title, "document": document}
    if theme is not None and before == after:
        return theme
    theme, _created = YearTheme.objects.update_or_create(organisation=organisation, year=year, defaults=after)
    changes: dict[str, Any] = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record("meetings.theme_set", theme, by=by, organisation=organisation, label=_label(theme), changes=changes)
    return theme


@transaction.atomic
def add_key_task(theme: YearTheme, *, kind: str, text: str, by: User) -> KeyTask:
    """A further key task or breakthrough, put last; the one that is there is given back."""
    locked = YearTheme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=theme.pk)
    kind, text = _clean(kind, text)
    there = locked.key_tasks.filter(is_removed=False)
    same = there.filter(kind=kind, text=text).first()
    if same is not None:
        return same
    last = locked.key_tasks.order_by("order").last()
    row = KeyTask.objects.create(theme=locked, kind=kind, text=text, order=last.order + 1 if last else 1)
    changes = {"kind": [None, kind], "text": [None, text]}
    record("meetings.key_task_added", row, by=by, organisation=locked.organisation, changes=changes)
    return row


@transaction.atomic
def change_key_task(key_task: KeyTask, *, kind: str, text: str, by: User) -> bool:
    """Other words or the other kind; False when they are so already. Tasks that serve it go on doing so."""
    locked = _lock(key_task)
    kind, text = _clean(kind, text)
    after = {"kind": kind, "text": text}
    changes = {name: [getattr(locked, name), value] for name, value in after.items() if getattr(locked, name) != value}
    if not changes:
        return False
    if locked.theme.key_tasks.filter(is_removed=False, **after).exclude(pk=locked.pk).exists():
        raise DomainError(_("Năm này đã có mục ghi đúng như vậy."), field="text")
    KeyTask.objects.filter(pk=locked.pk).update(**after)
    record("meetings.key_task_changed", locked, by=by, organisation=locked.theme.organisation, changes=changes)
    return True


@transaction.atomic
def remove_key_task(key_task: KeyTask, *, by: User) -> bool:
    """Take a key task out: it is not offered any more, tasks that serve it keep saying so. False when it was out."""
    YearTheme.objects.select_for_update().get(pk=key_task.theme_id)
    if not KeyTask.objects.filter(pk=key_task.pk, is_removed=False).update(is_removed=True):
        return False
    record("meetings.key_task_removed", key_task, by=by, organisation=key_task.theme.organisation)
    return True


@transaction.atomic
def move_key_task(key_task: KeyTask, *, up: bool, by: User) -> bool:
    """Put a key task before the one above it, or after the one below, of its kind; False at the end of the list."""
    locked = _lock(key_task)
    rows = list(locked.theme.key_tasks.filter(is_removed=False, kind=locked.kind).order_by("order", "pk"))
    place = [row.pk for row in rows].index(locked.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, 1):
        KeyTask.objects.filter(pk=row.pk).update(order=order)
    changes = {"order": [place + 1, other + 1]}
    record("meetings.key_task_changed", locked, by=by, organisation=locked.theme.organisation, changes=changes)
    return True


def _lock(key_task: KeyTask) -> KeyTask:
    YearTheme.objects.select_for_update().get(pk=key_task.theme_id)
    locked = KeyTask.objects.select_related("theme__organisation").get(pk=key_task.pk)
    if locked.is_removed:
        raise DomainError(_("Mục này đã được bỏ. Hãy tải lại trang."))
    return locked


def _clean(kind: str, text: str) -> tuple[str, str]:
    if kind not in KeyTask.Kind.values:
        raise DomainError(_("Hãy chọn: nhiệm vụ trọng tâm hay khâu đột phá."), field="kind")
    return kind, line_of_text(text, field="text", limit=500, missing=_("Hãy ghi nội dung."))


def _label(theme: YearTheme) -> str:
    with override("vi"):
        return _("Chủ đề năm %(year)s") % {"year": theme.year}
