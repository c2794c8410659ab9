"""The doors of the import pages: each deed for whatever kind of list was uploaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cells.imports import table_upload as tables
from cells.imports import upload as members
from cells.imports.marked import marked_file
from cells.imports.preview import Preview, preview_of_members, preview_of_table
from cells.models import ColumnMapping, Organisation, RosterUpload
from cells.queries.uploads import mapping_of
from cells.services.uploads import keep_answers

Kind = RosterUpload.Kind


def receive(
    *,
    kind: str,
    organisation: Organisation,
    file_name: str,
    content: bytes,
    effective_on: dt.date | None,
    joined_means: str,
    by: User,
) -> RosterUpload:
    """Read the file, so that a broken one is refused at once, and keep it for the preview."""
    if kind != Kind.MEMBERS:
        return tables.receive_table(
            organisation, kind=kind, file_name=file_name, content=content, effective_on=effective_on, by=by
        )
    return members.receive_roster(
        organisation,
        file_name=file_name,
        content=content,
        effective_on=effective_on,
        joined_means=joined_means,
        by=by,
    )


def preview_of(upload: RosterUpload, *, by: User) -> Preview:
    """What the page shows of a waiting list."""
    if upload.kind != Kind.MEMBERS:
        return preview_of_table(tables.plan_of(upload, by=by), tables.WORDS[upload.kind].fields)
    plan = members.plan_of(upload)
    return preview_of_members(plan, members.fingerprint(plan), members.posts_of(plan))


def remembered(upload: RosterUpload, preview: Preview) -> ColumnMapping | None:
    """Who said, and when, how the columns of such a list are read; None if nobody did."""
    if not upload.mapping:
        return None
    return mapping_of(upload.organisation, kind=upload.kind, head_signature=preview.head_signature)


def take_answers(upload: RosterUpload, chosen: Mapping[str, str], *, by: User) -> int:
    """Keep the answers to the questions of a waiting list; returns how many are still open."""
    offered = {q.key: {option.value for option in q.options} for q in preview_of(upload, by=by).questions}
    found = {key: value for key, value in chosen.items() if value in offered.get(key, ())}
    keep_answers(upload, {**upload.answers, **found})
    return preview_of(upload, by=by).unanswered


def take_mapping(upload: RosterUpload, chosen: Mapping[str, str], *, by: User) -> None:
    """Read the columns as the user says, now and the next time."""
    if upload.kind != Kind.MEMBERS:
        tables.take_mapping(upload, chosen, by=by)
        return
    members.take_mapping(upload, chosen, by=by)


def marked(upload: RosterUpload, *, by: User) -> bytes:
    """The uploaded file with a column "Lỗi"."""
    if upload.kind != Kind.MEMBERS:
        found = tables.plan_of(upload, by=by)
        return marked_file(bytes(upload.content), columns=found.table.columns, issues=found.issues)
    plan = members.plan_of(upload)
    return marked_file(bytes(upload.content), columns=plan.roster.columns, issues=plan.issues)


def drop(upload: RosterUpload) -> None:
    """Forget a waiting list."""
    members.drop_roster(upload)


def confirm(upload: RosterUpload, *, seen: str, endings_seen: bool, by: User) -> str:
    """Write the list whose preview had the fingerprint ``seen``; returns what was done, in a sentence."""
    if upload.kind != Kind.MEMBERS:
        done = tables.confirm_table(upload, seen=seen, by=by)
        if done.changes_nothing:
            return _("Danh sách giống dữ liệu đã có: %(unchanged)s hàng, không có gì thay đổi.") % done.summary()
        return _("Đã ghi danh sách: %(created)s mới, %(updated)s được sửa, %(unchanged)s không đổi.") % done.summary()
    return _told(members.confirm_roster(upload, seen=seen, endings_seen=endings_seen, by=by))


def _told(result: dict[str, Any]) -> str:
    if result["created"]:
        sentence = _(
            "Đã ghi danh sách: %(created)s đồng chí mới, %(updated)s hồ sơ được sửa, %(unchanged)s không đổi. "
            "Ai cần đăng nhập thì người quản trị tạo tài khoản, đồng chí gắn tài khoản ở trang của người đó."
        )
    elif result["updated"]:
        sentence = _("Đã ghi danh sách: %(updated)s hồ sơ được sửa, %(unchanged)s không đổi.")
    else:
        sentence = _("Danh sách giống dữ liệu đã có: %(unchanged)s đồng chí, không có gì thay đổi.")
    return sentence % result
