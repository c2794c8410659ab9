"""The audit trail: ``record()`` writes one line in the transaction of the deed. Only services call it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import AuditEvent, User
from core.http import current_request_id

ACTIONS = {
    "accounts.signed_in": _("Đăng nhập"),
    "accounts.user_created": _("Tạo tài khoản"),
    "accounts.user_changed": _("Sửa tài khoản"),
    "accounts.user_deactivated": _("Ngừng tài khoản"),
    "accounts.user_reactivated": _("Mở lại tài khoản"),
    "accounts.password_changed": _("Đổi mật khẩu"),
    "accounts.password_reset": _("Cấp lại mật khẩu"),
    "accounts.mail_changed": _("Đổi thư điện tử, cách nhận nhắc việc"),
    "cells.account_linked": _("Gắn tài khoản với đảng viên"),
    "cells.organisations_imported": _("Nhập danh sách tổ chức đảng"),
    "cells.posts_imported": _("Nhập danh sách chức vụ"),
    "cells.organisation_corrected": _("Sửa mã, loại hình, văn bản"),
    "cells.seat_corrected": _("Sửa hình thức, văn bản của chức vụ"),
    "cells.list_exported": _("Xuất danh sách"),
    "cells.members_imported": _("Nhập danh sách đảng viên"),
    "cells.member_created": _("Thêm đảng viên"),
    "cells.member_changed": _("Sửa hồ sơ đảng viên"),
    "cells.members_merged": _("Gộp hai hồ sơ đảng viên"),
    "cells.doubles_judged_distinct": _("Xác nhận hai hồ sơ là hai người"),
    "cells.member_left": _("Ghi đảng viên ra khỏi Đảng, từ trần"),
    "cells.leaving_taken_back": _("Sửa lần ghi nhầm ra khỏi Đảng, từ trần"),
    "cells.member_restored": _("Phục hồi đảng tịch"),
    "cells.status_begun": _("Ghi tình trạng sinh hoạt"),
    "cells.status_changed": _("Sửa tình trạng sinh hoạt"),
    "cells.status_ended": _("Kết thúc tình trạng sinh hoạt"),
    "cells.stay_ended": _("Kết thúc sinh hoạt tạm thời"),
    "cells.transfer_issued": _("Giới thiệu chuyển sinh hoạt"),
    "cells.transfer_received": _("Tiếp nhận chuyển sinh hoạt"),
    "cells.transfer_left": _("Chuyển sinh hoạt ra ngoài"),
    "cells.transfer_cancelled": _("Hủy giấy giới thiệu"),
    "cells.award_given": _("Ghi khen thưởng"),
    "cells.award_withdrawn": _("Thu hồi khen thưởng"),
    "cells.badge_given": _("Ghi Huy hiệu Đảng"),
    "cells.discipline_recorded": _("Ghi kỷ luật"),
    "cells.discipline_lifted": _("Chấm dứt hiệu lực kỷ luật"),
    "cells.profile_entered": _("Ghi mục lý lịch"),
    "cells.profile_removed": _("Bỏ mục lý lịch"),
    "cells.supplement_received": _("Nhận phiếu bổ sung hồ sơ"),
    "cells.organisation_founded": _("Lập tổ chức đảng"),
    "cells.organisations_merged": _("Sáp nhập tổ chức đảng"),
    "cells.organisation_renamed": _("Đổi tên, địa danh, cấp"),
    "cells.organisation_moved": _("Chuyển về cấp trên khác"),
    "cells.organisation_split": _("Chia tách tổ chức đảng"),
    "cells.organisation_dissolved": _("Giải thể tổ chức đảng"),
    "cells.level_ended": _("Kết thúc hoạt động của một cấp"),
    "cells.two_levels_begun": _("Chuyển sang chính quyền hai cấp"),
    "cells.transfer_redirected": _("Đổi nơi đi, nơi đến của giấy giới thiệu"),
    "cells.seat_given": _("Giao chức vụ"),
    "cells.seat_ended": _("Thôi chức vụ"),
    "cells.term_opened": _("Mở nhiệm kỳ"),
    "cells.term_extended": _("Kéo dài nhiệm kỳ"),
    "cells.term_ended": _("Kết thúc nhiệm kỳ"),
    "cells.congress_day_set": _("Ghi ngày đại hội"),
    "cells.party_group_joined": _("Vào tổ đảng"),
    "cells.party_group_left": _("Ra khỏi tổ đảng"),
    "cells.party_group_ended": _("Kết thúc tổ đảng"),
    "cells.export_granted": _("Giao quyền xuất dữ liệu"),
    "cells.export_ended": _("Thu quyền xuất dữ liệu"),
    "cells.assignment_made": _("Phân công phụ trách"),
    "cells.assignment_ended": _("Thôi phân công phụ trách"),
    "cells.group_made": _("Lập tổ công tác"),
    "cells.group_ended": _("Kết thúc tổ công tác"),
    "cells.group_person_added": _("Thêm người vào tổ công tác"),
    "cells.group_person_ended": _("Thôi tham gia tổ công tác"),
    "cells.group_unit_added": _("Giao đơn vị cho tổ công tác"),
    "cells.group_unit_ended": _("Thôi giao đơn vị cho tổ công tác"),
    "cells.pilot_chosen": _("Chọn đơn vị điểm"),
    "cells.pilot_plan_set": _("Ghi kế hoạch củng cố"),
    "cells.pilot_task_added": _("Thêm việc củng cố"),
    "cells.pilot_task_done": _("Ghi kết quả việc củng cố"),
    "cells.pilot_closed": _("Tổng kết đơn vị điểm"),
    "cells.weakness_added": _("Ghi hạn chế của đơn vị điểm"),
    "cells.weakness_changed": _("Cập nhật hạn chế"),
    "cells.training_created": _("Mở lớp bồi dưỡng"),
    "cells.participants_added": _("Ghi học viên"),
    "cells.participant_changed": _("Sửa học viên"),
    "cells.participant_removed": _("Bỏ học viên"),
    "cells.candidate_created": _("Theo dõi quần chúng"),
    "cells.candidate_changed": _("Sửa hồ sơ phát triển đảng"),
    "cells.candidate_step": _("Ghi bước phát triển đảng"),
    "cells.candidate_stopped": _("Dừng phát triển đảng"),
    "cells.member_recognised": _("Công nhận đảng viên chính thức"),
    "cells.screening_recorded": _("Ghi kết quả rà soát"),
    "cells.fees_recorded": _("Ghi đảng phí tháng"),
    "cells.number_revealed": _("Xem số giấy tờ"),
    "meetings.conduct_set": _("Đặt ngày họp hằng tháng"),
    "meetings.sheet_put_in_force": _("Ban hành bảng điểm sinh hoạt"),
    "meetings.self_scored": _("Chi bộ tự chấm điểm buổi sinh hoạt"),
    "meetings.scored_above": _("Cấp trên chấm điểm buổi sinh hoạt"),
    "meetings.grade_fixed": _("Xếp loại buổi sinh hoạt"),
    "meetings.meeting_planned": _("Lên lịch sinh hoạt"),
    "meetings.meeting_changed": _("Sửa lịch sinh hoạt"),
    "meetings.meeting_cancelled": _("Hủy buổi sinh hoạt"),
    "meetings.day_agreed": _("Thống nhất lịch sinh hoạt"),
    "meetings.day_returned": _("Đề nghị chi bộ đổi lịch"),
    "meetings.calendar_published": _("Công bố lịch sinh hoạt tháng"),
    "meetings.notice_sent": _("Thông báo buổi sinh hoạt"),
    "meetings.paper_added": _("Thêm tài liệu của buổi sinh hoạt"),
    "meetings.paper_removed": _("Bỏ tài liệu của buổi sinh hoạt"),
    "meetings.original_attached": _("Đính kèm biên bản đã ký"),
    "meetings.original_removed": _("Bỏ bản biên bản đã ký"),
    "meetings.meeting_opened": _("Mở buổi sinh hoạt"),
    "meetings.attendance_taken": _("Điểm danh"),
    "meetings.thematic_plan_started": _("Lập kế hoạch chuyên đề"),
    "meetings.thematic_plan_changed": _("Sửa phần chữ của kế hoạch chuyên đề"),
    "meetings.thematic_plan_sent": _("Gửi kế hoạch chuyên đề"),
    "meetings.plan_theme_added": _("Thêm chuyên đề vào kế hoạch"),
    "meetings.plan_theme_changed": _("Sửa chuyên đề của kế hoạch"),
    "meetings.plan_theme_removed": _("Bỏ chuyên đề khỏi kế hoạch"),
    "meetings.checked_in": _("Tự điểm danh"),
    "meetings.leave_asked": _("Xin vắng sinh hoạt"),
    "meetings.leave_withdrawn": _("Rút đơn xin vắng"),
    "meetings.leave_answered": _("Trả lời đơn xin vắng"),
    "meetings.guest_added": _("Ghi khách dự"),
    "meetings.guest_removed": _("Bỏ khách dự"),
    "meetings.item_added": _("Thêm nội dung"),
    "meetings.item_changed": _("Sửa nội dung"),
    "meetings.item_removed": _("Bỏ nội dung"),
    "meetings.item_restored": _("Lấy lại nội dung"),
    "meetings.passage_saved": _("Ghi biên bản"),
    "meetings.opinion_added": _("Ghi ý kiến"),
    "meetings.opinion_changed": _("Sửa ý kiến (người nói, thứ tự)"),
    "meetings.opinion_removed": _("Bỏ ý kiến"),
    "meetings.opinion_restored": _("Lấy lại ý kiến"),
    "meetings.vote_recorded": _("Ghi biểu quyết"),
    "meetings.vote_changed": _("Sửa biểu quyết"),
    "meetings.vote_removed": _("Bỏ biểu quyết"),
    "meetings.vote_restored": _("Lấy lại biểu quyết"),
    "meetings.task_assigned": _("Giao nhiệm vụ"),
    "meetings.task_changed": _("Sửa nhiệm vụ"),
    "meetings.task_removed": _("Bỏ nhiệm vụ"),
    "meetings.task_restored": _("Lấy lại nhiệm vụ"),
    "meetings.task_reviewed": _("Đánh giá nhiệm vụ"),
    "meetings.task_taken_over": _("Chuyển nhiệm vụ sang chi bộ khác"),
    "meetings.task_closed": _("Không thực hiện tiếp nhiệm vụ"),
    "meetings.progress_recorded": _("Ghi tiến độ nhiệm vụ"),
    "meetings.progress_removed": _("Bỏ một lần ghi tiến độ"),
    "meetings.task_due_changed": _("Đổi thời hạn nhiệm vụ"),
    "meetings.visit_recorded": _("Ghi việc dự sinh hoạt, kiểm tra"),
    "meetings.visit_changed": _("Sửa nhận xét dự sinh hoạt, kiểm tra"),
    "meetings.visit_remedied": _("Ghi kết quả khắc phục"),
    "meetings.dialogue_registered": _("Ghi cuộc đối thoại"),
    "meetings.dialogue_changed": _("Sửa cuộc đối thoại"),
    "meetings.question_added": _("Ghi câu hỏi đối thoại"),
    "meetings.question_changed": _("Cập nhật câu hỏi đối thoại"),
    "meetings.question_removed": _("Bỏ câu hỏi đối thoại"),
    "meetings.theme_set": _("Ghi chủ đề năm"),
    "meetings.key_task_added": _("Thêm nhiệm vụ trọng tâm, khâu đột phá"),
    "meetings.key_task_changed": _("Sửa nhiệm vụ trọng tâm, khâu đột phá"),
    "meetings.key_task_removed": _("Bỏ nhiệm vụ trọng tâm, khâu đột phá"),
    "meetings.task_linked": _("Gắn nhiệm vụ với nhiệm vụ trọng tâm"),
    "meetings.meeting_moved": _("Chuyển lịch sinh hoạt sang chi bộ khác"),
    "meetings.meeting_closed": _("Bế mạc buổi sinh hoạt"),
    "meetings.minutes_read_back": _("Đọc lại, thông qua biên bản"),
    "meetings.minutes_submitted": _("Gửi biên bản"),
    "meetings.minutes_returned": _("Trả lại biên bản"),
    "meetings.minutes_approved": _("Duyệt biên bản"),
    "meetings.minutes_locked": _("Khóa biên bản"),
    "meetings.minutes_corrected": _("Lập bản đính chính biên bản"),
    "meetings.passage_brought_back": _("Lấy lại bản trước của một đoạn"),
    "meetings.document_drafted": _("Soạn văn bản"),
    "meetings.document_changed": _("Sửa bản thảo văn bản"),
    "meetings.document_issued": _("Ban hành văn bản"),
    "meetings.document_cancelled": _("Hủy văn bản"),
    "meetings.document_registered": _("Ghi văn bản vào sổ"),
    "meetings.next_number_set": _("Đặt số văn bản tiếp theo"),
    "meetings.papers_chosen": _("Chọn quy ước về văn bản"),
    "evaluations.local_regulation_drafted": _("Soạn quy định xếp loại của cấp ủy"),
    "evaluations.local_regulation_changed": _("Sửa bản thảo quy định xếp loại"),
    "evaluations.local_regulation_discarded": _("Bỏ bản thảo quy định xếp loại"),
    "evaluations.local_regulation_approved": _("Ban hành quy định xếp loại của cấp ủy"),
    "evaluations.local_regulation_ended": _("Bãi bỏ, thay thế quy định xếp loại"),
    "evaluations.period_opened": _("Mở kỳ đánh giá"),
    "evaluations.period_changed": _("Sửa kỳ đánh giá"),
    "evaluations.period_closed": _("Đóng kỳ đánh giá"),
    "evaluations.subjects_updated": _("Cập nhật danh sách đánh giá"),
    "evaluations.collective_added": _("Lập tập thể lãnh đạo, quản lý"),
    "evaluations.collective_changed": _("Sửa tập thể lãnh đạo, quản lý"),
    "evaluations.collective_ended": _("Kết thúc tập thể lãnh đạo, quản lý"),
    "evaluations.place_given": _("Thêm người vào tập thể lãnh đạo"),
    "evaluations.place_ended": _("Ghi thôi tham gia tập thể lãnh đạo"),
    "evaluations.evaluation_postponed": _("Để lại, chưa kiểm điểm"),
    "evaluations.evaluation_resumed": _("Kiểm điểm, xếp loại bổ sung"),
    "evaluations.subject_changed": _("Đổi nhóm đối tượng đánh giá"),
    "evaluations.facts_entered": _("Nhập số liệu đánh giá"),
    "evaluations.facts_frozen": _("Chốt số liệu đánh giá"),
    "evaluations.facts_refrozen": _("Chốt lại số liệu đánh giá"),
    "evaluations.self_review_written": _("Ghi bản kiểm điểm"),
    "evaluations.self_level_proposed": _("Tự xếp loại"),
    "evaluations.opinion_recorded": _("Ghi ý kiến về đối tượng đánh giá"),
    "evaluations.opinion_changed": _("Sửa ý kiến về đối tượng đánh giá"),
    "evaluations.opinion_removed": _("Bỏ ý kiến về đối tượng đánh giá"),
    "evaluations.suggestion_made": _("Gợi ý kiểm điểm"),
    "evaluations.suggestion_answered": _("Giải trình gợi ý kiểm điểm"),
    "evaluations.suggestion_removed": _("Rút gợi ý kiểm điểm"),
    "evaluations.review_meeting_linked": _("Ghi hội nghị kiểm điểm"),
    "evaluations.review_meeting_changed": _("Sửa hội nghị kiểm điểm"),
    "evaluations.shortcoming_named": _("Ghi hạn chế, khuyết điểm"),
    "evaluations.shortcoming_changed": _("Sửa hạn chế, khuyết điểm"),
    "evaluations.shortcoming_reported": _("Ghi tình trạng khắc phục hạn chế"),
    "evaluations.shortcoming_removed": _("Bỏ hạn chế ghi nhầm"),
    "evaluations.commitment_begun": _("Lập bản cam kết"),
    "evaluations.commitment_signed": _("Ghi ngày ký cam kết"),
    "evaluations.commitment_written": _("Ghi nội dung, kết quả cam kết"),
    "evaluations.commitments_copied": _("Chép cam kết năm trước thành bản nháp"),
    "evaluations.evaluation_submitted": _("Gửi tự đánh giá"),
    "evaluations.evaluation_returned": _("Trả lại tự đánh giá"),
    "evaluations.evaluation_reviewed": _("Thẩm định"),
    "evaluations.evaluation_reappraised": _("Thẩm định lại"),
    "evaluations.evaluation_decided": _("Quyết định xếp loại"),
    "evaluations.ballot_prepared": _("Lập phiếu xếp loại"),
    "evaluations.ballot_counted": _("Nhập kết quả kiểm phiếu"),
    "evaluations.ballot_confirmed": _("Kết quả kiểm phiếu khớp"),
    "evaluations.ballot_void": _("Hủy cuộc bỏ phiếu"),
    "evaluations.cap_group_added": _("Lập nhóm tính tỷ lệ xuất sắc"),
    "evaluations.cap_group_changed": _("Sửa nhóm tính tỷ lệ xuất sắc"),
    "evaluations.cap_group_removed": _("Bỏ nhóm tính tỷ lệ xuất sắc"),
    "evaluations.cap_group_filled": _("Xếp phiếu vào nhóm tính tỷ lệ"),
    "evaluations.cap_scenario_kept": _("Lưu phương án tỷ lệ"),
    "evaluations.cap_scenario_changed": _("Sửa phương án tỷ lệ"),
    "evaluations.cap_scenario_removed": _("Bỏ phương án tỷ lệ"),
    "evaluations.computation_asked": _("Yêu cầu tính xếp loại"),
    "evaluations.computation_resumed": _("Tính tiếp xếp loại"),
    "evaluations.computation_cancelled": _("Dừng tính xếp loại"),
    "evaluations.decisions_published": _("Công khai kết quả xếp loại"),
    "evaluations.decisions_notified": _("Thông báo kết quả xếp loại"),
    "evaluations.decision_corrected": _("Xếp loại lại"),
    "evaluations.decision_cancelled": _("Hủy kết quả xếp loại"),
    "evaluations.complaint_received": _("Nhận đơn về kết quả xếp loại"),
    "evaluations.complaint_verifying": _("Giao xác minh đơn"),
    "evaluations.complaint_verified": _("Ghi kết quả xác minh đơn"),
    "evaluations.complaint_concluded": _("Kết luận đơn"),
    "evaluations.complaint_withdrawn": _("Ghi việc rút đơn"),
    "evaluations.award_outstanding": _("Công nhận tiêu biểu"),
    "evaluations.award_outstanding_taken_back": _("Bỏ công nhận tiêu biểu"),
    "evaluations.award_proposed": _("Đề nghị khen thưởng"),
    "evaluations.award_granted": _("Ghi khen thưởng theo đề nghị"),
    "evaluations.award_refused": _("Không khen thưởng"),
    "evaluations.award_withdrawn": _("Thu hồi khen thưởng"),
    "evaluations.award_setting_changed": _("Sửa mức khen thưởng, thời hạn"),
    "reports.document_requested": _("Yêu cầu in văn bản"),
    "reports.document_made": _("Làm xong văn bản"),
    "reports.document_downloaded": _("Tải văn bản"),
    "reports.document_cancelled": _("Dừng làm văn bản"),
    "reports.document_retried": _("Làm tiếp văn bản"),
    "reports.document_expired": _("Hết hạn giữ văn bản"),
    "reports.file_swept": _("Dọn tệp bỏ dở"),
    "reports.reminders_written": _("Viết thông báo nhắc việc"),
    "reports.target_set": _("Ghi chỉ tiêu năm"),
    "reports.target_changed": _("Sửa chỉ tiêu năm"),
    "reports.target_removed": _("Bỏ chỉ tiêu năm"),
    "reports.calendar_opened": _("Lấy địa chỉ lịch cá nhân"),
    "reports.calendar_closed": _("Tắt lịch cá nhân"),
    "reports.token_created": _("Tạo khóa kết nối"),
    "reports.token_revoked": _("Thu hồi khóa kết nối"),
    "reports.token_used": _("Đọc dữ liệu qua khóa kết nối"),
}


class OrganisationLike(Protocol):
    """Any unit; audit lies below ``cells`` and knows only its number and its words."""

    pk: int


def record(
    action: str,
    thing: models.Model,
    *,
    by: User | None,
    organisation: OrganisationLike | None = None,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    label: str | None = None,
) -> AuditEvent:
    """Write one audit line.

    ``by=None`` means the program itself (a periodic job). ``changes`` is ``{field: [before, after]}``; values must
    be JSON. What is stored is Vietnamese, whoever acts; so is the ``label`` given. An unknown action, or a call
    outside a transaction, is a bug.
    """
    event = _event(AuditLine(action, thing, organisation, changes or {}, note, label), by)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line among many of one deed, as ``record`` takes it."""

    action: str
    thing: models.Model
    organisation: OrganisationLike | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    label: str | None = None


def record_all(lines: Iterable[AuditLine], *, by: User | None) -> None:
    """Many lines of one deed (a whole list) in one statement; otherwise as ``record``."""
    AuditEvent.objects.bulk_create([_event(line, by) for line in lines], batch_size=500)


def _event(line: AuditLine, by: User | None) -> AuditEvent:
    if line.action not in ACTIONS:
        raise KeyError(f"audit action {line.action!r} is not in the catalogue")
    if not connection.in_atomic_block:
        raise RuntimeError("an audit line is written in the transaction of its deed")
    return AuditEvent(
        request_id=current_request_id(),
        actor=by,
        actor_name=by.full_name if by else "hệ thống",
        action=line.action,
        thing_kind=line.thing._meta.label,
        thing_id=line.thing.pk,
        thing_label=_called(line.thing, line.label)[:300],
        organisation_number=line.organisation.pk if line.organisation else None,
        organisation_name=str(line.organisation)[:250] if line.organisation else "",
        changes=dict(line.changes),
        note=line.note,
    )


def _called(thing: models.Model, label: str | None) -> str:
    """How the line names the thing: in Vietnamese, also when the deed was done on an English page."""
    if label is not None:
        return label
    with override("vi"):
        return str(thing)
