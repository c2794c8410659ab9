"""What every page shows around its content: the menu of those who may, and the mark of invented data."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from cells.access import organisations_visible_to
from cells.models import Organisation
from reports.models import Notice
from reports.queries.menu import menu_entries

# The pages below an entry of the menu, by the beginning of their names.
SECTIONS = {
    "reports:notice_list": ("reports:notice_",),
    "reports:board_list": (
        "reports:cell_board",
        "reports:commune_board",
        "reports:province_board",
        "reports:figure_records",
        "reports:unit_history_figures",
        "reports:target_",
    ),
    "reports:month_board": ("reports:month_reasons",),
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
    "evaluations:period_list": ("evaluations:", "reports:year_form", "reports:year_missing", "reports:year_report"),
    "reports:document_list": ("reports:document_", "reports:catalogue"),
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


def frame(request: HttpRequest) -> dict[str, Any]:
    """``menu``, ``unread`` notices and ``demonstration`` for base.html."""
    # A request refused early (a foreign host name) never met the middleware that says who asks.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "unread": 0, "demonstration": False}
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "menu": [
            {"url": reverse(entry.name), "label": entry.label, "icon": entry.icon, "active": _current(entry.name, here)}
            for entry in menu_entries(user)
        ],
        **_of_the_user(user),
    }


def _of_the_user(user: User) -> dict[str, Any]:
    """How many notices are not read, and whether what the user may see is invented; in one question.

    Administrators see the accounts of everyone.
    """
    met = Organisation.objects.all() if user.is_administrator else organisations_visible_to(user)
    unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    row = User.objects.filter(pk=user.pk).annotate(
        unread=Coalesce(Subquery(unread.annotate(number=Count("pk")).values("number")), 0),
        demonstration=Exists(met.filter(is_demonstration=True)),
    )
    return dict(row.values("unread", "demonstration").get())
