"""The entries of the menu for one user: pages that the posts of today open."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cells.access import scope_of


@dataclass(frozen=True)
class Entry:
    """A page of the menu: the name of its address, what it is called, its icon."""

    name: str
    label: str
    icon: str


def menu_entries(user: User) -> list[Entry]:
    """The pages of the menu, in its order."""
    scope = scope_of(user)
    is_above = bool(scope.directed or scope.reviewed)
    entries: list[tuple[object, str, str, str]] = [
        (True, "reports:home", _("Trang chủ"), "home"),
        (True, "reports:notice_list", _("Nhắc việc"), "bell"),
        (is_above or scope.led_cells, "reports:board_list", _("Bảng điều hành"), "chart"),
        (is_above, "reports:month_board", _("Bảng tháng"), "calendar"),
        (scope.charged, "reports:my_units", _("Tôi phụ trách"), "eye"),
        (is_above or scope.charged, "cells:organisation_tree", _("Tổ chức đảng"), "flag"),
        (scope.known, "cells:cell_list", pgettext("several", "Chi bộ"), "cells"),
        (scope.known, "meetings:task_board", _("Nhiệm vụ"), "task"),
        (scope.known, "meetings:meeting_search", _("Tìm trong biên bản"), "search"),
        (scope.readable, "cells:member_list", _("Đảng viên"), "people"),
        (scope.readable, "cells:candidate_list", _("Phát triển Đảng"), "plus"),
        (scope.member_id and not scope.readable, "cells:my_record", _("Hồ sơ của tôi"), "person"),
        (scope.readable, "cells:statistics", _("Thống kê"), "chart"),
        (is_above, "cells:oversight", _("Phân công phụ trách"), "person"),
        (scope.directed_roots, "cells:import_upload", _("Nhập danh sách"), "upload"),
        (scope.member_id, "evaluations:period_list", _("Đánh giá năm"), "award"),
        (scope.known, "reports:document_list", _("Văn bản đã in"), "document"),
        (scope.readable or user.is_administrator, "reports:audit_log", _("Nhật ký"), "history"),
        (user.is_administrator, "accounts:user_list", _("Tài khoản"), "key"),
    ]
    return [Entry(name, label, icon) for is_met, name, label, icon in entries if is_met]
