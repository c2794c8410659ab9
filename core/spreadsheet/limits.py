"""How much of a foreign file is read before it is refused."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and lengths; ``rows`` and ``cells`` count what holds something, over all sheets."""

    file_bytes: int = 10 * 2**20
    inflated_bytes: int = 50 * 2**20
    ratio: int = 200
    ratio_from_bytes: int = 2**20
    parts: int = 2_000
    sheets: int = 200
    rows: int = 10_000
    columns: int = 200
    cells: int = 300_000
    text: int = 32_767


LIMITS = Limits()


@dataclass(slots=True)
class Tally:
    """What was read so far, over all sheets; refuses as soon as it is too much."""

    limits: Limits
    rows: int = 0
    cells: int = 0

    def add_cell(self, column: int) -> None:
        """Count a cell that holds something."""
        if column > self.limits.columns:
            raise DomainError(
                _("Bảng có quá nhiều cột: nhận tối đa %(most)s cột có dữ liệu.") % {"most": self.limits.columns}
            )
        self.cells += 1
        if self.cells > self.limits.cells:
            raise DomainError(_("Tệp có quá nhiều ô dữ liệu: nhận tối đa %(most)s ô.") % {"most": self.limits.cells})

    def add_row(self) -> None:
        """Count a row that holds something."""
        self.rows += 1
        if self.rows > self.limits.rows:
            raise DomainError(
                _("Tệp có quá nhiều dòng: nhận tối đa %(most)s dòng có dữ liệu mỗi lần. Hãy tách thành nhiều tệp.")
                % {"most": f"{self.limits.rows:,}".replace(",", ".")}
            )


def refuse_long_text(length: int, limits: Limits) -> None:
    """A text as long as Excel allows no cell to be."""
    if length > limits.text:
        raise DomainError(_("Có ô chứa quá %(most)s ký tự. Hãy xóa nội dung thừa.") % {"most": limits.text})


def refuse_many_sheets(number: int, limits: Limits) -> None:
    """More sheets than any office keeps in one list."""
    if number > limits.sheets:
        raise DomainError(_("Tệp có quá nhiều trang tính: nhận tối đa %(most)s.") % {"most": limits.sheets})
