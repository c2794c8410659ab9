"""Any file that an office keeps a list in: its bytes, not its name, say how it is read."""

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.spreadsheet.cells import Sheet
from core.spreadsheet.container import Container, open_container, refuse_by_size
from core.spreadsheet.limits import LIMITS, Limits
from core.spreadsheet.reading import read_parts
from core.spreadsheet.text import read_text_table
from core.spreadsheet.word import is_document, read_document
from core.spreadsheet.xls import is_xls, read_xls


def read_sheets(data: bytes, *, limits: Limits = LIMITS) -> list[Sheet]:
    """The tables of an .xlsx, .xls, .csv or .docx file as sheets, with only the cells that hold something.

    Raises DomainError for any other kind of file, for one with macros or a password, for one that is damaged,
    and for one beyond ``limits``.
    """
    refuse_by_size(data, limits)
    if data.startswith(b"PK"):
        with open_container(data, limits) as container:
            return _read_package(container, limits)
    if is_xls(data):
        return read_xls(data, limits)
    if data.startswith(b"%PDF"):
        raise DomainError(_("Đây là tệp PDF. Hãy chọn bảng tính Excel (.xlsx, .xls, .csv) hoặc tệp Word (.docx)."))
    return [read_text_table(data, limits)]


def _read_package(container: Container, limits: Limits) -> list[Sheet]:
    if is_document(container, limits):
        return [read_document(container, limits)]
    return read_parts(container, limits)
