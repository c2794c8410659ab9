"""What kind of file some bytes are: told from their content, never from the name alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.utils.translation import gettext as _

from core.errors import DomainError

OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
"""The kinds that are known, by extension."""
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
HEAD = 8192
MOST_PARTS = 5000
TEXT_BYTES = 512 * 1024
MOST_HEADS = 20
"""So many page heads are looked at beside the text; offices use three."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that office programs write; other ways of packing may ask for gigabytes before the first byte."""
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
    NotImplementedError, OverflowError, KeyError,
)  # fmt: skip


@dataclass(frozen=True)
class FileKind:
    """A kind of file by its usual extension."""

    extension: str
    content_type: str


def checked_kind(name: str, content: bytes, *, allowed: Collection[str]) -> FileKind:
    """The kind of an uploaded file. Refused: an empty one; a kind that is not taken; a name that lies about it."""
    words = ", ".join(f".{extension}" for extension in allowed)
    extension = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if not content:
        raise DomainError(_("Tệp trống, không có nội dung nào. Hãy chọn lại tệp."), field="file")
    if extension not in allowed:
        raise DomainError(
            _("Không nhận loại tệp này (%(name)s). Các loại nhận được: %(kinds)s.") % {"name": name, "kinds": words},
            field="file",
        )
    actual = kind_of(content)
    if actual != extension:
        raise DomainError(_lie(name, actual), field="file")
    return FileKind(extension, CONTENT_TYPES[extension])


def _lie(name: str, actual: str) -> str:
    if actual:
        return _("Tệp %(name)s mang đuôi không đúng: nội dung thật là tệp .%(actual)s. Hãy lưu lại cho đúng loại.") % {
            "name": name,
            "actual": actual,
        }
    return _(
        "Nội dung của tệp %(name)s không đúng với đuôi tệp, hoặc tệp bị hỏng, có mật khẩu hay macro. "
        "Hãy mở bằng phần mềm đã soạn, lưu lại rồi tải lên."
    ) % {"name": name}


def kind_of(content: bytes) -> str:
    """The extension that fits the content; empty for what is not known, broken, locked or holds macros."""
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_container(content)
    if content.startswith(OLE):
        return _kind_of_ole(content)
    try:
        found = {match.extension for match in puremagic.magic_string(content[:HEAD])}
    except (puremagic.PureError, ValueError):
        return ""
    return next((kind for kind in ("pdf", "png", "jpg") if f".{kind}" in found), "")


def _kind_of_container(content: bytes) -> str:
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return ""
            if "mimetype" in names and _part(archive, "mimetype", 100).decode("ascii") == CONTENT_TYPES["odt"]:
                return "odt"
    except BROKEN:
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), "")


def _part(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    if archive.getinfo(name).compress_type not in PACKED:
        raise zipfile.BadZipFile(name)
    with archive.open(name) as part:
        return part.read(size)


def _kind_of_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return ""
    return next((kind for stream, kind in STREAMS.items() if stream.encode("utf-16-le") in content), "")


def first_lines(content: bytes, kind: FileKind) -> list[str]:
    """The paragraphs at the beginning of a Word file and of its page heads; nothing of other kinds."""
    if kind.extension != "docx":
        return []
    lines: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*)\.xml", name)}
            for name in sorted(names)[: MOST_HEADS + 1]:
                text = _part(archive, name, TEXT_BYTES).decode("utf-8", "replace")
                lines += [re.sub(r"<[^<>]*>", "", part).strip() for part in text.split("</w:p>")[:60]]
    except BROKEN:
        return []
    return [line for line in lines if line]
