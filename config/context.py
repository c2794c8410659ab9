"""What every page shows around its content: the menu of those who may, and the mark of invented data."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cells.access import organisations_visible_to, scope_of
from cells.models import Organisation

# The pages below an entry of the menu, by the beginning of their names.
SECTIONS = {
    "cells:organisation_tree": ("cells:organisation_", "cells:two_level_"),
    "cells:cell_list": ("cells:cell_", "cells:unit_", "meetings:"),
    "meetings:meeting_search": (),
    "meetings:task_board": ("meetings:task_",),
    "cells:my_record": ("cells:member_detail", "cells:member_reveals"),
    "cells:member_list": (
        "cells:member_",
        "cells:record_quality",
        "cells:double_",
        "cells:transfer_",
        "cells:status_",
        "cells:stay_",
        "cells:leaving_",
        "cells:residence_",
        "cells:profile_",
        "cells:supplement_",
        "cells:award_",
        "cells:badge_",
        "cells:discipline_",
    ),
    "cells:candidate_list": ("cells:candidate_", "cells:official_due_list"),
    "cells:oversight": (
        "cells:oversight",
        "cells:assignment_",
        "cells:working_group_",
        "cells:pilot_",
        "cells:training_",
    ),
    "cells:import_upload": ("cells:import_",),
    "cells:statistics": ("cells:statistics",),
    "evaluations:period_list": ("evaluations:",),
    "reports:document_list": ("reports:document_",),
    "accounts:user_list": ("accounts:user_",),
}


def _current(name: str, here: str) -> str:
    """For ``aria-current``: "page" for the page itself, "true" for the section it lies in."""
    if name == here:
        return "page"
    return "true" if here not in SECTIONS and name == _section_of(here) else ""


def _section_of(here: str) -> str:
    """The entry whose beginning fits best: pages of tasks lie under the tasks, other pages of meetings under cells."""
    found = [(len(start), name) for name, starts in SECTIONS.items() for start in starts if here.startswith(start)]
    return max(found)[1] if found else ""


def _entries(user: User) -> list[tuple[str, str, str]]:
    scope = scope_of(user)
    is_above = bool(scope.directed or scope.reviewed)
    entries: list[tuple[object, str, str, str]] = [
        (True, "reports:home", _("Trang chủ"), "home"),
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
    return [(name, label, icon) for is_met, name, label, icon in entries if is_met]


def frame(request: HttpRequest) -> dict[str, Any]:
    """``menu`` and ``demonstration`` for base.html."""
    # A request refused early (a foreign host name) never met the middleware that says who asks.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "demonstration": False}
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "menu": [
            {"url": reverse(name), "label": label, "icon": icon, "active": _current(name, here)}
            for name, label, icon in _entries(user)
        ],
        "demonstration": _meets_invented_data(user),
    }


def _meets_invented_data(user: User) -> bool:
    """Whether what the user may see is invented; administrators see the accounts of everyone."""
    met = Organisation.objects.all() if user.is_administrator else organisations_visible_to(user)
    return met.filter(is_demonstration=True).exists()
