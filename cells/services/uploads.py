"""Keeping an uploaded list until it is confirmed or dropped."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import ColumnMapping, Organisation, RosterUpload
from core.errors import DomainError

WAITS_AT_MOST = dt.timedelta(days=7)
"""A list that waits longer is forgotten; the office has its file."""


@transaction.atomic
def keep_upload(
    organisation: Organisation,
    *,
    file_name: str,
    content: bytes,
    effective_on: dt.date,
    by: User,
    joined_means: str = RosterUpload.Joined.CEREMONY,
    mapping: Mapping[str, str] | None = None,
    kind: str = RosterUpload.Kind.MEMBERS,
) -> RosterUpload:
    """Keep a list for its preview; one that the same person left waiting is dropped."""
    waiting = RosterUpload.objects.filter(uploaded_by=by, state=RosterUpload.State.WAITING)
    waiting.update(state=RosterUpload.State.DROPPED, content=b"")
    return RosterUpload.objects.create(
        organisation=organisation,
        file_name=file_name[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        effective_on=effective_on,
        joined_means=joined_means,
        mapping=dict(mapping or {}),
        kind=kind,
        uploaded_by=by,
    )


@transaction.atomic
def drop_stale_uploads() -> int:
    """Drop the lists that nobody confirmed in time: they hold whole numbers. Returns how many."""
    stale = timezone.now() - WAITS_AT_MOST
    waiting = RosterUpload.objects.filter(state=RosterUpload.State.WAITING, uploaded_at__lt=stale)
    return waiting.update(state=RosterUpload.State.DROPPED, content=b"", answers={})


@transaction.atomic
def keep_answers(upload: RosterUpload, answers: Mapping[str, str]) -> None:
    """Keep what the user said of rows that could not be told."""
    locked = lock_waiting_upload(upload)
    locked.answers = upload.answers = dict(answers)
    locked.save(update_fields=["answers"])


@transaction.atomic
def keep_mapping(upload: RosterUpload, mapping: Mapping[str, str], *, head_signature: str, by: User) -> None:
    """Read this list, and the next ones of its unit with the same head, by these columns."""
    locked = lock_waiting_upload(upload)
    locked.mapping = upload.mapping = dict(mapping)
    locked.save(update_fields=["mapping"])
    ColumnMapping.objects.update_or_create(
        organisation=locked.organisation,
        kind=locked.kind,
        head_signature=head_signature,
        defaults={"mapping": dict(mapping), "changed_by": by},
    )


def lock_waiting_upload(upload: RosterUpload) -> RosterUpload:
    """The upload, locked, if it still waits; of two confirmations one wins. Called inside a transaction."""
    locked = RosterUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.state != RosterUpload.State.WAITING:
        raise DomainError(_("Danh sách này đã được ghi hoặc đã bỏ; hãy tải lại tệp nếu cần nhập nữa."))
    return locked


def close_upload(upload: RosterUpload, *, state: str, result: dict[str, Any]) -> None:
    """Empty the bytes and keep what came of them."""
    upload.state, upload.content, upload.result = state, b"", result
    upload.save(update_fields=["state", "content", "result"])


def record_table_import(upload: RosterUpload, counts: Mapping[str, int], *, by: User | None) -> None:
    """One audit line for a list of units or posts; each deed of it has its own. Called in their transaction."""
    action = f"cells.{upload.kind}_imported"
    changes = {name: [0, number] for name, number in counts.items() if name != "rows"}
    note = f"{upload.file_name} {upload.sha256}".strip()
    record(action, upload.organisation, by=by, organisation=upload.organisation, changes=changes, note=note)
