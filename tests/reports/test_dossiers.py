"""The dossier of a unit's year: what is in it, what is missing, how it is put together."""

import datetime as dt
import hashlib
import io
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import Organisation, Succession
from core.pdf import Part, write_runs
from evaluations.models import Ballot, Evaluation, Opinion, Period, ReviewMeeting, SelfReview, Suggestion
from evaluations.services.decisions import decide_evaluation
from evaluations.services.process import review_evaluation
from meetings.models import Meeting, Paper
from reports.catalogue import CATALOGUE
from reports.dossiers.leaves import Contents, Gap, gap_line
from reports.dossiers.of_units import contents_of, contents_of_unit
from reports.dossiers.originals import original_of
from reports.kinds import Kind, Placed
from reports.models import DOSSIER_FORM, DOSSIERS_BELOW_FORM, MINUTES_SPAN_FORM, AskedPaper
from reports.services import keep_asked
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, of, period, sent
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting
from tests.reports.papers import make_approved_meeting

__all__ = ["of", "period", "sent"]


def asked_of(form: str, unit: Organisation, cast: Cast, year: int = 2026) -> AskedPaper:
    asked = keep_asked(form, unit, first=dt.date(year, 1, 1), last=dt.date(year, 12, 31), by=cast.commune)
    return AskedPaper.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=asked.pk)


def titles(contents: Contents) -> list[tuple[str, str]]:
    return [(leaf.record, leaf.title) for leaf in contents.leaves]


def missing(contents: Contents) -> dict[str, str]:
    return {gap.title: gap.reason for gap in contents.gaps}


def laid_out(kind: Kind, asked: AskedPaper) -> tuple[str, list[Any]]:
    """The front in its second pass, and every piece, made as the engine makes them."""
    assembly = kind.assembly
    assert assembly is not None
    pieces = assembly.pieces(asked)
    made = [assembly.make(asked, piece.key) for piece in pieces]
    placed = [Placed(piece, number * 3, 2) for number, piece in enumerate(pieces, 1)]
    assert len(assembly.front(asked, [Placed(piece, 0, 2) for piece in pieces]))
    return "".join(part.html for part in assembly.front(asked, placed)), made


@pytest.fixture
def full(commune: Commune, cast: Cast, sent: Any) -> Commune:
    """The first cell with a year that has something of every kind."""
    cell = commune.cells[0]
    approved = make_approved_meeting(commune, cast)
    of_cell, of_member = sent(cell), sent(cast.member)
    for evaluation, form in ((of_cell, "01"), (of_member, "2C")):
        SelfReview.objects.create(
            evaluation=evaluation, form=form, sections={"I.1": "Đã làm tốt."}, level="good", updated_by=cast.secretary
        )
    ReviewMeeting.objects.create(period=of_cell.period, organisation=cell, meeting=approved, recorded_by=cast.secretary)
    said = {"evaluation": of_member, "given_on": DAY, "recorded_by": cast.secretary}
    Opinion.objects.create(giver="residence", giver_name="Chi bộ phố Hạ", text="Gương mẫu.", **said)
    Opinion.objects.create(giver="cell_committee", level="good", **said)
    Suggestion.objects.create(evaluation=of_cell, question="Vì sao chậm?", asked_on=DAY, asked_by=cast.officer)
    review_evaluation(of_member, by=cast.officer, level="good", opinion="Nhất trí")
    decide_evaluation(of_member, by=cast.commune, level="good", decided_on=DAY, document_number="15-QĐ/ĐU")
    return commune


def test_dossier_holds_the_papers_by_the_nine_kinds(full: Commune):
    found = titles(contents_of_unit(full.cells[0], 2026))
    assert found[:3] == [
        ("review", "Báo cáo kiểm điểm"),
        ("review", "Bản kiểm điểm: Trịnh Mạnh Lâm"),
        ("residence", "Nhận xét của cấp ủy nơi cư trú"),
    ]
    assert ("minutes", "Biên bản sinh hoạt thường kỳ tháng 10/2026, ngày 05/10/2026") in found
    assert ("appraisal", "Tổng hợp kết quả thẩm định") in found
    assert ("result", "Phiếu xếp loại") in found
    assert ("result", "Quyết định số 15-QĐ/ĐU công nhận kết quả (trích)") in found
    assert [title for record, title in found if record in ("suggestions", "opinions")] == [
        "Gợi ý kiểm điểm và giải trình",
        "Ý kiến góp ý, nhận xét của các bên",
    ]
    assert found[-1] == ("others", "Bảng điểm danh năm")
    assert [record for record, _title in found] == sorted(
        [record for record, _title in found],
        key=[key for _n, key, _w, _l in contents_of_unit(full.cells[0], 2026).sections].index,
    )


def test_dossier_names_what_is_missing_with_the_reason_and_the_page(full: Commune, cast: Cast):
    contents = contents_of_unit(full.cells[0], 2026)
    lacking = missing(contents)
    assert lacking["Bản kiểm điểm cá nhân: Bùi Thị Tuyết"] == "chưa viết"
    assert lacking["Biên bản sinh hoạt thường kỳ: tháng 1"] == "không có buổi sinh hoạt thường kỳ"
    assert "Biên bản sinh hoạt thường kỳ: tháng 10" not in lacking
    assert lacking["Giải trình gợi ý kiểm điểm"] == "chưa giải trình"
    assert lacking["Kết quả thẩm định"] == "đã gửi, chưa thẩm định"
    assert lacking["Quyết định xếp loại"] == "chưa có quyết định"
    assert lacking["Biên bản kiểm phiếu"] == "chưa bỏ phiếu xếp loại"
    assert lacking["Điểm các buổi sinh hoạt"] == "năm này chưa chấm điểm buổi nào"
    assert all(gap.url.startswith("/") and gap.deed for gap in contents.gaps)
    assert "Quyết định xếp loại: Trịnh Mạnh Lâm" not in lacking


def test_each_piece_of_the_dossier_is_laid_out(full: Commune, cast: Cast):
    front, made = laid_out(CATALOGUE["dossier"], asked_of(DOSSIER_FORM, full.cells[0], cast))
    assert "Mẫu 04-HD KĐ.ĐG 2025" in front
    assert front.index("CÒN THIẾU") < front.index("Tên tài liệu")
    assert "Do cấp ủy có thẩm quyền lưu riêng." in front
    (content, counts), *_more = write_runs(part for part in made if isinstance(part, Part))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == sum(counts)


def test_class_sheet_in_the_dossier_tells_its_reasons(full: Commune, cast: Cast, of: Any):
    asked, kind = asked_of(DOSSIER_FORM, full.cells[0], cast), CATALOGUE["dossier"]
    assert kind.assembly is not None
    sheet = kind.assembly.make(asked, f"phieu:{of(cast.member).pk}")
    assert isinstance(sheet, Part)
    for words in ("Hoàn thành tốt nhiệm vụ", "15-QĐ/ĐU", "TỪNG QUY TẮC ĐÃ XÉT", "Quy định 366-QĐ/TW", "Nhất trí"):
        assert words in sheet.html
    own = CATALOGUE["own_class_sheet"]
    assert own.about.door(cast.member, of(cast.member).pk)
    from evaluations.documents.class_sheet import class_sheet_part

    closed = class_sheet_part(of(cast.member), reads_all=False).html
    assert "Nhất trí" not in closed
    assert "Chi ủy" not in closed


def test_extract_of_a_decision_names_nobody_of_other_units(full: Commune, cast: Cast, sent: Any):
    other = sent(cast.commune.member, by=cast.commune)
    paper = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Gấp"}
    decide_evaluation(other, by=cast.commune, level="good", **paper)
    contents = contents_of_unit(full.cells[0], 2026)
    (key,) = [leaf.key for leaf in contents.leaves if leaf.key.startswith("quyet-dinh:")]
    assembly = CATALOGUE["dossier"].assembly
    assert assembly is not None
    made = assembly.make(asked_of(DOSSIER_FORM, full.cells[0], cast), key)
    assert isinstance(made, Part)
    assert "Trịnh Mạnh Lâm" in made.html
    assert "Lê Quang Vinh</td>" not in made.html
    assert "2 đảng viên" in made.html


def test_dossier_of_a_cell_without_meetings_and_evaluation_says_both(commune: Commune, cast: Cast):
    contents = contents_of_unit(commune.cells[1], 2026)
    assert contents.leaves == ()
    assert contents.gaps[0].reason == "chưa có kỳ đánh giá năm 2026"
    assert len([gap for gap in contents.gaps if gap.reason == "không có buổi sinh hoạt thường kỳ"]) == 10
    assert "CÒN THIẾU" in laid_out(CATALOGUE["dossier"], asked_of(DOSSIER_FORM, commune.cells[1], cast))[0]


def test_dossier_tells_meetings_that_wait_were_planned_or_cancelled_apart(commune: Commune, cast: Cast):
    cell = commune.cells[1]
    make_open_meeting(cell, dt.date(2026, 3, 5), by=cast.secretary)
    make_meeting(cell, dt.date(2026, 4, 5), by=cast.secretary)
    make_meeting(cell, dt.date(2026, 5, 5), by=cast.secretary, state="cancelled", cancelled_reason="Bão")
    lacking = missing(contents_of_unit(cell, 2026))
    assert lacking["Biên bản: sinh hoạt thường kỳ tháng 3/2026, ngày 05/03/2026"] == "đang ghi, chưa gửi duyệt"
    assert "Biên bản sinh hoạt thường kỳ: tháng 3" not in lacking
    assert lacking["Biên bản sinh hoạt thường kỳ: tháng 4"] == "đã lên lịch, chưa họp"
    assert lacking["Biên bản sinh hoạt thường kỳ: tháng 5"] == "buổi sinh hoạt đã hủy: Bão"


def test_dossier_of_an_older_year_has_the_plain_title(commune: Commune, cast: Cast):
    assert contents_of_unit(commune.cells[0], 2026).form[0] == "Mẫu 04-HD KĐ.ĐG 2025"
    assert contents_of_unit(commune.cells[0], 2023).form == ("", "Danh mục hồ sơ kiểm điểm, đánh giá, xếp loại")
    assert contents_of_unit(commune.cells[0], 2012).form[0] == ""


def test_dossier_bears_the_name_of_its_year(commune: Commune, cast: Cast):
    cell = commune.cells[1]
    cell.periods.update(valid_to=dt.date(2025, 12, 31), name="Chi bộ thôn Cũ")
    cell.periods.create(name="Chi bộ thôn Mới", kind="cell", parent=commune.committee, valid_from=dt.date(2026, 1, 1))
    unit = Organisation.objects.prefetch_related("periods").get(pk=cell.pk)
    assert [contents_of_unit(unit, year).name for year in (2025, 2026)] == ["Chi bộ thôn Cũ", "Chi bộ thôn Mới"]


def test_dossier_of_a_cell_that_merged_away_and_of_its_successor_show_each_other(commune: Commune, cast: Cast):
    old, new = commune.cells[1], commune.cells[2]
    Organisation.objects.filter(pk=old.pk).update(ended_on=dt.date(2026, 6, 30), end_reason="merged")
    Succession.objects.create(predecessor=old, successor=new, kind="merge", on=dt.date(2026, 7, 1))
    gone, after = contents_of([Organisation.objects.get(pk=old.pk), new], 2026)
    assert gone.notes == ("Từ ngày 01/07/2026: sáp nhập, Chi bộ thôn Đồng Tâm kế thừa.",)
    assert after.notes[0].startswith("Kế thừa Chi bộ thôn Tân Lập từ ngày 01/07/2026")
    assert (gone.beside, after.beside) == ((new,), (old,))
    assert "Biên bản sinh hoạt thường kỳ: tháng 7" not in missing(gone)
    below = CATALOGUE["dossiers_below"].assembly
    assert below is not None
    keys = [piece.key for piece in below.pieces(asked_of(DOSSIERS_BELOW_FORM, commune.committee, cast))]
    assert f"danh-muc:{old.pk}" in keys


def test_dossier_takes_names_of_200_characters(full: Commune, cast: Cast):
    full.cells[0].periods.update(name=("Chi bộ " + "rất dài " * 30)[:200])
    cast.member.member.full_name = "Nguyễn " * 17
    cast.member.member.save(update_fields=["full_name"])
    cell = Organisation.objects.prefetch_related("periods").get(pk=full.cells[0].pk)
    kind, asked = CATALOGUE["dossier_zip"], asked_of(DOSSIER_FORM, cell, cast)
    _front, made = laid_out(kind, asked)
    assert len(kind.file_name_of(asked).encode()) < 255
    assert made
    with pikepdf.open(io.BytesIO(CATALOGUE["dossier_cover"].build(asked))) as pdf:  # type: ignore[arg-type]
        assert len(pdf.pages) >= 1


def test_void_ballots_are_left_out_and_prepared_ones_are_missing(full: Commune, cast: Cast, of: Any):
    row = {"period": of(full.cells[0]).period, "organisation": full.cells[0], "stage": "levels", "body": 3}
    Ballot.objects.create(about="Lần một", state="void", void_reason="Sai", prepared_by=cast.secretary, **row)
    Ballot.objects.create(about="Lần hai", prepared_by=cast.secretary, **row)
    contents = contents_of_unit(full.cells[0], 2026)
    assert missing(contents)["Biên bản kiểm phiếu: Lần hai"] == "đã lập phiếu, chưa kiểm phiếu"
    assert not [leaf for leaf in contents.leaves if leaf.key.startswith("kiem-phieu")]


def test_dossiers_of_a_commune_are_one_paper_with_a_list_for_each_unit(full: Commune, cast: Cast):
    asked = asked_of(DOSSIERS_BELOW_FORM, full.committee, cast)
    kind = CATALOGUE["dossiers_below"]
    front, made = laid_out(kind, asked)
    assert kind.assembly is not None
    pieces = kind.assembly.pieces(asked)
    assert [piece.under[0].title for piece in pieces if piece.title == "Danh mục"] == [
        "Đảng bộ xã Vân Trục",
        "Chi bộ thôn Song Vân",
        "Chi bộ thôn Tân Lập",
        "Chi bộ thôn Đồng Tâm",
    ]
    assert len({piece.key for piece in pieces}) == len(pieces) == len(made)
    assert len({(piece.folder, piece.file_name) for piece in pieces}) == len(pieces)
    assert "CÒN THIẾU: 4/4 đơn vị" in front


def test_dossiers_cost_the_same_for_one_unit_and_for_many(full: Commune, cast: Cast):
    def count(units: list[Organisation]) -> int:
        with CaptureQueriesContext(connection) as counted:
            contents_of(units, 2026)
        return len(counted)

    cells = list(Organisation.objects.filter(pk__in=[cell.pk for cell in full.cells]).prefetch_related("periods"))
    count(cells)
    assert count(cells[:1]) == count(cells) <= 25


def test_gaps_of_a_sort_are_one_line_on_paper():
    gaps = [Gap("review", "Bản kiểm điểm cá nhân", f"Đồng chí {number}", "chưa viết") for number in range(11)]
    assert gap_line(gaps).startswith("Bản kiểm điểm cá nhân (11) – chưa viết: Đồng chí 0, Đồng chí 1")
    assert gap_line(gaps).endswith("Đồng chí 7 và 3 trường hợp nữa")


# --- The signed original


def keep_original(meeting: Meeting, content: bytes, cast: Cast, **more: Any) -> Paper:
    values = {"content_type": "application/pdf", "sha256": hashlib.sha256(content).hexdigest()} | more
    paper = Paper(meeting=meeting, kind="original", title="Bản ký", file_name="bk.pdf", size=1, **values)
    paper.uploaded_by = cast.secretary
    paper.file.save("bk.pdf", ContentFile(content), save=False)
    paper.save()
    return paper


def one_page_pdf() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_signed_original_stands_instead_of_the_paper_made_here(commune: Commune, cast: Cast):
    meeting, content = make_approved_meeting(commune, cast), one_page_pdf()
    keep_original(meeting, content, cast)
    assembly = CATALOGUE["dossier"].assembly
    assert assembly is not None
    assert assembly.make(asked_of(DOSSIER_FORM, commune.cells[0], cast), f"bien-ban:{meeting.pk}") == content


def test_photograph_of_the_signed_minutes_becomes_a_page(commune: Commune, cast: Cast):
    from PIL import Image

    meeting, target = make_approved_meeting(commune, cast), io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(target, "PNG")
    keep_original(meeting, target.getvalue(), cast, content_type="image/png")
    made = original_of(meeting)
    assert made is not None
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert float(pdf.pages[0].mediabox[2]) == pytest.approx(595, abs=2)


@pytest.mark.parametrize(
    ("content", "more"),
    [(b"%PDF-1.7 not one", {}), (one_page_pdf(), {"sha256": "0" * 64}), (one_page_pdf(), {"version": 2})],
    ids=["broken", "altered", "of another version"],
)
def test_original_that_cannot_be_trusted_gives_way_to_the_paper_made_here(
    commune: Commune, cast: Cast, content: bytes, more: dict[str, Any]
):
    meeting = make_approved_meeting(commune, cast)
    keep_original(meeting, content, cast, **more)
    assert original_of(meeting) is None


# --- All minutes of some months


def test_minutes_of_a_month_are_one_paper_and_name_who_is_missing(commune: Commune, cast: Cast):
    meeting = make_approved_meeting(commune, cast)
    make_open_meeting(commune.cells[1], dt.date(2026, 10, 7), by=cast.secretary)
    asked = keep_asked(
        MINUTES_SPAN_FORM, commune.committee, first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31), by=cast.commune
    )
    front, made = laid_out(CATALOGUE["month_minutes"], asked)
    assert [isinstance(part, Part) for part in made] == [True]
    assert meeting.cell.name in front
    assert "CÒN THIẾU: 2/3 đơn vị" in front
    assert "Chi bộ thôn Tân Lập: sinh hoạt thường kỳ tháng 10/2026: chưa được duyệt" in front
    assert "Chi bộ thôn Đồng Tâm: tháng 10/2026: không có buổi sinh hoạt thường kỳ" in front


def test_period_of_the_unit_is_not_needed(commune: Commune, cast: Cast, period: Period):
    """A cell founded in the year is evaluated like any other; one outside the period is not."""
    late = make_cell(commune.committee, founded_on=dt.date(2026, 8, 10))
    make_member(late, since=dt.date(2026, 8, 10))
    contents = contents_of_unit(late, 2026)
    assert not Evaluation.objects.filter(cell=late).exists()
    assert [gap.name for gap in contents.gaps if gap.sort == "Biên bản sinh hoạt thường kỳ"] == ["tháng 9", "tháng 10"]


# --- The tables and sheets as papers of their own


@pytest.mark.parametrize("key", ["dossier_cover", "attendance_year", "year_scores"])
def test_tables_of_the_dossier_are_papers_of_their_own(full: Commune, cast: Cast, key: str):
    asked = asked_of(DOSSIER_FORM, full.cells[0], cast)
    kinds = [CATALOGUE[name] for name in (key, f"{key}_word", f"{key}_xlsx") if name in CATALOGUE]
    assert len(kinds) == (2 if key == "dossier_cover" else 3)
    for kind in kinds:
        made = kind.build(asked)
        with io.BytesIO(made) if isinstance(made, bytes) else made as file:
            assert file.read(4) == (b"%PDF" if kind.extension == "pdf" else b"PK\x03\x04")
        assert kind.file_name_of(asked).endswith(f"Chi bộ thôn Song Vân.{kind.extension}")


@pytest.mark.parametrize("key", ["class_sheet", "own_class_sheet", "opinion_list"])
def test_sheet_of_a_class_and_list_of_opinions_are_papers_of_their_own(full: Commune, cast: Cast, of: Any, key: str):
    for kind in (CATALOGUE[key], CATALOGUE[f"{key}_word"]):
        made: Any = kind.build(kind.about.load(of(cast.member).pk))
        assert made[:4] == (b"%PDF" if kind.extension == "pdf" else b"PK\x03\x04")


def test_same_day_and_data_give_the_same_pieces_and_pages(full: Commune, cast: Cast):
    asked, assembly = asked_of(DOSSIER_FORM, full.cells[0], cast), CATALOGUE["dossier"].assembly
    assert assembly is not None
    first, second = [list(assembly.pieces(asked)) for _time in range(2)]
    assert first == second
    assert [assembly.make(asked, each.key) for each in first] == [assembly.make(asked, each.key) for each in second]
