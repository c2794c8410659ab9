"""The zip of a unit: a workbook with a sheet for each table, a JSON file for each table, and a page that explains both.

Rows are read and written in batches; nothing of the size of the data is kept in memory.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import override

from cells.models import Organisation
from core.periods import LOCAL_ZONE, format_date, today
from core.reading import one_moment
from core.spreadsheet.streaming import StreamedWorkbook
from core.work_folders import work_folder
from reports.unit_data.columns import DataColumn, codes_of_column, columns_of, organisation_names, shown
from reports.unit_data.tables import TABLES, DataTable, UnitScope

BATCH = 2_000
WORKBOOK, MANIFEST, README = "du-lieu.xlsx", "muc-luc.json", "README.txt"


def unit_data_file_name(organisation: Organisation) -> str:
    return f"Toàn bộ dữ liệu {organisation.name} {today():%d-%m-%Y}"


def unit_data_zip(organisation: Organisation) -> IO[bytes]:
    """An open temporary file, to be read from its beginning; it goes away when it is closed."""
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with work_folder() as folder, one_moment(), override("vi"):
            _write(organisation, target, Path(folder) / WORKBOOK)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _write(organisation: Organisation, target: IO[bytes], workbook: Path) -> None:
    scope, names, counts = UnitScope.of(organisation), organisation_names(), {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with StreamedWorkbook(workbook) as book:
            for table in TABLES:
                with archive.open(f"json/{table.file}.json", "w", force_zip64=True) as file:
                    counts[table.file] = _write_table(table, scope, names, book, file)
        for table in TABLES:
            _copy_files(table, scope, archive)
        archive.write(workbook, WORKBOOK)
        archive.writestr(README, _readme(organisation, counts).encode("utf-8-sig"))
        archive.writestr(MANIFEST, json.dumps(_manifest(organisation, counts), ensure_ascii=False, indent=1))


def _write_table(
    table: DataTable, scope: UnitScope, names: dict[int, str], book: StreamedWorkbook, file: IO[bytes]
) -> int:
    """The same rows to the sheet and to the JSON file; returns how many."""
    columns = columns_of(table)
    codes = [codes_of_column(column) for column in columns]
    book.begin(table.title, [column.head for column in columns])
    rows = scope.rows(table).values_list(*dict.fromkeys(column.lookup for column in columns))
    lookups = list(dict.fromkeys(column.lookup for column in columns))
    number = 0
    file.write(b"[")
    for stored in rows.iterator(chunk_size=BATCH):
        by_lookup = dict(zip(lookups, stored, strict=True))
        values = {
            column.key: names.get(by_lookup[column.lookup]) if column.of_organisation else by_lookup[column.lookup]
            for column in columns
        }
        file.write(b",\n" if number else b"\n")
        file.write(json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        book.row([shown(column, values[column.key], code, values) for column, code in zip(columns, codes, strict=True)])
        number += 1
    file.write(b"\n]\n")
    return number


def _copy_files(table: DataTable, scope: UnitScope, archive: zipfile.ZipFile) -> None:
    """Uploaded files, under the number of their row; one that is gone from the disk is left out."""
    if not table.files:
        return
    for row in scope.rows(table).iterator(chunk_size=BATCH):
        stored = getattr(row, table.files)
        if not stored or not stored.storage.exists(stored.name):
            continue
        name = "".join(char if char.isprintable() and char not in '\\/:*?"<>|' else "-" for char in row_name(row))
        with stored.open("rb") as source, archive.open(f"{table.file}/{row.pk}-{name[:150]}", "w") as target:
            shutil.copyfileobj(source, target)


def row_name(row: Any) -> str:
    """The name under which someone uploaded the file of a row."""
    return str(getattr(row, "file_name", "") or "tep")


def _manifest(organisation: Organisation, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "unit": organisation.name,
        "unit_id": organisation.pk,
        "made_at": timezone.now().isoformat(),
        "tables": [
            {"table": table.label, "title": table.title, "file": f"json/{table.file}.json", "rows": counts[table.file]}
            for table in TABLES
        ],
    }


def _readme(organisation: Organisation, counts: dict[str, int]) -> str:
    """What is in the zip, for someone who has never seen the program."""
    made = timezone.now().astimezone(LOCAL_ZONE)
    lines = [
        f"TOÀN BỘ DỮ LIỆU CỦA {organisation.name.upper()}",
        f"Lập lúc {made:%H:%M} ngày {format_date(made.date())}.",
        "Gồm đơn vị này, các đơn vị trực thuộc và các đơn vị đã nhập vào.",
        "",
        "CÓ GÌ TRONG TỆP NÀY",
        f"- {WORKBOOK}: mở bằng Excel hoặc LibreOffice; mỗi trang tính là một bảng, hàng đầu là tên cột.",
        "- json/: cùng những bảng đó cho máy đọc, mã UTF-8, mỗi tệp là một danh sách các dòng.",
        "- tai-lieu/: tài liệu của các buổi sinh hoạt; tên tệp bắt đầu bằng số dòng của bảng cùng tên.",
        f"- {MANIFEST}: tên bảng, tên tệp, số dòng.",
        "",
        "CÁCH ĐỌC",
        "- Cột “số dòng” (id) phân biệt từng dòng của một bảng.",
        "- Cột có “(số)” trong tên dẫn tới “số dòng” của bảng khác; cột bên cạnh ghi tên.",
        "- Ngày ghi ngày/tháng/năm; trong JSON là năm-tháng-ngày. “Đến hết ngày” trống nghĩa là đang còn.",
        "- Không có gì bị xóa: dòng “đã bỏ: có” là dòng người dùng đã bỏ đi.",
        "- Trong JSON các giá trị chọn sẵn được ghi bằng mã; nghĩa của từng mã ở cuối tệp này.",
        "- Không có mật khẩu, phiên đăng nhập trong tệp. Tệp có số định danh, số thẻ đầy đủ: giữ như tài liệu nội bộ.",
        "",
        "CÁC BẢNG",
    ]
    lines += [f"- {table.title}: {counts[table.file]} dòng (json/{table.file}.json)" for table in TABLES]
    lines += ["", "CÁC CỘT VÀ MÃ"]
    for table in TABLES:
        lines += ["", f"[{table.title}]"]
        lines += [_column_line(column) for column in columns_of(table)]
    return "\r\n".join(lines) + "\r\n"


def _column_line(column: DataColumn) -> str:
    codes = {} if column.key.endswith("_name") else codes_of_column(column)
    told = "; ".join(f"{code} = {label}" for code, label in codes.items())
    return f"  {column.key}: {column.head}" + (f" ({told})" if told else "")
