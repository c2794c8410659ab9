"""Files of a meeting: papers for it, and the signed minutes scanned back as their original."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.file_kinds import FileKind, checked_kind, first_lines
from core.vietnamese import normalise
from meetings.models import AgendaItem, Meeting, Paper
from meetings.rules.secrecy import bears_mark, has_stamp
from meetings.workflow import FINAL, State

TITLE_LENGTH, NAME_LENGTH = 200, 200
MOST_PAPERS = 30
MEGABYTE = 1024 * 1024
PAPER_KINDS = ("pdf", "docx", "xlsx", "pptx", "odt", "doc", "xls", "jpg", "png")
ORIGINAL_KINDS = ("pdf", "jpg", "png")

Kind = Paper.Kind


@transaction.atomic
def add_paper(
    meeting: Meeting,
    *,
    content: bytes,
    file_name: str,
    by: User,
    title: str = "",
    item: AgendaItem | None = None,
    is_secret: bool = False,
) -> Paper:
    """Keep a paper of a meeting, or of one of its items; without a title it is called after its file.

    The same bytes are not kept twice. Refused: an empty, too large or unknown file, or one whose name lies about its
    kind; a mark of secrecy declared, in title, name or at the head of a Word file; more than 30 papers; when the
    minutes have been sent.
    """
    locked = _lock(meeting)
    if locked.state not in (State.PLANNED, State.OPEN):
        raise DomainError(_("Biên bản đã gửi hoặc buổi họp đã hủy nên không thêm tài liệu được nữa."))
    file_name = _short_name(file_name)
    title = normalise(title) or PurePath(file_name).stem[:TITLE_LENGTH]
    if len(title) > TITLE_LENGTH:
        raise DomainError(_("Tên tài liệu dài quá 200 ký tự; hãy ghi ngắn lại."), field="title")
    if item is not None and (item.meeting_id != locked.pk or item.is_removed):
        raise DomainError(_("Nội dung này không thuộc buổi họp; hãy tải lại trang rồi chọn lại."), field="item")
    if is_secret or bears_mark(title) or bears_mark(PurePath(file_name).stem):
        raise _secret()
    kind = _checked(file_name, content, allowed=PAPER_KINDS, megabytes=settings.PAPER_MEGABYTES)
    papers = locked.papers.filter(kind=Kind.PAPER, is_removed=False)
    existing = papers.filter(sha256=_hash(content)).first()
    if existing is not None:
        return existing
    if papers.count() >= MOST_PAPERS:
        raise DomainError(_("Buổi họp đã có 30 tài liệu; hãy bỏ bớt tài liệu không còn dùng."), field="file")
    paper = _store(
        Paper(meeting=locked, kind=Kind.PAPER, title=title, item=item, uploaded_by=by), content, file_name, kind
    )
    record(
        "meetings.paper_added",
        paper,
        by=by,
        organisation=locked.cell,
        changes={"file_name": [None, file_name], "sha256": [None, paper.sha256]},
    )
    return paper


@transaction.atomic
def attach_original(meeting: Meeting, *, content: bytes, file_name: str, by: User, is_secret: bool = False) -> Paper:
    """Keep the scanned, signed minutes as the original of their present version; another one takes its place.

    Refused: before the minutes are approved; a file that is no PDF or picture, empty, too large, or lying.
    """
    locked = _lock(meeting)
    if locked.state not in FINAL:
        raise DomainError(_("Biên bản chưa được duyệt nên chưa có bản ký để đính kèm."))
    file_name = _short_name(file_name)
    if is_secret or bears_mark(PurePath(file_name).stem):
        raise _secret()
    kind = _checked(file_name, content, allowed=ORIGINAL_KINDS, megabytes=settings.ORIGINAL_MEGABYTES)
    present = locked.papers.filter(kind=Kind.ORIGINAL, version=locked.version, is_removed=False).first()
    if present is not None and present.sha256 == _hash(content):
        return present
    if present is not None:
        Paper.objects.filter(pk=present.pk).update(is_removed=True)
    title = f"Biên bản đã ký (bản {locked.version})" if locked.version > 1 else "Biên bản đã ký"
    paper = Paper(meeting=locked, kind=Kind.ORIGINAL, title=title, version=locked.version, uploaded_by=by)
    paper = _store(paper, content, file_name, kind)
    record(
        "meetings.original_attached",
        paper,
        by=by,
        organisation=locked.cell,
        changes={"sha256": [present.sha256 if present else None, paper.sha256], "version": [None, locked.version]},
    )
    return paper


@transaction.atomic
def remove_paper(paper: Paper, *, by: User) -> bool:
    """Take a file off the meeting's page; row and file stay. Returns whether it was still there."""
    locked = Paper.objects.select_for_update(of=("self",)).select_related("meeting__cell").get(pk=paper.pk)
    if locked.is_removed:
        return False
    if locked.kind == Kind.PAPER and locked.meeting.state not in (State.PLANNED, State.OPEN):
        raise DomainError(_("Biên bản đã gửi nên không bỏ tài liệu được nữa."))
    paper.is_removed = True
    paper.save(update_fields=["is_removed"])
    action = "meetings.original_removed" if locked.kind == Kind.ORIGINAL else "meetings.paper_removed"
    changes = {"is_removed": [False, True], "sha256": [paper.sha256, None]}
    record(action, paper, by=by, organisation=locked.meeting.cell, changes=changes)
    return True


def paper_bytes(paper: Paper) -> bytes:
    """The file as it was uploaded. Refused: one that is lost, or was changed on the disk."""
    content = b""
    with contextlib.suppress(OSError), paper.file.storage.open(paper.file.name or "") as stream:
        content = stream.read()
    if _hash(content) != paper.sha256:
        raise DomainError(_("Tệp lưu trữ bị mất hoặc không còn nguyên vẹn; hãy báo người quản trị và tải lên lại."))
    return content


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("cell").get(pk=meeting.pk)


def _short_name(file_name: str) -> str:
    """The name without a folder or unprintable characters, short enough, its extension kept."""
    name = PurePath(normalise("".join(char for char in file_name.replace("\\", "/") if char.isprintable()))).name
    suffix = PurePath(name).suffix[:12]
    return f"{PurePath(name).stem[: NAME_LENGTH - len(suffix)]}{suffix}"


def _checked(file_name: str, content: bytes, *, allowed: tuple[str, ...], megabytes: int) -> FileKind:
    if len(content) > megabytes * MEGABYTE:
        raise DomainError(
            _("Tệp lớn quá %(limit)s MB; hãy giảm độ phân giải khi quét, hoặc chia thành nhiều tệp.")
            % {"limit": megabytes},
            field="file",
        )
    kind = checked_kind(file_name, content, allowed=allowed)
    if has_stamp(first_lines(content, kind)):
        raise _secret()
    return kind


def _secret() -> DomainError:
    return DomainError(
        _(
            "Không được đưa tài liệu có dấu MẬT, TỐI MẬT, TUYỆT MẬT vào phần mềm này; "
            "hãy quản lý theo quy định về bảo vệ bí mật nhà nước."
        ),
        field="file",
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _store(paper: Paper, content: bytes, file_name: str, kind: FileKind) -> Paper:
    """Write file and row; without the row the file does not stay."""
    paper.file_name, paper.content_type = file_name, kind.content_type
    paper.size, paper.sha256 = len(content), _hash(content)
    paper.file.save(f"{secrets.token_hex(16)}.{kind.extension}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except BaseException:
        paper.file.delete(save=False)
        raise
    return paper
