"""The kinds of things that a key of the interface may read."""

from django.utils.translation import gettext_lazy as _

UNITS, MEMBERS, MEETINGS, EVALUATIONS, STATISTICS = "units", "members", "meetings", "evaluations", "statistics"
SCOPES = {
    UNITS: _("Cây tổ chức đảng, chi bộ"),
    MEMBERS: _("Đảng viên (số giấy tờ luôn che)"),
    MEETINGS: _("Buổi sinh hoạt, số người dự, xếp loại buổi"),
    EVALUATIONS: _("Kết quả đánh giá, xếp loại"),
    STATISTICS: _("Các biểu thống kê"),
}
