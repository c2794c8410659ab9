"""A set of criteria as a workbook: taken out, changed in Excel, looked at, read back into the draft."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import DomainError
from core.spreadsheet import Column, Table, read_workbook, write_workbook
from evaluations.imports.criteria_table import lines_from_text, read_criteria_file
from evaluations.models import LocalRegulation
from evaluations.rules.criteria_merge import fingerprint, merged
from evaluations.rules.samples import criteria_data
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.regulation_parts import add_criteria, change_criteria, set_of
from tests.cast import Cast, Commune

LIMITS = {"I": 30, "II": 70}
HEADS = ("Mã", "Nhóm", "Đề mục", "Tiêu chí", "Điểm tối đa", "Cách chấm")


def table(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    return write_workbook([Table("Tiêu chí", [Column(head) for head in heads], rows, ("Bộ tiêu chí của xã",))])


def read(content: bytes, key: str = "c1"):
    return read_criteria_file(content, criteria_data(key)["groups"])


def made(content: bytes, key: str = "c1"):
    return merged(criteria_data(key), read(content, key), LIMITS)


class TestReading:
    def test_committees_own_table_is_read_by_its_headings(self) -> None:
        lines = read(
            table(
                ("1", "I. NHÓM TIÊU CHÍ CHUNG", None),
                ("", "Xây dựng Đảng", None),
                ("I.1", "Học tập nghị quyết", 2.5),
                ("II", "Kết quả thực hiện nhiệm vụ", None),
                ("", "Thu quỹ", "10"),
                ("", "Tổng cộng", 100),
                heads=("Mã", "Nội dung", "Điểm"),
            )
        )
        assert [(line.code, line.group, line.heading, line.text, line.points) for line in lines] == [
            ("I.1", "I", "Xây dựng Đảng", "Học tập nghị quyết", "2,5"),
            ("", "II", "", "Thu quỹ", "10"),
        ]

    @pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04hong", table(("a", "b"), heads=("Tên", "Ngày"))])
    def test_file_without_such_a_table_is_refused(self, content: bytes) -> None:
        with pytest.raises(DomainError):
            read(content)

    @pytest.mark.parametrize("text", ["", "[]", "{}", "[1]", '[{"number": 1}]', "[" * 5000, json.dumps([{"code": 1}])])
    def test_preview_sent_back_damaged_is_refused(self, text: str) -> None:
        with pytest.raises(DomainError, match="chọn lại tệp"):
            lines_from_text(text)


class TestMerging:
    def test_each_wrong_row_is_told_by_its_number(self) -> None:
        found = made(
            table(
                ("I.1a", "I", "", "", 2, ""),
                ("I.1b", "I", "", "Quản lý đảng viên", "hai", ""),
                ("X.1", "", "", "Không rõ nhóm", 1, ""),
                ("I.1c", "I", "", "Học tập", 1, "chấm tay"),
                ("I.1c", "I", "", "Học tập nữa", 1, "chấm tay"),
                ("", "II", "", "Tự tính", 5, "tính từ số liệu"),
                ("", "II", "", "Quá điểm", 101, ""),
            )
        )
        assert found.criteria is None
        assert [(fault.number, fault.sentence.split(";")[0]) for fault in found.faults] == [
            (4, "Chưa có nội dung tiêu chí"),
            (5, "Điểm tối đa “hai” không đúng"),
            (6, "Không rõ thuộc nhóm nào"),
            (8, "Mã I.1c đã có ở dòng trên hoặc quá dài"),
            (9, "Dòng này chưa có công thức nên chỉ chấm tay được"),
            (10, "Điểm tối đa “101” không đúng"),
        ]

    def test_known_codes_keep_their_formula_in_proportion_and_new_rows_get_a_code(self) -> None:
        found = made(
            table(
                ("II.1a", "II", "Nhiệm vụ", "Hoàn thành nhiệm vụ", 60, "tính từ số liệu"),
                ("II.1b", "II", "Nhiệm vụ", "Đúng tiến độ", 10, "chấm tay"),
                ("", "I", "Việc mới", "Chuyển đổi số", 30, ""),
            )
        )
        assert found.criteria is not None
        rows = {row["code"]: row for row in found.criteria["rows"]}
        assert list(rows) == ["I.1", "II.1a", "II.1b"]
        assert rows["II.1a"]["points"] == "(30 * tasks_done / tasks_assigned) * 2 / 1"
        assert rows["II.1b"]["kind"] == "manual"
        assert "points" not in rows["II.1b"]
        assert [(item.total, item.limit, item.adds_up) for item in found.sums] == [
            ("30", "30", True),
            ("70", "70", True),
        ]
        kinds = {change.code: change.kind for change in found.changes}
        assert (kinds["I.1"], kinds["II.1a"], kinds["I.1a"]) == ("added", "changed", "removed")


@pytest.fixture
def local(commune: Commune, cast: Cast) -> LocalRegulation:
    regulation = draft_regulation(commune.committee, year=2026, title="Quy định của xã", by=cast.commune)
    add_criteria(regulation, criteria_data("c1"), by=cast.commune)
    return LocalRegulation.objects.get()


def address(name: str, local: LocalRegulation) -> str:
    return reverse(f"evaluations:{name}", args=[local.pk, "c1"])


def upload(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("bang.xlsx", content)}


class TestPages:
    def test_what_is_taken_out_comes_back_as_it_was(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        client = client_of(cast.commune)
        answer = client.get(address("local_regulation_criteria_file", local))
        assert "B%E1%BB%99%20ti%C3%AAu%20ch%C3%AD" in answer["Content-Disposition"]
        sheet = read_workbook(answer.content)[0]
        assert [cell.text for cell in sheet.rows[2]][:5] == ["Mã", "Nhóm", "Đề mục", "Tiêu chí", "Điểm tối đa"]
        back = client.post(address("local_regulation_criteria_upload", local), upload(answer.content))
        assert back.status_code == 200
        assert "giống hệt bảng đang có" in back.content.decode()
        assert merged(set_of(local, "c1"), read(answer.content), LIMITS).criteria == set_of(local, "c1")

    def test_table_is_looked_at_first_and_written_by_the_second_step(
        self, local: LocalRegulation, cast: Cast, client_of
    ) -> None:
        client, at = client_of(cast.commune), address("local_regulation_criteria_upload", local)
        rows = [
            (row["code"], row["group"], row["heading"], row["text"], row["maximum"], "")
            for row in set_of(local, "c1")["rows"]
        ]
        content = table(*rows[1:], ("", "I", "Việc mới", "Chuyển đổi số của thôn", 2, "chấm tay"))
        shown = client.post(at, upload(content))
        page = shown.content.decode()
        assert "Chuyển đổi số của thôn (2 điểm, chấm tay)" in page
        assert "30/30" in page
        assert set_of(LocalRegulation.objects.get(), "c1") == set_of(local, "c1")

        sent = {"lines": shown.context["lines"], "seen": shown.context["seen"]}
        answer = client.post(at, sent, follow=True)
        assert "Đã ghi bảng tiêu chí từ tệp." in answer.content.decode()
        now = {row["code"]: row["text"] for row in set_of(LocalRegulation.objects.get(), "c1")["rows"]}
        assert "I.1a" not in now
        assert now["I.1"] == "Chuyển đổi số của thôn"

        again = client.post(at, sent)
        assert again.status_code == 422
        assert "đã được sửa sau lúc xem trước" in again.content.decode()

    def test_faults_are_listed_by_row_and_nothing_is_offered_to_write(
        self, local: LocalRegulation, cast: Cast, client_of
    ) -> None:
        client, at = client_of(cast.commune), address("local_regulation_criteria_upload", local)
        answer = client.post(at, upload(table(("I.1a", "I", "", "Phát triển đảng viên", "", ""))))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "phải là số từ 0 đến 100" in page
        assert "Ghi bảng này" not in page
        assert client.post(at, upload(b"khong phai bang")).status_code == 422
        assert client.post(at, {}).status_code == 422
        assert client.post(at, {"lines": "x", "seen": ""}).status_code == 422

    def test_issued_regulation_takes_no_table(self, local: LocalRegulation, cast: Cast, client_of) -> None:
        approve_regulation(local, by=cast.commune, document="15-QĐ/ĐU", document_on=dt.date(2026, 2, 10))
        client = client_of(cast.commune)
        assert client.get(address("local_regulation_criteria_upload", local)).status_code == 403
        assert client.get(address("local_regulation_criteria_file", local)).status_code == 403


def test_change_criteria_after_a_preview_of_another_state_is_refused(local: LocalRegulation, cast: Cast) -> None:
    stored = set_of(local, "c1")
    seen = fingerprint(stored)
    assert change_criteria(local, "c1", {**stored, "title": "Bộ của xã"}, seen=seen, by=cast.commune)
    with pytest.raises(DomainError, match="sau lúc xem trước"):
        change_criteria(local, "c1", stored, seen=seen, by=cast.commune)
