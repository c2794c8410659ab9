"""What the papers of a meeting and of an evaluation would lack if they were printed now (``print_check``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date, today
from evaluations.models import Ballot, Decision, Evaluation, Period
from evaluations.queries.regulations import regulation_of
from evaluations.queries.self_reviews import review_of, written_review
from evaluations.queries.subjects import cut_off
from meetings.models import Meeting, PartyDocument
from meetings.queries.attendance import tally
from meetings.workflow import FINAL
from reports.queries.print_check import Gap, head_gaps, signer_gaps


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
        sentence = _("Còn %(number)s đồng chí chưa điểm danh.") % {"number": counted.unmarked}
        yield Gap(sentence, reverse("meetings:attendance", args=[meeting.pk]))
    if counted.body and counted.body_present * 3 < counted.body * 2:
        words = {"present": counted.body_present, "body": counted.body}
        text = _(
            "Có mặt %(present)s/%(body)s đảng viên được biểu quyết, chưa tới hai phần ba; hãy xem lại điểm danh. "
            "Đây là nếp làm việc, không phải quy định."
        )
        yield Gap(text % words, reverse("meetings:attendance", args=[meeting.pk]))


def ballot_gaps(ballot: Ballot) -> Iterator[Gap]:
    """The head, the meeting, and whether the counting is confirmed."""
    day = ballot.meeting.held_on if ballot.meeting else today()
    yield from head_gaps(ballot.organisation, day)
    if ballot.meeting is None:
        yield Gap(_("Chưa gắn buổi họp nên phiếu, biên bản kiểm phiếu ghi ngày hôm nay."))
    if ballot.state == Ballot.State.PREPARED:
        sentence = _("Chưa có kết quả kiểm phiếu được hai người xác nhận; biên bản kiểm phiếu để trống để ghi tay.")
        yield Gap(sentence, ballot.get_absolute_url())


def decision_gaps(decision: Decision) -> Iterator[Gap]:
    """The head, number, signer and meeting of a decision, and whether its legal bases are known."""
    period = decision.evaluation.period
    yield from head_gaps(period.organisation, decision.decided_on)
    page = reverse("evaluations:publication", args=[period.pk])
    for is_missing, sentence in (
        (not decision.document_number, _("Quyết định chưa ghi số.")),
        (not decision.signed_by, _("Quyết định chưa ghi người ký nên chỗ ký để trống.")),
        (decision.meeting_id is None, _("Quyết định chưa gắn hội nghị nên không nêu căn cứ kết quả hội nghị.")),
    ):
        if is_missing:
            yield Gap(sentence, page)
    yield from _bases(period)


def appraisal_gaps(period: Period) -> Iterator[Gap]:
    """The head and the signer of the submission, and whether its legal bases are known."""
    yield from head_gaps(period.organisation, today())
    yield from signer_gaps(period.organisation, today())
    yield from _bases(period)


def _bases(period: Period) -> Iterator[Gap]:
    """Whether the frozen regulation names the documents that a paper cites."""
    if not any(row.get("issuer") and row.get("date") for row in period.regulation.get("documents", [])):
        sentence = _("Quy định của năm %(year)s không ghi văn bản có số, ngày nên phần căn cứ để trống.")
        yield Gap(sentence % {"year": period.year}, reverse("evaluations:period_regulation", args=[period.pk]))


def review_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """The form of a subject: its number in that year, words that are missing, level, birthday, signer, day."""
    period, member = evaluation.period, evaluation.member
    review, page = review_of(evaluation), reverse("evaluations:self_review", args=[evaluation.pk])
    written = written_review(evaluation, review)
    yield from head_gaps(evaluation.cell, cut_off(period))
    if not written.form.number:
        words = {"year": period.year, "regulation": regulation_of(period).title}
        yield Gap(_("%(regulation)s không có số mẫu cho năm %(year)s; bản in dùng bố cục thông thường.") % words)
    empty = len(written.written) - written.done
    if empty:
        yield Gap(_("Còn %(number)s mục chưa viết, in ra là dòng kẻ để viết tay.") % {"number": empty}, page)
    if review is None or not review.level:
        yield Gap(_("Chưa chọn mức tự xếp loại."), page)
    if evaluation.submitted_at is None:
        yield Gap(_("Chưa gửi nên dòng ngày, tháng để trống."), page)
    if member is None:
        yield from signer_gaps(evaluation.cell, cut_off(period))
    elif member.birth_date is None or member.birth_precision != "day":
        yield Gap(_("Chưa ghi đủ ngày, tháng, năm sinh."), member.get_absolute_url())


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


GAPS: Mapping[str, Callable[[Any], Iterator[Gap]]] = {
    "van-ban": issued_gaps,
    "phieu-xep-loai": ballot_gaps,
    "quyet-dinh-xep-loai": decision_gaps,
    "to-trinh-tham-dinh": appraisal_gaps,
    "ban-kiem-diem": review_gaps,
    "bieu-cham-diem": score_gaps,
}
"""By group of papers (``reports.views.documents.PAPERS``)."""
