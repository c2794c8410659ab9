"""What the papers of meetings would lack if they were printed now (``print_check``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from cells.models import Organisation
from core.periods import format_date, today
from meetings.documents.calendar import calendar_day, rows_of
from meetings.models import Meeting, PartyDocument, PublishedCalendar, ThematicPlan
from meetings.queries.attendance import attendance_of, expected_rows, tally
from meetings.queries.register import register_of
from meetings.queries.thematic import year_plan
from meetings.workflow import FINAL
from reports.queries.print_check import Gap, head_gaps, signer_gaps, told


def minutes_gaps(meeting: Meeting) -> Iterator[Gap]:
    """Minutes that are still written: names, chair and secretary, the end, the reading back, how many came.

    Approved minutes are what they are. No text sets a quorum for a monthly meeting; two thirds is what most practise.
    """
    if meeting.state in FINAL:
        return
    page = meeting.get_absolute_url()
    yield from head_gaps(meeting.cell, meeting.held_on)
    for is_missing, sentence in (
        (meeting.chair_id is None, _("Chưa ghi người chủ trì nên chỗ ký để trống.")),
        (meeting.secretary_id is None, _("Chưa ghi thư ký nên chỗ ký để trống.")),
        (meeting.chair_id and meeting.chair_id == meeting.secretary_id, _("Chủ trì và thư ký là một người.")),
        (not meeting.place, _("Chưa ghi địa điểm họp.")),
        (meeting.ended_at is None, _("Chưa ghi giờ kết thúc.")),
        (meeting.minutes_agreed is None, _("Chưa ghi biểu quyết thông qua biên bản.")),
    ):
        if is_missing:
            yield Gap(sentence, page)
    counted = tally(meeting)
    if counted.unmarked:
        sentence = ngettext(
            "Còn %(number)s đồng chí chưa điểm danh.", "Còn %(number)s đồng chí chưa điểm danh.", counted.unmarked
        ) % {"number": counted.unmarked}
        yield Gap(sentence, reverse("meetings:attendance", args=[meeting.pk]))
    if counted.body and counted.body_present * 3 < counted.body * 2:
        words = {"present": counted.body_present, "body": counted.body}
        text = _(
            "Có mặt %(present)s/%(body)s đảng viên được biểu quyết, chưa tới hai phần ba; hãy xem lại điểm danh. "
            "Đây là nếp làm việc, không phải quy định."
        )
        yield Gap(text % words, reverse("meetings:attendance", args=[meeting.pk]))


def issued_gaps(document: PartyDocument) -> Iterator[Gap]:
    """A document that is still a draft: names, number, signer. What was issued is frozen."""
    if document.signed_on is not None:
        return
    yield from head_gaps(document.organisation, today())
    yield from signer_gaps(document.organisation, today())
    day = format_date(today())
    yield Gap(
        _("Chưa ban hành: số, ngày, người ký có khi ban hành; hôm nay (%(day)s) in ra là bản dự thảo.") % {"day": day},
        reverse("meetings:party_document", args=[document.pk]),
    )


def score_gaps(meeting: Meeting) -> Iterator[Gap]:
    """The scoring sheet of a meeting: names, signer, both scores, the official grade."""
    yield from head_gaps(meeting.cell, meeting.held_on)
    yield from signer_gaps(meeting.cell, meeting.held_on)
    given = set(meeting.scores.values_list("scorer", flat=True))
    page = reverse("meetings:meeting_score", args=[meeting.pk])
    for scorer, sentence in (("self", _("Chi bộ chưa tự chấm điểm.")), ("superior", _("Cấp trên chưa chấm điểm."))):
        if scorer not in given:
            yield Gap(sentence, page)


def sign_in_gaps(meeting: Meeting) -> Iterator[Gap]:
    """The list to sign: names, place, hour, and whether anybody stands on it."""
    yield from head_gaps(meeting.cell, meeting.held_on)
    missing = (
        (not meeting.place, _("Chưa ghi địa điểm họp.")),
        (not (meeting.started_at or meeting.planned_time), _("Chưa ghi giờ họp.")),
        (not (attendance_of(meeting) or expected_rows(meeting)), _("Chưa có đảng viên nào trong danh sách.")),
    )
    yield from told(missing, meeting.get_absolute_url())


def plan_gaps(plan: ThematicPlan) -> Iterator[Gap]:
    """The plan of thematic meetings: names, signer, parts in words, quarters without a theme, whether it was sent."""
    unit, day = plan.organisation, today()
    yield from head_gaps(unit, day)
    yield from signer_gaps(unit, day)
    short = year_plan(unit, plan.year, day).short_quarters
    quarters = ", ".join(map(str, short))
    missing = (
        (not plan.purpose, _("Chưa viết phần mục đích, yêu cầu.")),
        (not plan.arrangement, _("Chưa viết phần tổ chức thực hiện.")),
        (bool(short), _("Quý chưa có chuyên đề: %(quarters)s.") % {"quarters": quarters}),
        (plan.state == ThematicPlan.State.DRAFT, _("Kế hoạch chưa gửi nên bản in là dự thảo, chưa có ngày.")),
    )
    yield from told(missing, reverse("meetings:thematic_plan", args=[unit.pk, plan.year]))


def calendar_gaps(calendar: PublishedCalendar) -> Iterator[Gap]:
    """The calendar of a month as published: names and signer of that day, meetings without hour or place."""
    unit, day = calendar.organisation, calendar_day(calendar)
    yield from head_gaps(unit, day)
    yield from signer_gaps(unit, day)
    rows = rows_of(calendar)
    unset = {"hour": sum(row.time is None for row in rows), "place": sum(not row.where for row in rows)}
    missing = (
        (not rows, _("Lịch đã công bố không có buổi nào.")),
        (
            unset["hour"] > 0,
            ngettext("%(number)s buổi chưa ghi giờ.", "%(number)s buổi chưa ghi giờ.", unset["hour"])
            % {"number": unset["hour"]},
        ),
        (
            unset["place"] > 0,
            ngettext("%(number)s buổi chưa ghi địa điểm.", "%(number)s buổi chưa ghi địa điểm.", unset["place"])
            % {"number": unset["place"]},
        ),
    )
    yield from told(missing, reverse("meetings:calendar_published", args=[calendar.pk]))


def register_gaps(unit: Organisation) -> Iterator[Gap]:
    """The register of documents: names of the unit, entries without number, day or signer."""
    yield from head_gaps(unit, today())
    rows = register_of(PartyDocument.objects.all(), unit)
    if not rows.exists():
        yield Gap(_("Sổ chưa có văn bản nào."))
    for lacking, sentence in (
        (
            Q(number=None),
            ngettext_lazy(
                "%(number)s văn bản trong sổ chưa có số.", "%(number)s văn bản trong sổ chưa có số.", "number"
            ),
        ),
        (
            Q(signer=None, signer_title=""),
            ngettext_lazy(
                "%(number)s văn bản trong sổ chưa ghi người ký.",
                "%(number)s văn bản trong sổ chưa ghi người ký.",
                "number",
            ),
        ),
    ):
        number = rows.filter(lacking).count()
        if number:
            yield Gap(sentence % {"number": number}, reverse("meetings:document_register", args=[unit.pk]))


def unit_gaps(unit: Organisation, on: dt.date) -> Iterator[Gap]:
    """What the head and the foot of any paper of the unit lack on its day."""
    yield from head_gaps(unit, on)
    yield from signer_gaps(unit, on)
