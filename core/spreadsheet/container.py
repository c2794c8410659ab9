"""The zip file around a workbook: told apart from what is no workbook, and inflated no further than allowed."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.spreadsheet.limits import Limits

CHUNK = 2**18
_CENTRAL_ENTRY = b"PK\x01\x02"
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    MemoryError,
)


def broken_file() -> DomainError:
    """Its inside does not hold together."""
    return DomainError(
        _(
            "Tệp bị hỏng hoặc không phải là bảng tính. Hãy mở bằng Excel (tệp Word: bằng Word), "
            "lưu lại thành .xlsx (.docx) rồi tải lên lại."
        )
    )


class Container:
    """An opened workbook file; counts every byte it inflates."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.limits = limits
        self._archive = archive
        self._names = {_plain(info.filename): info for info in archive.infolist()}
        self._inflated = 0

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._names

    @property
    def parts(self) -> list[str]:
        return list(self._names)

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part, piece by piece; refuses as soon as the whole file has inflated too far."""
        info = self._names.get(_plain(part))
        if info is None:
            raise broken_file()
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(CHUNK):
                    self._inflated += len(piece)
                    if self._inflated > self.limits.inflated_bytes:
                        raise _too_big(self.limits)
                    yield piece
        except _BROKEN_ZIP as error:
            raise broken_file() from error


@contextmanager
def open_container(data: bytes, limits: Limits) -> Iterator[Container]:
    """Refuses with a sentence of its own each kind of file that people upload by mistake, or on purpose."""
    refuse_by_size(data, limits)
    if not data.startswith(b"PK"):
        raise broken_file()
    if data.count(_CENTRAL_ENTRY) > limits.parts:
        raise DomainError(_("Tệp chứa quá nhiều thành phần, không phải là một bảng tính bình thường."))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN_ZIP as error:
        raise broken_file() from error
    with archive:
        container = Container(archive, limits)
        _refuse_dangerous(archive.infolist(), container, limits)
        yield container


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _megabytes(size: int) -> int:
    return size // 2**20


def _too_big(limits: Limits) -> DomainError:
    return DomainError(
        _(
            "Tệp quá lớn khi mở ra (quá %(size)s MB; một tệp nhận tối đa %(rows)s dòng). Hãy xóa các dòng trống "
            "có định dạng ở cuối bảng, hoặc tách thành nhiều tệp."
        )
        % {"size": _megabytes(limits.inflated_bytes), "rows": f"{limits.rows:,}".replace(",", ".")}
    )


def refuse_by_size(data: bytes, limits: Limits) -> None:
    """Nothing, or far too much."""
    if not data.strip(b"\0 \r\n\t"):
        raise DomainError(_("Tệp rỗng, không có dữ liệu. Hãy chọn đúng tệp danh sách."))
    if len(data) > limits.file_bytes:
        raise DomainError(
            _("Tệp nặng %(size)s MB; chỉ nhận tệp đến %(most)s MB. Hãy bỏ ảnh và các trang không cần, hoặc tách tệp.")
            % {"size": -(-len(data) // 2**20), "most": _megabytes(limits.file_bytes)}
        )


def refuse_password() -> DomainError:
    """Only the office can open it."""
    return DomainError(_("Tệp được đặt mật khẩu. Hãy bỏ mật khẩu (trong Excel, Word: Tệp, Thông tin) rồi tải lên lại."))


def refuse_macros() -> DomainError:
    """Nothing of it would run here, but the file is kept and handed on."""
    return DomainError(_("Tệp có macro. Hãy lưu lại thành .xlsx (Word: .docx) không có macro rồi tải lên lại."))


def _refuse_dangerous(entries: list[zipfile.ZipInfo], container: Container, limits: Limits) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refuse_password()
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise broken_file()
    for entry in entries:
        if entry.file_size > limits.ratio_from_bytes and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise DomainError(
                _("Tệp nén bất thường: một phần bung ra gấp hơn %(ratio)s lần. Vì an toàn, tệp này không được mở.")
                % {"ratio": limits.ratio}
            )
    if sum(entry.file_size for entry in entries) > limits.inflated_bytes * 20:
        raise _too_big(limits)
    _refuse_other_packages(container)


def _refuse_other_packages(container: Container) -> None:
    parts = container.parts
    if any(part.endswith("vbaproject.bin") or "/macrosheets/" in part for part in parts):
        raise refuse_macros()
    if "xl/workbook.bin" in parts:
        raise DomainError(_("Đây là tệp .xlsb. Hãy mở bằng Excel, chọn Lưu thành (Save As) .xlsx rồi tải lên lại."))
    if "content.xml" in parts and "mimetype" in parts:
        raise DomainError(_("Đây là tệp OpenDocument. Hãy lưu lại thành Excel .xlsx rồi tải lên lại."))
    if "[content_types].xml" not in parts:
        raise DomainError(_("Đây là một gói nén, không phải là bảng tính .xlsx. Hãy giải nén rồi chọn đúng tệp."))
    if b"macroEnabled" in b"".join(container.chunks("[content_types].xml")):
        raise refuse_macros()
