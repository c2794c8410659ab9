"""Documents that are written and wait to be issued."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.access import Scope
from core.ids import IdSet
from core.periods import day_of
from meetings.models import DocumentKind, PartyDocument
from meetings.rules.conduct import conduct_on
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8


def documents_waiting(scope: Scope, day: dt.date) -> Sort:
    """Drafts of the units one leads; a resolution is late once its meeting should have been reported."""
    units = scope.led_cells | scope.directed_roots
    if not units:
        return
    drafts = PartyDocument.objects.filter(
        organisation__in=IdSet(units), signed_on__isnull=True, cancelled_on__isnull=True
    ).select_related("meeting")
    for document in (yield Ask(drafts.defer("content", "meeting__snapshot").order_by("pk")[:SHOWN])):
        meeting = document.meeting if document.kind == DocumentKind.RESOLUTION else None
        report_by = meeting.held_on + dt.timedelta(days=conduct_on(day).report_days) if meeting else None
        yield Waiting(
            "document",
            _("Bản thảo %(kind)s chờ ban hành") % {"kind": document.get_kind_display()},
            document.title,
            reverse("meetings:party_document", args=[document.pk]),
            since=day_of(document.registered_at),
            is_late=report_by is not None and report_by < day,
        )
