"""The audit trail as one user may read it, and its lines in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent, User
from cells.access import scope_of
from cells.forms import NUMBER_FIELDS
from cells.models import Office, ProfileEntry
from cells.rules.profile import codes_of
from core.periods import format_date
from evaluations.facts import SHORT_HEADS
from evaluations.models import CapMode, Evaluation, Level
from meetings.models import TaskReview

WORDS = {
    **SHORT_HEADS,
    **{str(subject.value): subject.label for subject in ProfileEntry.Subject},
    "agenda": _("Chương trình"),
    "cap_mode": _("Tỷ lệ xuất sắc tính trên"),
    "cap_rate": _("Tỷ lệ tối đa (%)"),
    "cell": _("Chi bộ"),
    "cells": _("Chi bộ"),
    "chair": _("Chủ trì"),
    "created": _("Mới"),
    "debtors": _("Còn nợ đảng phí"),
    "document": _("Văn bản"),
    "field": _("Số đã xem"),
    "guest": _("Khách dự"),
    "helper": _("Người giúp đỡ"),
    "introducer": _("Người giới thiệu"),
    "into": _("Nhập vào"),
    "last_day": _("Ngày cuối"),
    "level": _("Mức"),
    "meet_by_day": _("Hạn họp: ngày"),
    "members": _("Đảng viên"),
    "membership": _("Sinh hoạt tại chi bộ"),
    "moved": _("Chuyển chi bộ"),
    "note": _("Ghi chú"),
    "office": _("Chức vụ"),
    "on": _("Ngày"),
    "order": _("Thứ tự"),
    "outcome": _("Kết quả"),
    "owner": _("Giao cho"),
    "participants": _("Người dự"),
    "presenter": _("Người trình bày"),
    "regulation": _("Quy định"),
    "residence_cell": _("Chi bộ nơi cư trú"),
    "revision": _("Lần lưu"),
    "second_introducer": _("Người giới thiệu thứ hai"),
    "secretary": _("Thư ký"),
    "speaker": _("Người phát biểu"),
    "stage": _("Giai đoạn"),
    "status": _("Tình trạng"),
    "subject": _("Nhóm đối tượng"),
    "unchanged": _("Không đổi"),
    "updated": _("Sửa"),
    "user": _("Tài khoản"),
    "username": _("Tên đăng nhập"),
    "valid_from": _("Từ ngày"),
    "valid_to": _("Đến hết ngày"),
    "vote": _("Tán thành"),
    "weaknesses": _("Hạn chế"),
}
"""What changed, where the field of the thing has no words of its own."""
VALUES: dict[str, dict[str, Any]] = {
    "cap_mode": dict(CapMode.choices),
    "field": dict(NUMBER_FIELDS),
    "level": {**dict(Level.choices), "not_rated": _("không xếp loại"), "undetermined": _("chưa xác định")},
    "office": dict(Office.choices),
    **{str(subject.value): codes_of(subject.value) for subject in ProfileEntry.Subject},
    "outcome": dict(TaskReview.Outcome.choices),
    "subject": dict(Evaluation.Subject.choices),
}


@dataclass(frozen=True)
class Change:
    """One thing that a deed changed, in words; ``before`` is empty for what is new."""

    label: str
    before: str
    after: str


def audit_visible_to(user: User) -> QuerySet[AuditEvent]:
    """Deeds in the units the user may read; an administrator reads the deeds on accounts."""
    events = AuditEvent.objects.filter(organisation_number__in=scope_of(user).readable)
    if user.is_administrator:
        events = events | AuditEvent.objects.filter(action__startswith="accounts.")
    return events


def changes_of(event: AuditEvent) -> Iterator[Change]:
    """What a deed changed. A name that nobody foresaw stays as it was written."""
    for key, (before, after) in event.changes.items():
        field = _field(event.thing_kind, key)
        label = WORDS.get(key) or (field.verbose_name if field else key)
        values = VALUES.get(key) or dict(getattr(field, "flatchoices", ()))
        yield Change(str(label), _shown(before, values), _shown(after, values) or "–")


def _field(thing_kind: str, name: str) -> Field[Any, Any] | None:
    try:
        field = apps.get_model(thing_kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, Field) else None


def _shown(value: object, values: dict[str, Any]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, list):
        return "; ".join(_shown(one, values) for one in value) or gettext("không có")
    if isinstance(value, dict):
        return str(value.get("key", ""))
    text = str(values.get(str(value), value))
    try:
        return format_date(dt.date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
