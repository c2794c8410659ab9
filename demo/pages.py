"""The pages of the path with the demonstration data, each as its own reader opens it: for pictures and measuring."""

from django.urls import reverse

from cells.models import (
    Assignment,
    Award,
    Badge,
    Candidate,
    Discipline,
    Member,
    Organisation,
    PilotUnit,
    RosterUpload,
    Seat,
    TrainingClass,
    Transfer,
    WorkingGroup,
)
from cells.queries import superior_of
from demo.board_pages import board_pages
from demo.connection_pages import connection_pages
from demo.month_pages import month_pages
from demo.print_pages import print_pages
from demo.shown import DemoPage
from demo.year_pages import year_pages
from evaluations.models import Evaluation, Period
from meetings.models import Meeting


def pages() -> list[DemoPage]:
    """Every page of the path."""
    cell = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân")
    return [
        *_boards(cell),
        *board_pages(cell),
        *_oversight(),
        *_growth(cell),
        *_cells(cell),
        *_records(cell),
        *_posts(cell),
        *_deeds(cell),
        *_lives(),
        *_meetings(cell),
        *connection_pages(),
        *month_pages(cell),
        *print_pages(),
        *year_pages(cell),
        *_evaluations(cell),
    ]


def _boards(cell: Organisation) -> list[DemoPage]:
    return [
        DemoPage("trang-chu", "Trang chủ: việc đang chờ", "bithu", reverse("reports:home"), True),
        DemoPage("trang-chu-xa", "Trang chủ của bí thư xã", "xa", reverse("reports:home")),
        DemoPage("bang-thang", "Bảng tháng của xã", "xa", f"{reverse('reports:month_board')}?nam=2025", True),
        DemoPage("nhat-ky", "Nhật ký", "xa", reverse("reports:audit_log")),
        DemoPage("van-ban", "Văn bản đã in", "xa", reverse("reports:document_list")),
    ]


def _cells(cell: Organisation) -> list[DemoPage]:
    member = Member.objects.filter(memberships__cell=cell).order_by("sort_key").first()
    return [
        DemoPage("cay-to-chuc", "Tổ chức đảng", "tochuc", reverse("cells:organisation_tree")),
        DemoPage("chi-bo", "Danh sách chi bộ", "xa", reverse("cells:cell_list")),
        DemoPage("mot-chi-bo", "Một chi bộ", "bithu", cell.get_absolute_url(), True),
        DemoPage("dang-vien", "Danh sách đảng viên", "xa", reverse("cells:member_list")),
        DemoPage("mot-dang-vien", "Một đảng viên", "xa", member.get_absolute_url() if member else "/"),
        *_statistics(cell),
        DemoPage("nhap-danh-sach", "Nhập danh sách đảng viên", "xa", reverse("cells:import_upload"), True),
        *_lists(cell),
    ]


def _records(cell: Organisation) -> list[DemoPage]:
    people = list(Member.objects.filter(memberships__cell=cell).order_by("sort_key")[:2])
    found = [
        DemoPage("chat-luong-ho-so", "Chất lượng hồ sơ", "xa", reverse("cells:record_quality"), True),
        DemoPage(
            "thieu-muc", "Ai còn thiếu một mục", "xa", reverse("cells:record_quality_people", args=[cell.pk, "sex"])
        ),
        DemoPage("ho-so-trung", "Hồ sơ có thể trùng", "xa", reverse("cells:double_list")),
        DemoPage("bang-ho-so", "Bổ sung hồ sơ theo bảng", "xa", reverse("cells:member_grid", args=[cell.pk])),
    ]
    if len(people) == 2:
        pair = reverse("cells:member_merge", args=[person.pk for person in people])
        found.append(DemoPage("gop-ho-so", "Gộp hai hồ sơ", "xa", pair))
    return found


def _lives() -> list[DemoPage]:
    """What happens to members: one whose record holds something of everything, and the registers."""
    entry = Discipline.objects.exclude(member=None).first()
    badge, transfer = Badge.objects.first(), Transfer.objects.filter(to_cell__isnull=False, state="issued").first()
    outside = Transfer.objects.filter(to_cell__isnull=True).first()
    unit = Award.objects.filter(organisation__isnull=False).first()
    if not (entry and entry.member and badge and transfer and outside and unit and unit.organisation):
        return []
    one, eldest = entry.member, badge.member
    of_one: tuple[tuple[str, str, str, list[object]], ...] = (
        ("sua-ten", "Sửa họ tên, ngày sinh", "member_change", [one.pk, "ten"]),
        ("sua-ngay", "Ba ngày vào Đảng", "member_change", [one.pk, "ngay"]),
        ("sua-giay-to", "Số định danh, thẻ", "member_change", [one.pk, "giay-to"]),
        ("chuyen", "Chuyển trong đảng bộ", "member_move", [one.pk]),
        ("gioi-thieu", "Giới thiệu chuyển sinh hoạt", "transfer_issue", [one.pk]),
        ("ra-khoi-dang", "Ra khỏi Đảng, từ trần", "member_leave", [one.pk]),
        ("ghi-tinh-trang", "Ghi tình trạng sinh hoạt", "status_begin", [one.pk]),
        ("ghi-trinh-do", "Ghi mục lý lịch", "profile_enter", [one.pk, "political_theory"]),
        ("nhan-phieu", "Nhận phiếu bổ sung", "supplement_receive", [one.pk, 2026]),
        ("ghi-khen-thuong", "Ghi khen thưởng", "award_give", [one.pk]),
        ("ghi-huy-hieu", "Ghi Huy hiệu Đảng", "badge_give", [eldest.pk]),
        ("ghi-ky-luat", "Ghi kỷ luật", "discipline_record", [one.pk]),
        ("them-dang-vien", "Thêm đảng viên", "member_create", []),
        ("tiep-nhan", "Tiếp nhận đảng viên chuyển đến", "member_receive", []),
        ("so-chuyen", "Sổ chuyển sinh hoạt", "transfer_list", []),
        ("mot-giay", "Một giấy giới thiệu", "transfer_detail", [transfer.pk]),
        ("giay-qua-han", "Giấy giới thiệu quá hạn", "transfer_detail", [outside.pk]),
        ("nhan-giay", "Tiếp nhận", "transfer_receive", [transfer.pk]),
        ("ra-ngoai", "Đã chuyển ra ngoài", "transfer_left", [outside.pk]),
        ("huy-giay", "Hủy giấy giới thiệu", "transfer_cancel", [outside.pk]),
        ("huy-hieu", "Đề nghị tặng Huy hiệu Đảng", "badge_list", []),
        ("phieu-bo-sung", "Ai chưa nộp phiếu bổ sung", "supplement_list", []),
        ("khen-chi-bo", "Khen thưởng – kỷ luật của chi bộ", "unit_honours", [unit.organisation.pk]),
    )
    parts = {"sinh-hoat": "Quá trình sinh hoạt", "chuc-vu": "Chức vụ", "bo-sung": "Bổ sung hằng năm"}
    address = eldest.get_absolute_url()
    return [
        *(DemoPage(f"ho-so-{part}", label, "xa", f"{address}?phan={part}") for part, label in parts.items()),
        DemoPage("ho-so-khen-thuong", "Khen thưởng – kỷ luật", "xa", f"{one.get_absolute_url()}?phan=khen-thuong"),
        DemoPage("ho-so-cua-toi", "Hồ sơ của tôi", "dangvien", _own_record()),
        *(DemoPage(name, label, "xa", reverse(f"cells:{view}", args=args)) for name, label, view, args in of_one),
    ]


def _own_record() -> str:
    return Member.objects.get(user__username="dangvien").get_absolute_url()


def _deeds(cell: Organisation) -> list[DemoPage]:
    commune, province = Organisation.objects.get(code="VT"), Organisation.objects.get(code="PT")
    rows = (
        ("qua-trinh", "Quá trình của một chi bộ", "xa", "cells:unit_history", cell),
        ("qua-trinh-xa", "Quá trình của xã", "tochuc", "cells:unit_history", commune),
        ("lap-don-vi", "Lập đơn vị trực thuộc", "xa", "cells:unit_found", commune),
        ("doi-ten-don-vi", "Đổi tên, địa danh", "xa", "cells:unit_change", cell),
        ("chuyen-don-vi", "Chuyển về cấp trên khác", "tochuc", "cells:unit_move", cell),
        ("sap-nhap", "Sáp nhập các chi bộ", "xa", "cells:unit_merge", commune),
        ("chia-tach", "Chia tách", "xa", "cells:unit_split", cell),
        ("giai-the", "Giải thể", "xa", "cells:unit_dissolve", cell),
        ("hai-cap", "Kết thúc cấp huyện", "tochuc", "cells:two_level_switch", province),
    )
    found = [DemoPage(name, title, who, reverse(url, args=[unit.pk])) for name, title, who, url, unit in rows]
    work = f"{reverse('meetings:open_work', args=[cell.pk])}?den=31/12/2026"
    return [*found, DemoPage("viec-con-lai", "Việc còn lại của một chi bộ", "xa", work)]


def _posts(cell: Organisation) -> list[DemoPage]:
    commune = Organisation.objects.get(code="VT")
    group = Organisation.objects.filter(periods__name="Tổ đảng số 1").first()
    seat = Seat.objects.filter(organisation=cell, office="secretary").first()
    own = Member.objects.get(user__username="dangvien")
    found = [
        DemoPage("mot-xa", "Một đảng bộ xã", "xa", commune.get_absolute_url()),
        DemoPage("chuc-vu-xa", "Chức vụ, nhiệm kỳ của xã", "tochuc", reverse("cells:post_list", args=[commune.pk])),
        DemoPage("chuc-vu", "Chức vụ, nhiệm kỳ của chi bộ", "xa", reverse("cells:post_list", args=[cell.pk])),
        DemoPage("giao-chuc-vu", "Giao chức vụ: chọn người", "xa", reverse("cells:seat_give", args=[cell.pk])),
        DemoPage(
            "giao-chuc-vu-nguoi",
            "Giao chức vụ",
            "tochuc",
            f"{reverse('cells:seat_give', args=[commune.pk])}?dong-chi={own.pk}",
        ),
        DemoPage("ghi-chi-uy", "Ghi cả chi ủy", "xa", reverse("cells:committee_appoint", args=[cell.pk])),
        DemoPage("ghi-nhiem-ky", "Ghi nhiệm kỳ", "xa", reverse("cells:term_open", args=[cell.pk])),
        DemoPage("nhiem-ky-sap-het", "Nhiệm kỳ sắp hết", "xa", reverse("cells:term_ending_list")),
        DemoPage("lap-to-dang", "Lập tổ đảng", "bithu", reverse("cells:group_found", args=[cell.pk])),
        DemoPage("ai-duoc-xem", "Ai được xem gì", "xa", reverse("cells:access_list", args=[cell.pk])),
        DemoPage("giao-quyen-xuat", "Giao quyền xuất", "xa", reverse("cells:export_grant", args=[cell.pk])),
        DemoPage("ai-da-xem", "Ai đã xem số của tôi", "dangvien", reverse("cells:member_reveals", args=[own.pk])),
    ]
    if seat:
        found.append(DemoPage("thoi-chuc-vu", "Thôi chức vụ", "xa", reverse("cells:seat_end", args=[seat.pk])))
    if group:
        found.append(DemoPage("mot-to-dang", "Một tổ đảng", "bithu", group.get_absolute_url()))
    return found


def _growth(cell: Organisation) -> list[DemoPage]:
    commune = Organisation.objects.get(code="VT")
    found = [
        DemoPage("phat-trien-dang", "Phát triển Đảng", "xa", reverse("cells:candidate_list"), True),
        DemoPage(
            "them-quan-chung", "Thêm quần chúng ưu tú", "bithu", reverse("cells:candidate_create", args=[cell.pk])
        ),
        DemoPage("den-han-chinh-thuc", "Sắp đến hạn chính thức", "xa", reverse("cells:official_due_list")),
        DemoPage("ra-soat", "Rà soát đảng viên của chi bộ", "bithu", reverse("cells:screening", args=[cell.pk])),
        DemoPage("ra-soat-xa", "Tổng hợp rà soát", "xa", reverse("cells:screening", args=[commune.pk]) + "?nam=2025"),
        DemoPage("dang-phi", "Đảng phí của chi bộ", "bithu", reverse("cells:fees", args=[cell.pk])),
        DemoPage("dang-phi-xa", "Đảng phí của xã", "xa", reverse("cells:fees", args=[commune.pk])),
        DemoPage("dang-phi-thang", "Đảng phí một tháng", "bithu", reverse("cells:fee_month", args=[cell.pk, 2026, 4])),
    ]
    own = Candidate.objects.filter(cell=cell)
    proposed, waiting = own.filter(stage="committee_proposed").first(), own.filter(stage="dossier").first()
    probationary = Member.objects.filter(official_on=None, memberships__cell=cell, candidate=None).first()
    if proposed and waiting:
        step = reverse("cells:candidate_step", args=[waiting.pk])
        found += [
            DemoPage(
                "mot-quan-chung", "Một quần chúng ưu tú", "xa", reverse("cells:candidate_detail", args=[proposed.pk])
            ),
            DemoPage("ghi-buoc", "Chi bộ đề nghị kết nạp", "bithu", step),
            DemoPage("dung-theo-doi", "Dừng theo dõi", "bithu", reverse("cells:candidate_stop", args=[waiting.pk])),
        ]
    if probationary:
        address = reverse("cells:member_recognise", args=[probationary.pk])
        found.append(DemoPage("cong-nhan", "Công nhận đảng viên chính thức", "xa", address))
    return found


def _classes(commune: Organisation) -> list[DemoPage]:
    training = TrainingClass.objects.first()
    participant = training.participants.first() if training else None
    if not (training and participant):
        return []
    person = [training.pk, participant.pk]
    return [
        DemoPage("lop-boi-duong", "Lớp bồi dưỡng", "xa", reverse("cells:training_list", args=[commune.pk])),
        DemoPage("mot-lop", "Một lớp bồi dưỡng", "xa", reverse("cells:training_detail", args=[training.pk])),
        DemoPage("ghi-nguoi-du", "Ghi người dự lớp", "xa", reverse("cells:training_people_add", args=[training.pk])),
        DemoPage("sua-nguoi-du", "Một người dự lớp", "xa", reverse("cells:training_person_change", args=person)),
    ]


def _oversight() -> list[DemoPage]:
    commune = Organisation.objects.get(code="VT")
    assignment, group = Assignment.objects.first(), WorkingGroup.objects.first()
    pilot = PilotUnit.objects.first()
    if not (assignment and group and pilot):
        return []
    weakness, task = pilot.weaknesses.first(), pilot.tasks.last()
    rows: list[tuple[str, str, str, list[object]]] = [
        ("phan-cong", "Phân công cấp ủy viên phụ trách", "assignment_list", [commune.pk]),
        ("phan-cong-them", "Phân công", "assignment_add", [commune.pk]),
        ("thoi-phu-trach", "Thôi phụ trách", "assignment_end", [assignment.pk]),
        ("to-cong-tac", "Tổ công tác", "working_group_list", [commune.pk]),
        ("lap-to-cong-tac", "Lập tổ công tác", "working_group_create", [commune.pk]),
        ("mot-to-cong-tac", "Một tổ công tác", "working_group_detail", [group.pk]),
        ("to-them-nguoi", "Thêm người vào tổ", "working_group_person_add", [group.pk]),
        ("to-them-don-vi", "Thêm đơn vị", "working_group_units_add", [group.pk]),
        ("don-vi-diem", "Đơn vị điểm", "pilot_list", [commune.pk]),
        ("chon-don-vi-diem", "Chọn đơn vị điểm", "pilot_choose", [commune.pk]),
        ("mot-don-vi-diem", "Một đơn vị điểm", "pilot_detail", [pilot.pk]),
        ("sua-ke-hoach", "Kế hoạch củng cố", "pilot_plan", [pilot.pk]),
        ("sua-han-che", "Cập nhật hạn chế", "pilot_weakness_change", [pilot.pk, weakness.pk if weakness else 0]),
        ("xong-viec", "Ghi kết quả việc củng cố", "pilot_task_finish", [pilot.pk, task.pk if task else 0]),
    ]
    found = [DemoPage(name, title, "xa", reverse(f"cells:{url}", args=args)) for name, title, url, args in rows]
    found += [
        *_classes(commune),
        DemoPage("phan-cong-cu", "Phân công đã kết thúc", "xa", found[0].path + "?da-ket-thuc=1"),
        DemoPage("tim-nguoi", "Tìm người phụ trách", "xa", found[1].path + "?nguoi-khac=1&tim=nguyen van"),
        DemoPage("chon-cap-uy", "Chọn cấp ủy", "tochuc", reverse("cells:oversight")),
        DemoPage(
            "truoc-sau", "Trước và sau khi củng cố", "xa", reverse("reports:pilot_figures_panel", args=[pilot.pk])
        ),
        DemoPage("toi-phu-trach", "Chi bộ tôi phụ trách", "capuy", reverse("reports:my_units"), True),
        DemoPage("trang-chu-cap-uy", "Trang chủ của cấp ủy viên phụ trách", "capuy", reverse("reports:home")),
    ]
    return found


def _statistics(cell: Organisation) -> list[DemoPage]:
    commune = superior_of(cell)
    assert commune
    year = "tu=01/01/2025&den=31/12/2025"

    def form(key: str) -> str:
        return reverse("cells:statistics_form", args=[commune.pk, key])

    people = reverse("cells:statistics_people", args=[commune.pk, "1", "lines", "end", "total"])
    return [
        DemoPage("thong-ke", "Thống kê", "xa", reverse("cells:statistics")),
        DemoPage("bieu-1", "Biểu 1: tăng, giảm đảng viên", "xa", f"{form('1')}?{year}"),
        DemoPage("bieu-1-danh-sach", "Những người trong một con số", "xa", f"{people}?{year}"),
        DemoPage("bieu-3", "Biểu 3: cơ cấu đội ngũ đảng viên", "xa", f"{form('3')}?bang=age"),
        DemoPage("bieu-5", "Biểu 5: loại hình", "xa", form("5")),
        DemoPage("bieu-7", "Biểu 7: Huy hiệu Đảng", "xa", form("7")),
    ]


def _lists(cell: Organisation) -> list[DemoPage]:
    waiting = RosterUpload.objects.filter(state=RosterUpload.State.WAITING).first()
    found = [DemoPage("xuat-danh-sach", "Xuất danh sách", "bithu", reverse("cells:list_export", args=[cell.pk]))]
    if waiting:
        preview = reverse("cells:import_preview", args=[waiting.pk])
        reader = waiting.uploaded_by.username
        found.append(DemoPage("xem-truoc-danh-sach", "Xem trước danh sách", reader, preview, reads_a_file=True))
    return found


def _meetings(cell: Organisation) -> list[DemoPage]:
    held = Meeting.objects.filter(cell=cell).order_by("-held_on")
    locked = held.filter(state=Meeting.State.LOCKED).first()
    writing = held.filter(state=Meeting.State.OPEN).first()
    found = [
        DemoPage("cac-buoi", "Các buổi sinh hoạt", "bithu", reverse("meetings:meeting_list", args=[cell.pk])),
        DemoPage("len-lich", "Lên lịch sinh hoạt", "bithu", reverse("meetings:meeting_plan", args=[cell.pk])),
    ]
    if locked:
        found.append(DemoPage("mot-buoi", "Một buổi sinh hoạt", "xa", locked.get_absolute_url()))
    if writing:
        attendance = reverse("meetings:attendance", args=[writing.pk])
        minutes = reverse("meetings:minutes", args=[writing.pk])
        found += [
            DemoPage("diem-danh", "Điểm danh", "bithu", attendance, True),
            DemoPage("bien-ban", "Ghi biên bản", "bithu", minutes, True),
        ]
    return found


def _evaluations(cell: Organisation) -> list[DemoPage]:
    found = [DemoPage("cac-ky", "Các kỳ đánh giá", "xa", reverse("evaluations:period_list"))]
    for period in Period.objects.filter(year__in=(2025, 2026), quarter=None):
        own = Evaluation.objects.filter(period=period, cell=cell)
        rated, member = own.filter(member=None).first(), own.exclude(member=None).first()
        sheet = reverse("evaluations:cell_sheet", args=[period.pk, cell.pk])
        past = period.year == 2025
        found += [
            DemoPage(f"ky-{period.year}", f"Kỳ đánh giá {period.year}", "xa", period.get_absolute_url(), past),
            DemoPage(f"bang-nhap-{period.year}", f"Bảng nhập của chi bộ năm {period.year}", "bithu", sheet),
        ]
        if rated and member:
            found += [
                DemoPage(f"phieu-{period.year}", "Mức xếp loại kèm lý do", "xa", rated.get_absolute_url(), past),
                DemoPage(f"phieu-dv-{period.year}", "Phiếu của một đảng viên", "xa", member.get_absolute_url()),
            ]
        if rated and not past:
            entering = reverse("evaluations:facts_enter", args=[rated.pk])
            found.append(DemoPage("nhap-so-lieu", "Nhập số liệu của chi bộ", "bithu", entering))
        if past:
            summary = reverse("reports:year_summary", args=[period.pk])
            found.append(DemoPage("tong-hop", "Tổng hợp cuối năm", "xa", summary, True))
    return found
