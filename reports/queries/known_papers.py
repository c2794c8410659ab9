"""The papers that a list of everything printable names: what each is for, and the page where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from evaluations.models import Period
from evaluations.rules.parts import Form
from meetings.access.sheets import WITHOUT_SUMMARY

MEETINGS, REVIEW, SUMMARY, STATISTICS, RECORDS = "meetings", "review", "summary", "statistics", "records"
GROUPS = (
    (MEETINGS, _("Sinh hoạt")),
    (REVIEW, _("Kiểm điểm, đánh giá, xếp loại")),
    (SUMMARY, _("Tổng hợp cuối năm")),
    (STATISTICS, _("Thống kê")),
    (RECORDS, _("Hồ sơ")),
)


@dataclass(frozen=True)
class Place:
    """For whom, which unit and which year the list is made."""

    unit: Organisation
    year: int
    period: Period | None
    """The year's evaluation that the unit is in, as far as the reader sees it."""
    actions: Collection[str]
    """What the reader may do with the period."""
    is_cell: bool
    is_exported: bool
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Paper:
    """One paper of the list. ``url`` gives the page where it is asked for, empty where this reader cannot."""

    group: str
    key: str
    """Its kind in the catalogue."""
    label: str | Promise
    about: str | Promise
    url: Callable[[Place], str]
    forms: tuple[str, ...] = ()
    """Keys of the forms in the regulation of the year whose numbers it bears."""


def _unit(name: str, *, of_committees: bool = False) -> Callable[[Place], str]:
    def url(place: Place) -> str:
        is_shown = not of_committees or place.unit.kind not in WITHOUT_SUMMARY
        return reverse(name, args=[place.unit.pk]) if is_shown else ""

    return url


def _unit_year(name: str) -> Callable[[Place], str]:
    return lambda place: f"{reverse(name, args=[place.unit.pk])}?nam={place.year}"


def _period(name: str, *verbs: str) -> Callable[[Place], str]:
    """A page of the period, for those who may do one of ``verbs`` with it."""

    def url(place: Place) -> str:
        if place.period is None or (verbs and not set(verbs) & set(place.actions)):
            return ""
        return reverse(name, args=[place.period.pk])

    return url


def _period_unit(name: str) -> Callable[[Place], str]:
    return lambda place: reverse(name, args=[place.period.pk, place.unit.pk]) if place.period else ""


def _records(place: Place) -> str:
    return (
        f"{reverse('evaluations:record_list', args=[place.period.pk])}?don-vi={place.unit.pk}" if place.period else ""
    )


def _themes(place: Place) -> str:
    return reverse("meetings:thematic_plan", args=[place.unit.pk, place.year]) if place.is_cell else ""


def _only_exported(name: str) -> Callable[[Place], str]:
    return lambda place: reverse(name, args=[place.unit.pk]) if place.is_exported else ""


PAPERS = (
    Paper(
        MEETINGS,
        "minutes",
        _("Biên bản sinh hoạt"),
        _("Biên bản từng buổi, bản nháp và bản đã duyệt. Mở buổi sinh hoạt rồi bấm in."),
        _unit("meetings:meeting_list"),
    ),
    Paper(
        MEETINGS,
        "sign_in_sheet",
        _("Danh sách ký tên"),
        _("Để đảng viên ký tên khi đến họp. Mở buổi sinh hoạt sắp tới."),
        _unit("meetings:meeting_list"),
    ),
    Paper(
        MEETINGS,
        "issued",
        _("Nghị quyết, chương trình và văn bản khác"),
        _("Nghị quyết tháng, chương trình sinh hoạt, thông báo, báo cáo… có số, ngày, người ký trong sổ văn bản."),
        _unit("meetings:document_register"),
    ),
    Paper(
        MEETINGS,
        "thematic_plan",
        _("Kế hoạch sinh hoạt chuyên đề"),
        _("Chuyên đề, người chuẩn bị, thời gian của cả năm, gửi cấp trên."),
        _themes,
    ),
    Paper(
        MEETINGS,
        "score_sheet",
        _("Biểu chấm điểm một buổi sinh hoạt"),
        _("Hai cột điểm: chi bộ tự chấm, cấp trên chấm; thuyết minh điểm trừ. Mở điểm của từng buổi."),
        _unit_year("meetings:year_scores"),
    ),
    Paper(
        MEETINGS,
        "year_scores",
        _("Bảng điểm các buổi trong năm"),
        _("Điểm và xếp loại từng tháng, trung bình cả năm."),
        _unit_year("reports:dossier"),
    ),
    Paper(
        MEETINGS,
        "attendance_year",
        _("Bảng điểm danh năm"),
        _("Ai dự, ai vắng từng buổi trong năm."),
        _unit_year("reports:dossier"),
    ),
    Paper(
        MEETINGS,
        "book",
        _("Sổ biên bản"),
        _("Mọi biên bản của năm, đánh số trang liền nhau."),
        _unit_year("reports:year_book"),
    ),
    Paper(
        MEETINGS,
        "month_minutes",
        _("Tập biên bản theo tháng"),
        _("Biên bản của một số tháng trong một tệp."),
        _unit("reports:month_minutes"),
    ),
    Paper(
        MEETINGS,
        "register",
        _("Sổ văn bản"),
        _("Văn bản đã ban hành và số lượng theo loại, theo nhiệm kỳ."),
        _only_exported("meetings:document_register"),
    ),
    Paper(
        MEETINGS,
        "month_calendar",
        _("Thông báo lịch sinh hoạt tháng"),
        _("Ngày, giờ, nơi họp của các chi bộ trong tháng."),
        _unit("meetings:calendar_month", of_committees=True),
    ),
    Paper(
        MEETINGS,
        "month_scores",
        _("Tổng hợp xếp loại sinh hoạt tháng"),
        _("Mỗi chi bộ một dòng: điểm, xếp loại, thuyết minh điểm trừ."),
        _unit("meetings:month_scores", of_committees=True),
    ),
    Paper(
        MEETINGS,
        "half_year",
        _("Báo cáo sinh hoạt 6 tháng"),
        _("Số lượt dự, phát biểu, kỳ chuyên đề, kết nạp, kiểm tra của từng chi bộ."),
        _unit("reports:half_year", of_committees=True),
    ),
    Paper(
        REVIEW,
        "self_review",
        _("Báo cáo, bản kiểm điểm"),
        _("Của tập thể và từng người: bản đã viết hoặc mẫu trống để viết tay."),
        _period_unit("evaluations:self_review_list"),
        ("01", "2A", "2B", "2C", "02", "02A", "02B"),
    ),
    Paper(
        REVIEW,
        "self_review",
        _("Bản tự đánh giá, xếp loại quý"),
        _("Của cá nhân, từng quý; mở quý rồi mở phiếu của từng người."),
        _period("evaluations:quarter_list"),
        ("05",),
    ),
    Paper(
        REVIEW,
        "opinion_summary",
        _("Tổng hợp ý kiến các bên"),
        _("Mức tự xếp, mức các bên đề xuất và phiếu của chi bộ, mỗi người một dòng."),
        _period_unit("evaluations:opinion_summary"),
    ),
    Paper(
        REVIEW,
        "ballot",
        _("Phiếu biểu quyết xếp loại"),
        _("Phiếu vòng 1 chọn mức, vòng 2 bình chọn xuất sắc; của đảng viên, chi bộ, đảng bộ."),
        _period("evaluations:ballot_list", "ballots"),
    ),
    Paper(
        REVIEW,
        "counting_record",
        _("Biên bản kiểm phiếu"),
        _("Số phiếu phát ra, thu về, số phiếu và tỷ lệ từng mức."),
        _period("evaluations:ballot_list", "ballots"),
    ),
    Paper(
        REVIEW,
        "appraisal",
        _("Tờ trình thẩm định"),
        _("Kết quả thẩm định của ban tổ chức và những trường hợp cần thảo luận."),
        _period("evaluations:appraisal_queue", "appraise", "direct"),
    ),
    Paper(
        REVIEW,
        "cap_options",
        _("Phương án tỷ lệ xuất sắc"),
        _("Ba cách tính tỷ lệ, thứ tự gợi ý, các phương án đặt cạnh nhau."),
        _period("evaluations:cap_whatif", "print"),
    ),
    Paper(
        REVIEW,
        "decision",
        _("Quyết định công nhận kết quả, trích biên bản"),
        _("Quyết định kèm danh sách; trích biên bản hội nghị quyết định."),
        _period("evaluations:publication", "follow_up"),
    ),
    Paper(
        REVIEW,
        "further_decision",
        _("Quyết định đánh giá, xếp loại lại"),
        _("Khi kết quả được xem xét lại hoặc hủy. Mở phiếu của người hoặc đơn vị được xếp loại lại."),
        _period("evaluations:result_list", "print"),
        ("03",),
    ),
    Paper(
        REVIEW,
        "postponed_list",
        _("Danh sách chưa kiểm điểm, xếp loại"),
        _("Ai để lại, lý do, dự kiến khi nào kiểm điểm bổ sung."),
        _period("evaluations:postponed_list", "print"),
    ),
    Paper(
        REVIEW,
        "award_proposals",
        _("Tờ trình đề nghị khen thưởng"),
        _("Danh sách đề nghị theo từng cấp quyết định, có tiền thưởng."),
        _period("evaluations:award_list", "print"),
    ),
    Paper(
        REVIEW,
        "award_decision",
        _("Quyết định khen thưởng"),
        _("Quyết định tặng giấy khen của cấp ủy, kèm danh sách."),
        _period("evaluations:award_list", "print"),
    ),
    Paper(
        REVIEW,
        "period_regulation",
        _("Quy định áp dụng"),
        _("Toàn văn quy tắc xếp loại đã dùng cho năm."),
        _period("evaluations:period_regulation"),
    ),
    Paper(
        SUMMARY,
        "year_form",
        _("Các biểu tổng hợp"),
        _("Biểu kiểm điểm, các biểu xếp loại tổ chức đảng, đảng viên, tập thể, cá nhân của năm."),
        _period("reports:year_forms", "print"),
    ),
    Paper(
        SUMMARY,
        "year_summary",
        _("Bảng tổng hợp xếp loại"),
        _("Số lượng, tỷ lệ từng mức theo loại hình; đối chiếu số liệu."),
        _period("reports:year_summary", "print"),
    ),
    Paper(
        SUMMARY,
        "issued",
        _("Báo cáo kiểm điểm, đánh giá, xếp loại cuối năm"),
        _("Báo cáo của cấp ủy gửi cấp trên, kèm phụ lục biểu."),
        _period("reports:year_report", "print"),
    ),
    Paper(
        RECORDS,
        "record_list",
        _("Danh mục hồ sơ và phụ lục chấm điểm"),
        _("Mỗi tập thể, cá nhân có tài liệu nào, còn thiếu gì; điểm từng tiêu chí."),
        _records,
        ("04",),
    ),
    Paper(
        RECORDS,
        "dossier",
        _("Hồ sơ của đơn vị"),
        _("Danh mục, biên bản, điểm danh, điểm, kiểm điểm, phiếu, quyết định của năm trong một tệp."),
        _unit_year("reports:dossier"),
    ),
    Paper(
        RECORDS,
        "dossiers_below",
        _("Hồ sơ của các đơn vị trực thuộc"),
        _("Hồ sơ năm của mọi chi bộ trong một lần."),
        lambda place: "" if place.is_cell or not place.is_exported else _unit_year("reports:dossier_list")(place),
    ),
    Paper(
        RECORDS,
        "unit_data",
        _("Toàn bộ dữ liệu của đơn vị"),
        _("Bảng dữ liệu để lưu trữ hoặc chuyển sang nơi khác."),
        _only_exported("cells:list_export"),
    ),
)
