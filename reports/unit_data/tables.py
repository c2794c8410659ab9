"""Which rows of which table belong to a unit. A table that is in neither list fails a test."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from cells.models import Member, Membership, Organisation, Seat
from cells.queries import subtree_ids


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table: its name for people, its file, and how its rows reach the unit.

    ``units`` are paths to an organisation at or below it; ``people`` are paths to a member of it. A row that one of
    them reaches belongs to the unit.
    """

    label: str
    title: str
    file: str
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Fields left out: computed keys, bytes, and words about leave, which only the leaders of the cell read."""
    files: str = ""
    """The field with an uploaded file, which goes into the zip beside the tables."""

    @property
    def model(self) -> type[Model]:
        app, name = self.label.split(".")
        if "_" in name:
            owner, field = name.split("_", 1)
            through: type[Model] = getattr(apps.get_model(app, owner), field).through
            return through
        return apps.get_model(app, name)


KEYS = ("sort_key", "search_key")
TABLES = (
    DataTable("cells.Organisation", "Tổ chức đảng", "to-chuc-dang", ("pk",)),
    DataTable(
        "cells.OrganisationPeriod", "Tên, cấp, cấp trên", "ten-va-vi-tri", ("organisation",), without=("name_key",)
    ),
    DataTable("cells.Succession", "Sáp nhập, chia tách", "sap-nhap-chia-tach", ("predecessor", "successor")),
    DataTable("cells.Term", "Nhiệm kỳ", "nhiem-ky", ("organisation",)),
    DataTable("cells.Seat", "Chức vụ", "chuc-vu", ("organisation",)),
    DataTable("cells.Member", "Đảng viên", "dang-vien", people=("pk", "merged_into"), without=KEYS),
    DataTable("cells.Membership", "Sinh hoạt tại chi bộ", "sinh-hoat-tai-chi-bo", ("cell",)),
    DataTable("cells.StatusPeriod", "Tình trạng sinh hoạt", "tinh-trang", people=("member",)),
    DataTable("cells.GroupMembership", "Tổ đảng", "to-dang", ("group",)),
    DataTable("cells.ResidenceLink", "Chi bộ nơi cư trú", "noi-cu-tru", ("cell",), ("member",)),
    DataTable("cells.ProfileEntry", "Trình độ, nghề nghiệp", "ly-lich", people=("member",)),
    DataTable("cells.Supplement", "Phiếu bổ sung hồ sơ", "phieu-bo-sung", people=("member",)),
    DataTable("cells.Transfer", "Chuyển sinh hoạt", "chuyen-sinh-hoat", ("from_cell", "to_cell"), ("member",)),
    DataTable("cells.Award", "Khen thưởng", "khen-thuong", ("organisation",), ("member",)),
    DataTable("cells.Badge", "Huy hiệu Đảng", "huy-hieu", people=("member",)),
    DataTable("cells.Discipline", "Kỷ luật", "ky-luat", ("organisation", "unit"), ("member",)),
    DataTable("cells.ScreeningResult", "Rà soát, sàng lọc", "ra-soat", ("cell",)),
    DataTable("cells.FeeMonth", "Đảng phí", "dang-phi", ("cell",)),
    DataTable("cells.FeeMonth_debtors", "Nợ đảng phí", "no-dang-phi", ("feemonth__cell",)),
    DataTable("cells.Candidate", "Tạo nguồn kết nạp", "tao-nguon", ("cell",), without=KEYS),
    DataTable("cells.CandidateStep", "Các bước kết nạp", "cac-buoc-ket-nap", ("candidate__cell",)),
    DataTable("cells.DistinctPair", "Hai hồ sơ là hai người", "hai-nguoi", people=("member", "other")),
    DataTable("cells.MemberMerge", "Hồ sơ đã gộp", "ho-so-da-gop", people=("kept", "merged")),
    DataTable("cells.Assignment", "Phân công phụ trách", "phan-cong", ("organisation", "unit")),
    DataTable("cells.WorkingGroup", "Tổ công tác", "to-cong-tac", ("organisation",)),
    DataTable("cells.WorkingGroupMember", "Thành viên tổ công tác", "thanh-vien-to", ("group__organisation",)),
    DataTable("cells.WorkingGroupUnit", "Đơn vị của tổ công tác", "don-vi-cua-to", ("group__organisation", "unit")),
    DataTable("cells.PilotUnit", "Đơn vị điểm", "don-vi-diem", ("organisation", "chosen_by")),
    DataTable("cells.PilotWeakness", "Hạn chế của đơn vị điểm", "han-che", ("pilot__organisation", "pilot__chosen_by")),
    DataTable("cells.PilotTask", "Việc củng cố", "viec-cung-co", ("pilot__organisation", "pilot__chosen_by")),
    DataTable("cells.TrainingClass", "Lớp bồi dưỡng", "lop-boi-duong", ("organisation",)),
    DataTable("cells.TrainingParticipant", "Học viên", "hoc-vien", ("training__organisation",), ("member",)),
    DataTable("cells.ExportRight", "Quyền xuất dữ liệu", "quyen-xuat", ("organisation",)),
    DataTable("cells.ColumnMapping", "Cách đọc cột", "cach-doc-cot", ("organisation",)),
    DataTable(
        "cells.RosterUpload", "Danh sách đã tải lên", "danh-sach-tai-len", ("organisation",), without=("content",)
    ),
    DataTable("meetings.Meeting", "Buổi sinh hoạt", "buoi-sinh-hoat", ("cell",)),
    DataTable("meetings.Attendance", "Điểm danh", "diem-danh", ("meeting__cell",)),
    DataTable("meetings.Guest", "Khách dự", "khach-du", ("meeting__cell",)),
    DataTable("meetings.AgendaItem", "Chương trình", "chuong-trinh", ("meeting__cell",)),
    DataTable("meetings.Passage", "Biên bản (từng đoạn)", "bien-ban", ("meeting__cell",)),
    DataTable("meetings.PassageRevision", "Các lần ghi biên bản", "cac-lan-ghi", ("passage__meeting__cell",)),
    DataTable("meetings.Vote", "Biểu quyết", "bieu-quyet", ("meeting__cell",)),
    DataTable("meetings.Task", "Nhiệm vụ", "nhiem-vu", ("meeting__cell", "moved_to")),
    DataTable("meetings.TaskReview", "Đánh giá nhiệm vụ", "danh-gia-nhiem-vu", ("meeting__cell",)),
    DataTable("meetings.TaskProgress", "Tiến độ nhiệm vụ", "tien-do", ("task__meeting__cell", "task__moved_to")),
    DataTable("meetings.MinutesVersion", "Biên bản đã duyệt", "bien-ban-da-duyet", ("meeting__cell",)),
    DataTable("meetings.LeaveRequest", "Xin vắng", "xin-vang", ("meeting__cell",), without=("details", "answer")),
    DataTable("meetings.Paper", "Tài liệu của buổi", "tai-lieu", ("meeting__cell",), without=("file",), files="file"),
    DataTable("meetings.MeetingScore", "Chấm điểm sinh hoạt", "cham-diem", ("meeting__cell",)),
    DataTable("meetings.MeetingGrade", "Xếp loại buổi sinh hoạt", "xep-loai-buoi", ("meeting__cell",)),
    DataTable("meetings.SheetInForce", "Biểu chấm đang dùng", "bieu-cham", ("organisation",)),
    DataTable("meetings.NumberSeries", "Số văn bản đã cấp", "so-van-ban", ("organisation",)),
    DataTable("meetings.PartyDocument", "Văn bản của chi bộ", "van-ban-chi-bo", ("organisation",)),
    DataTable("meetings.ThematicPlan", "Kế hoạch chuyên đề", "ke-hoach-chuyen-de", ("organisation",)),
    DataTable("meetings.ThematicPlanItem", "Chuyên đề từng tháng", "chuyen-de", ("plan__organisation",)),
    DataTable("meetings.PublishedCalendar", "Lịch đã công bố", "lich", ("organisation",)),
    DataTable("meetings.YearTheme", "Chủ đề năm", "chu-de-nam", ("organisation",)),
    DataTable("meetings.KeyTask", "Nhiệm vụ trọng tâm", "nhiem-vu-trong-tam", ("theme__organisation",)),
    DataTable("meetings.Visit", "Dự sinh hoạt, kiểm tra", "du-sinh-hoat", ("organisation", "meeting__cell")),
    DataTable("meetings.Dialogue", "Đối thoại", "doi-thoai", ("organisation",)),
    DataTable("meetings.DialogueQuestion", "Câu hỏi đối thoại", "cau-hoi-doi-thoai", ("dialogue__organisation",)),
    DataTable("meetings.ConductSetting", "Quy định sinh hoạt", "quy-dinh-sinh-hoat", ("organisation",)),
    DataTable("evaluations.Period", "Kỳ đánh giá", "ky-danh-gia", ("organisation",)),
    DataTable("evaluations.Evaluation", "Đánh giá, xếp loại", "danh-gia", ("cell", "period__organisation")),
    DataTable(
        "evaluations.FactEntry", "Số liệu đánh giá", "so-lieu", ("evaluation__cell", "evaluation__period__organisation")
    ),
    DataTable("evaluations.Review", "Thẩm định", "tham-dinh", ("evaluation__cell", "evaluation__period__organisation")),
    DataTable(
        "evaluations.Decision",
        "Quyết định xếp loại",
        "quyet-dinh",
        ("evaluation__cell", "evaluation__period__organisation"),
    ),
    DataTable("evaluations.LocalRegulation", "Quy định của cấp ủy", "quy-dinh-cua-cap-uy", ("organisation",)),
    DataTable("evaluations.CapGroup", "Nhóm tính tỷ lệ", "nhom-ty-le", ("period__organisation",)),
    DataTable("evaluations.CapScenario", "Phương án tỷ lệ", "phuong-an-ty-le", ("period__organisation",)),
    DataTable("evaluations.LeadershipCollective", "Tập thể lãnh đạo", "tap-the", ("organisation", "unit")),
    DataTable("evaluations.CollectiveSeat", "Thành viên tập thể", "thanh-vien-tap-the", ("collective__organisation",)),
    DataTable(
        "evaluations.FrozenFacts",
        "Số liệu đã chốt",
        "so-lieu-chot",
        ("evaluation__cell", "evaluation__period__organisation"),
    ),
    DataTable(
        "evaluations.SelfReview",
        "Bản kiểm điểm",
        "ban-kiem-diem",
        ("evaluation__cell", "evaluation__period__organisation"),
    ),
    DataTable(
        "evaluations.Suggestion", "Gợi ý kiểm điểm", "goi-y", ("evaluation__cell", "evaluation__period__organisation")
    ),
    DataTable(
        "evaluations.Opinion", "Ý kiến nhận xét", "y-kien", ("evaluation__cell", "evaluation__period__organisation")
    ),
    DataTable("evaluations.ReviewMeeting", "Hội nghị kiểm điểm", "hoi-nghi-kiem-diem", ("organisation",)),
    DataTable("evaluations.Commitment", "Bản cam kết, kế hoạch", "cam-ket", ("cell",)),
    DataTable("evaluations.CommitmentItem", "Nội dung cam kết", "noi-dung-cam-ket", ("commitment__cell",)),
    DataTable("evaluations.Shortcoming", "Hạn chế, khắc phục", "han-che-khac-phuc", ("cell",)),
    DataTable("evaluations.Ballot", "Bỏ phiếu xếp loại", "bo-phieu", ("organisation", "period__organisation")),
    DataTable("evaluations.Ballot_evaluations", "Phiếu bầu về ai", "bo-phieu-ve-ai", ("ballot__organisation",)),
    DataTable("evaluations.BallotCount", "Kiểm phiếu", "kiem-phieu", ("ballot__organisation",)),
    # Who sent a complaint is known to the committee alone: the data of a cell does not hold it.
    DataTable("evaluations.Complaint", "Khiếu nại, kiến nghị", "khieu-nai", ("evaluation__period__organisation",)),
    DataTable(
        "evaluations.AwardProposal",
        "Đề nghị khen thưởng",
        "de-nghi-khen-thuong",
        ("evaluation__cell", "evaluation__period__organisation"),
    ),
    DataTable("evaluations.AwardSetting", "Mức tiền thưởng", "muc-tien-thuong", ("organisation",)),
    DataTable("reports.Document", "Văn bản đã in", "van-ban", ("organisation",), without=("file",)),
    DataTable("reports.YearTarget", "Chỉ tiêu năm", "chi-tieu-nam", ("organisation",)),
    DataTable("accounts.AuditEvent", "Nhật ký", "nhat-ky", ("organisation_number",)),
)
LEFT_OUT = {
    "evaluations.Computation": "Lần tính thử xếp loại được tính lại từ dữ liệu gốc.",
    "evaluations.ComputedClass": "Lần tính thử xếp loại được tính lại từ dữ liệu gốc.",
    "meetings.SearchEntry": "Từ của biên bản để tìm kiếm: được lập lại từ chính biên bản.",
    "meetings.Operation": "Khóa chống ghi trùng khi mất mạng: điều đã làm nằm ở biên bản và nhật ký.",
    "accounts.User": "Tài khoản, mật khẩu: tên người làm đã ghi trong từng dòng.",
    "reports.AskedPaper": "Biểu thống kê được tính lại từ dữ liệu gốc.",
    "reports.DocumentPart": "Phần của văn bản lớn chỉ giữ trong lúc làm văn bản ấy.",
    "reports.Notice": "Lời nhắc gửi từng người, được lập từ các hạn.",
    "reports.ApiToken": "Khóa kết nối của máy khác.",
    "reports.CalendarFeed": "Địa chỉ lịch riêng của từng người.",
}
"""Tables that hold no data of a unit, each with why."""


@dataclass(frozen=True, slots=True)
class UnitScope:
    """The units at and below one, those that they followed, and everyone who ever belonged there or held a post."""

    units: tuple[int, ...]

    @classmethod
    def of(cls, organisation: Organisation) -> UnitScope:
        return cls(tuple(sorted(subtree_ids([organisation.pk]) | {organisation.pk})))

    @property
    def people(self) -> QuerySet[Member]:
        inside = Membership.objects.filter(cell__in=self.units).values("member")
        seated = Seat.objects.filter(organisation__in=self.units).values("member")
        return Member.objects.filter(Q(pk__in=inside) | Q(pk__in=seated))

    def rows(self, table: DataTable) -> QuerySet[Model]:
        """The rows of a table, in the order in which they were made."""
        wanted = Q()
        for path in table.units:
            wanted |= Q(**{f"{path}__in": self.units})
        for path in table.people:
            wanted |= Q(**{f"{path}__in": self.people.values("pk")})
        return table.model._default_manager.filter(wanted).order_by("pk")
