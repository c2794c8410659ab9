"""The board of tasks taken out as a workbook; whoever does it, and of what, stands in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.spreadsheet import Column, Table, write_workbook
from core.spreadsheet.writing import Value
from meetings.models import Task
from meetings.queries.task_board import TaskRow, task_rows, with_what_is_shown

MOST = 5_000
COLUMNS = (
    Column("TT", 6, align="center"),
    Column("Đơn vị", 26),
    Column("Nhiệm vụ", 46),
    Column("Người thực hiện", 22),
    Column("Giao tại", 26),
    Column("Ngày giao", 12),
    Column("Thời hạn", 12),
    Column("Đơn vị tính", 12),
    Column("Đầu kỳ", 11, align="right", number_format="#,##0.##"),
    Column("Chỉ tiêu", 11, align="right", number_format="#,##0.##"),
    Column("Đã đạt", 11, align="right", number_format="#,##0.##"),
    Column("Tỷ lệ (%)", 10, align="right"),
    Column("Báo cáo gần nhất", 13),
    Column("Nội dung báo cáo", 34),
    Column("Dự kiến xong", 13),
    Column("Tình trạng", 24),
    Column("Nhiệm vụ trọng tâm", 30),
)


@transaction.atomic
def take_out_tasks(organisation: Organisation, tasks: QuerySet[Task], *, by: User) -> bytes:
    """A workbook of ``tasks`` (``reckoned``, in their order), which are those of ``organisation`` and below."""
    number = tasks.order_by().count()
    if number > MOST:
        raise DomainError(
            _("Có %(number)s nhiệm vụ, quá nhiều cho một bảng; hãy chọn một chi bộ hoặc một năm.") % {"number": number}
        )
    day = format_date(today())
    with override("vi"):
        rows = [_line(place, row) for place, row in enumerate(task_rows(with_what_is_shown(tasks)), 1)]
        label = f"{organisation}: bảng nhiệm vụ"
    record("cells.list_exported", organisation, by=by, organisation=organisation, label=label)
    titles = ["BẢNG THEO DÕI NHIỆM VỤ", str(organisation), f"(Tính đến ngày {day})"]
    return write_workbook([Table("Nhiệm vụ", COLUMNS, rows, titles)])


def _line(place: int, row: TaskRow) -> Sequence[Value]:
    task, last = row.task, row.last
    return [
        place,
        str(row.home),
        task.text,
        str(task.owner) if task.owner else "cả chi bộ" if row.home.is_cell else "tập thể",
        str(task.meeting),
        task.meeting.held_on,
        task.due_on,
        row.measure.unit,
        task.baseline,
        task.target,
        row.forecast.value,
        row.forecast.share,
        last.on if last else None,
        last.note if last else "",
        row.forecast.done_on,
        str(row.standing.label),
        str(task.key_task) if task.key_task else "",
    ]
