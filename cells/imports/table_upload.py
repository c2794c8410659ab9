"""Lists of units and posts from an uploaded file to written rows: read, rehearsed, confirmed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.imports import organisations, posts
from cells.imports.rehearsal import TablePlan, refuse_unfinished, rehearse
from cells.imports.tables import Words, read_table
from cells.imports.vocabulary import column_key
from cells.models import Organisation, RosterUpload
from cells.queries.uploads import mapping_of
from cells.services.uploads import close_upload, keep_mapping, keep_upload, lock_waiting_upload, record_table_import
from core.errors import DomainError
from core.periods import today

Kind = RosterUpload.Kind
WORDS: dict[str, Words] = {Kind.ORGANISATIONS: organisations.WORDS, Kind.POSTS: posts.WORDS}
DOERS: dict[str, Any] = {Kind.ORGANISATIONS: organisations.OrganisationList, Kind.POSTS: posts.PostList}


def receive_table(
    organisation: Organisation,
    *,
    kind: str,
    file_name: str,
    content: bytes,
    effective_on: dt.date | None,
    by: User,
) -> RosterUpload:
    """Read the file, so that a broken one is refused at once, and keep it for the preview."""
    table = read_table(content, WORDS[kind])
    known = mapping_of(organisation, kind=kind, head_signature=table.head_signature)
    return keep_upload(
        organisation,
        kind=kind,
        file_name=file_name,
        content=content,
        effective_on=effective_on or table.as_of or today(),
        mapping=known.mapping if known else {},
        by=by,
    )


def plan_of(upload: RosterUpload, *, by: User) -> TablePlan:
    """What the list would do now; nothing of it stays."""
    if upload.state != RosterUpload.State.WAITING:
        raise DomainError(_("Danh sách này đã được ghi hoặc đã bỏ; hãy tải lại tệp nếu cần nhập nữa."))
    return rehearse(lambda: _do(upload, by=by))


def _do(upload: RosterUpload, *, by: User) -> TablePlan:
    found: TablePlan = DOERS[upload.kind](
        read_table(bytes(upload.content), WORDS[upload.kind], upload.mapping),
        upload.organisation,
        on=upload.effective_on,
        by=by,
        file_name=upload.file_name,
        answers=upload.answers,
    ).run()
    return found


@transaction.atomic
def confirm_table(upload: RosterUpload, *, seen: str, by: User) -> TablePlan:
    """Write the list whose preview had the fingerprint ``seen``; all rows or none."""
    upload = lock_waiting_upload(upload)
    Organisation.objects.select_for_update().get(pk=upload.organisation_id)
    plan = _do(upload, by=by)
    refuse_unfinished(plan)
    if plan.fingerprint() != seen:
        raise DomainError(_("Dữ liệu vừa thay đổi sau khi đồng chí xem trước; hãy xem lại rồi xác nhận lần nữa."))
    if not plan.changes_nothing:
        record_table_import(upload, plan.summary(), by=by)
    close_upload(upload, state=RosterUpload.State.WRITTEN, result=plan.summary())
    return plan


def import_table(
    content: bytes,
    organisation: Organisation,
    *,
    kind: str,
    file_name: str,
    on: dt.date | None,
    answers: Mapping[str, Any],
    dry_run: bool,
) -> tuple[TablePlan, bool]:
    """The shell's way: all rows or none; says whether it wrote."""
    table = read_table(content, WORDS[kind])
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        day = on or table.as_of or today()
        doer = DOERS[kind](table, organisation, on=day, by=None, file_name=file_name, answers=dict(answers))
        plan: TablePlan = doer.run()
        wrote = not (dry_run or plan.refused or plan.unanswered)
        if not wrote:
            transaction.set_rollback(True)
        elif not plan.changes_nothing:
            sha256 = hashlib.sha256(content).hexdigest()
            upload = RosterUpload(organisation=organisation, kind=kind, file_name=file_name, sha256=sha256)
            record_table_import(upload, plan.summary(), by=None)
    return plan, wrote


def take_mapping(upload: RosterUpload, chosen: Mapping[str, str], *, by: User) -> None:
    """Read the columns as the user says, now and the next time this unit brings a list with this head."""
    words = WORDS[upload.kind]
    table = read_table(bytes(upload.content), words, upload.mapping)
    mapping = dict(upload.mapping)
    for column in table.columns:
        key = column_key(column.header)
        if key in chosen and chosen[key] != column.field and (chosen[key] in words.fields or not chosen[key]):
            mapping[key] = chosen[key]
    read_table(bytes(upload.content), words, mapping)
    keep_mapping(upload, mapping, head_signature=table.head_signature, by=by)
