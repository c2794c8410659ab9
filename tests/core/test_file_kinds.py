"""What a file is, told from its bytes; and that no bytes break the telling."""

import io
import random
import time
import zipfile

import pytest

from core.errors import DomainError
from core.file_kinds import CONTENT_TYPES, OLE, FileKind, checked_kind, first_lines, kind_of


def container(*names: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<w:p><w:t>MẬT</w:t></w:p>")
        if mimetype:
            archive.writestr("mimetype", mimetype)
    return file.getvalue()


WORD = container("[Content_Types].xml", "word/document.xml")
KINDS = {
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "docx": WORD,
    "xlsx": container("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": container("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": container("content.xml", mimetype=CONTENT_TYPES["odt"]),
    "doc": OLE + bytes(512) + "WordDocument".encode("utf-16-le"),
    "xls": OLE + bytes(512) + "Workbook".encode("utf-16-le"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_each_known_file_is_told_from_its_bytes(kind: str) -> None:
    assert kind_of(KINDS[kind]) == kind
    assert checked_kind(f"Tài liệu.{kind.upper()}", KINDS[kind], allowed=KINDS) == FileKind(kind, CONTENT_TYPES[kind])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"MZ\x90\x00", b"PK\x03\x04", b"PK\x03\x04" + bytes(100), container("a.txt"), OLE,
        OLE + "EncryptedPackage".encode("utf-16-le"), b"<html><script>alert(1)</script>", bytes(5000),
        container("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), container(mimetype="é"),
    ],
)  # fmt: skip
def test_kind_of_unknown_locked_broken_or_with_macros_is_none(content: bytes) -> None:
    assert kind_of(content) == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "Tệp trống"),
        ("a.exe", b"MZ", "Không nhận loại tệp này"),
        ("pdf", b"%PDF-1.7", "Không nhận loại tệp này"),
        ("a.pdf", WORD, r"nội dung thật là tệp \.docx"),
        ("a.pdf", b"<script>", "không đúng với đuôi tệp"),
        ("a.docx", b"%PDF-1.7", r"nội dung thật là tệp \.pdf"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
    ],
)
def test_checked_kind_of_a_file_that_lies_or_is_not_taken_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refusal:
        checked_kind(name, content, allowed=KINDS)

    assert refusal.value.field == "file"


def test_checked_kind_takes_a_picture_called_jpeg() -> None:
    assert checked_kind("anh.JPEG", KINDS["jpg"], allowed=["jpg"]).extension == "jpg"


def test_first_lines_are_those_of_word_files_only() -> None:
    assert first_lines(WORD, FileKind("docx", "")) == ["MẬT"]
    assert first_lines(KINDS["pdf"], FileKind("pdf", "")) == []
    assert first_lines(b"PK broken", FileKind("docx", "")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_kind_of_damaged_bytes_answers_and_never_breaks(kind: str) -> None:
    chance = random.Random(f"2026 {kind}")
    whole = KINDS[kind]
    for _round in range(60):
        damaged = bytearray(whole)
        for _byte in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        content = bytes(damaged[: chance.randint(1, len(damaged))])
        assert kind_of(content) in ("", *CONTENT_TYPES)
        assert isinstance(first_lines(content, FileKind("docx", "")), list)


def packed(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": b"<" * 512 * 1024},
        {f"word/header{number}.xml": b"a" * 2_000_000 for number in range(300)},
    ],
    ids=["signs without end", "heads without end"],
)
def test_first_lines_of_a_file_made_to_be_slow_take_no_time(parts: dict[str, bytes]) -> None:
    content, start = packed(parts), time.perf_counter()

    first_lines(content, FileKind("docx", ""))

    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_file_packed_as_no_office_program_packs_is_not_opened(packing: int) -> None:
    word = packed({"[Content_Types].xml": b"", "word/document.xml": b"<w:p>x</w:p>"}, packing)

    assert first_lines(word, FileKind("docx", "")) == []
    assert kind_of(packed({"mimetype": CONTENT_TYPES["odt"].encode()}, packing)) == ""
