"""What the papers of a review would lack if they were printed now: forms, opinions, ballots, records, who is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from core.periods import format_date, today
from evaluations.models import Ballot, Evaluation, LocalRegulation, Period
from evaluations.queries.ballots import counts_of
from evaluations.queries.cap_scenarios import scenarios_of
from evaluations.queries.opinions import opinion_summary_of
from evaluations.queries.postponed import postponed_in, postponed_rows
from evaluations.queries.record_list import record_lists
from evaluations.queries.regulations import law_of, regulation_of
from evaluations.queries.self_reviews import review_of, written_review
from evaluations.queries.subjects import cut_off
from evaluations.rules.review_forms import RECORDS_FORM
from reports.queries.paper_gaps import unit_gaps
from reports.queries.print_check import Gap, head_gaps, signer_gaps, told
from reports.queries.year_print_check import regulation_gaps

LOOKED_AT = 1500
"""Of so many subjects at most the records are gone through before printing; the paper names what each one lacks."""
ONLY_RECALLED = "M"
State = Evaluation.State


def review_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """The form of a subject: its number in that year, words that are missing, level, birthday, signer, day."""
    member = evaluation.member
    review, page = review_of(evaluation), reverse("evaluations:self_review", args=[evaluation.pk])
    written = written_review(evaluation, review)
    yield from blank_review_gaps(evaluation)
    empty = len(written.written) - written.done
    missing = (
        (
            empty > 0,
            ngettext(
                "Còn %(number)s mục chưa viết, in ra là dòng kẻ để viết tay.",
                "Còn %(number)s mục chưa viết, in ra là dòng kẻ để viết tay.",
                empty,
            )
            % {"number": empty},
        ),
        (review is None or not review.level, _("Chưa chọn mức tự xếp loại.")),
        (evaluation.submitted_at is None, _("Chưa gửi nên dòng ngày, tháng để trống.")),
    )
    yield from told(missing, page)
    if member is None:
        yield from signer_gaps(evaluation.cell, cut_off(evaluation.period))
    elif member.birth_date is None or member.birth_precision != "day":
        yield Gap(_("Chưa ghi đủ ngày, tháng, năm sinh."), member.get_absolute_url())


def blank_review_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """An empty form: names, and whether the year gives the form a number."""
    period = evaluation.period
    yield from head_gaps(evaluation.cell, cut_off(period))
    form = written_review(evaluation, None).form
    words = {"year": period.year, "regulation": law_of(period), "number": form.number}
    if not form.number:
        yield Gap(_("%(regulation)s không có số mẫu cho năm %(year)s; bản in dùng bố cục thông thường.") % words)
    elif form.mark == ONLY_RECALLED:
        yield Gap(_("Số “%(number)s” của năm %(year)s chưa đối chiếu được với văn bản; hãy xem lại khi in.") % words)


def unit_reviews_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """The forms of a unit bound together: who has not sent one yet."""
    yield from head_gaps(evaluation.cell, cut_off(evaluation.period))
    rows = Evaluation.objects.filter(period=evaluation.period_id, cell=evaluation.cell_id)
    unsent, total = rows.filter(submitted_at=None).count(), rows.count()
    if unsent:
        text = ngettext(
            "%(number)s/%(total)s bản chưa gửi: mục chưa viết in ra là dòng kẻ, dòng ngày để trống.",
            "%(number)s/%(total)s bản chưa gửi: mục chưa viết in ra là dòng kẻ, dòng ngày để trống.",
            unsent,
        )
        page = reverse("evaluations:self_review_list", args=[evaluation.period_id, evaluation.cell_id])
        yield Gap(text % {"number": unsent, "total": total}, page)


def opinion_summary_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """The table of all opinions of a unit: names, signer, who has said nothing yet."""
    yield from unit_gaps(evaluation.cell, today())
    yield from _unsaid(evaluation)


def opinion_list_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """Every opinion on the unit and its people, which nobody signs."""
    yield from head_gaps(evaluation.cell, today())
    yield from _unsaid(evaluation)


def _unsaid(evaluation: Evaluation) -> Iterator[Gap]:
    """Who of the unit said nothing about himself, and about whom somebody has yet to speak."""
    args = [evaluation.period_id, evaluation.cell_id]
    people = Evaluation.objects.filter(period=args[0], cell=args[1], member__isnull=False)
    rows = opinion_summary_of(list(people.select_related("period", "member"))).rows
    lacking, silent = sum(bool(row.missing) for row in rows), sum(not row.self_level for row in rows)
    if not rows:
        yield Gap(_("Đơn vị không có đảng viên nào trong kỳ nên bảng để trống."))
    if silent:
        text = ngettext(
            "%(number)s đồng chí chưa chọn mức tự xếp loại.", "%(number)s đồng chí chưa chọn mức tự xếp loại.", silent
        ) % {"number": silent}
        yield Gap(text, reverse("evaluations:self_review_list", args=args))
    if lacking:
        text = ngettext(
            "%(number)s đồng chí còn thiếu ý kiến mà quy định đòi phải có.",
            "%(number)s đồng chí còn thiếu ý kiến mà quy định đòi phải có.",
            lacking,
        ) % {"number": lacking}
        yield Gap(text, reverse("evaluations:opinion_sheet", args=args))


def ballot_gaps(ballot: Ballot) -> Iterator[Gap]:
    """The head, the meeting, who stands on the paper, whether the counting is confirmed and its numbers fit."""
    day = ballot.meeting.held_on if ballot.meeting else today()
    yield from head_gaps(ballot.organisation, day)
    count = next(iter(counts_of(ballot)), None) if ballot.state == Ballot.State.CONFIRMED else None
    issued, collected = (count.issued, count.collected) if count else (ballot.body, ballot.body)
    words = {"body": ballot.body, "issued": issued, "collected": collected}
    other = _("Phát ra %(issued)s phiếu, có %(body)s người được bỏ phiếu: hai số không khớp.") % words
    fewer = _("Thu về %(collected)s phiếu trên %(issued)s phiếu phát ra.") % words
    waiting = _("Chưa có kết quả kiểm phiếu được hai người xác nhận; biên bản kiểm phiếu để trống để ghi tay.")
    missing = (
        (ballot.meeting is None, _("Chưa gắn buổi họp nên phiếu, biên bản kiểm phiếu ghi ngày hôm nay.")),
        (not ballot.evaluations.exists(), _("Phiếu chưa có tên ai.")),
        (ballot.state == Ballot.State.PREPARED, waiting),
        (issued != ballot.body, other),
        (collected < issued, fewer),
    )
    yield from told(missing, ballot.get_absolute_url())


def appraisal_gaps(period: Period) -> Iterator[Gap]:
    """The submission to the committee: head, signer, legal bases, who has not been appraised yet."""
    yield from unit_gaps(period.organisation, today())
    yield from regulation_gaps(period)
    waiting = period.evaluations.filter(state=State.SUBMITTED, reviews=None).count()
    if waiting:
        text = ngettext(
            "%(number)s phiếu đã gửi chưa có ý kiến thẩm định.",
            "%(number)s phiếu đã gửi chưa có ý kiến thẩm định.",
            waiting,
        ) % {"number": waiting}
        yield Gap(text, reverse("evaluations:appraisal_queue", args=[period.pk]))


def record_list_gaps(period: Period) -> Iterator[Gap]:
    """The list of records of a whole year (Mẫu 04)."""
    yield from unit_gaps(period.organisation, today())
    rows = period.evaluations.select_related("period", "member", "collective")
    yield from _records_of(period, list(rows[: LOOKED_AT + 1]), reverse("evaluations:record_list", args=[period.pk]))


def unit_record_list_gaps(evaluation: Evaluation) -> Iterator[Gap]:
    """The list of records of one unit (Mẫu 04)."""
    period, unit = evaluation.period, evaluation.cell
    yield from unit_gaps(unit, today())
    rows = period.evaluations.filter(cell=unit).select_related("period", "member", "collective")
    page = f"{reverse('evaluations:record_list', args=[period.pk])}?don-vi={unit.pk}"
    yield from _records_of(period, list(rows[: LOOKED_AT + 1]), page)


def _records_of(period: Period, rows: Sequence[Evaluation], page: str) -> Iterator[Gap]:
    """The number of the form in that year, who is on the list, and the papers that are missing."""
    yield from regulation_gaps(period)
    if not any(form.key == RECORDS_FORM for form in regulation_of(period).forms):
        text = _("%(regulation)s không có mẫu danh mục hồ sơ; bản in không ghi số mẫu.")
        yield Gap(text % {"regulation": law_of(period)})
    if not rows:
        yield Gap(_("Danh mục chưa có tập thể, cá nhân nào."), period.get_absolute_url())
    if len(rows) > LOOKED_AT:
        yield Gap(_("Danh mục quá dài để xem trước từng hồ sơ; chỗ thiếu của mỗi đối tượng in ở cột cuối."), page)
        return
    lists = [each for each in record_lists(period, rows) if each.missing]
    undecided = sum(row.state not in (State.DECIDED, State.POSTPONED) for row in rows)
    words = {"number": len(lists), "total": len(rows), "papers": sum(len(each.missing) for each in lists)}
    text = _("%(number)s/%(total)s đối tượng còn thiếu tài liệu, cộng %(papers)s loại tài liệu.") % words
    waiting = ngettext(
        "%(number)s đối tượng chưa được quyết định xếp loại.",
        "%(number)s đối tượng chưa được quyết định xếp loại.",
        undecided,
    ) % {"number": undecided}
    yield from told(((bool(lists), text),), page)
    yield from told(((undecided > 0, waiting),), period.get_absolute_url())


def postponed_gaps(period: Period) -> Iterator[Gap]:
    """The list of those not reviewed: names, signer, reasons and days that are not told, days that have passed.

    Each gap leads to the first one it is about.
    """
    yield from unit_gaps(period.organisation, today())
    rows = postponed_rows(period, postponed_in(period, period.evaluations.all()))
    if not rows:
        yield Gap(_("Không có ai trong danh sách; bản in ghi “Không có trường hợp nào”."))
    waiting = [row for row in rows if not row.is_reviewed and not row.is_under_way]
    for lacking, sentence in (
        (
            [row for row in rows if not row.reason],
            ngettext_lazy("%(number)s trường hợp chưa ghi lý do.", "%(number)s trường hợp chưa ghi lý do.", "number"),
        ),
        (
            [row for row in waiting if row.until is None],
            ngettext_lazy(
                "%(number)s trường hợp chưa hẹn ngày kiểm điểm.",
                "%(number)s trường hợp chưa hẹn ngày kiểm điểm.",
                "number",
            ),
        ),
        (
            [row for row in waiting if row.until is not None and row.until < today()],
            ngettext_lazy(
                "%(number)s trường hợp đã quá ngày hẹn kiểm điểm.",
                "%(number)s trường hợp đã quá ngày hẹn kiểm điểm.",
                "number",
            ),
        ),
        (
            [row for row in rows if row.evaluation.member_id and not row.code],
            ngettext_lazy(
                "%(number)s đảng viên chưa ghi số thẻ nên cột mã trống.",
                "%(number)s đảng viên chưa ghi số thẻ nên cột mã trống.",
                "number",
            ),
        ),
    ):
        if lacking:
            yield Gap(sentence % {"number": len(lacking)}, lacking[0].evaluation.get_absolute_url())


def cap_gaps(period: Period) -> Iterator[Gap]:
    """The what-ifs of the cap: names, signer, whether the year has a cap, whether anything is compared."""
    yield from unit_gaps(period.organisation, today())
    waiting = period.evaluations.exclude(state__in=[State.SUBMITTED, State.DECIDED, State.POSTPONED]).count()
    missing = (
        (regulation_of(period).cap is None, _("Quy định của năm không đặt tỷ lệ hoàn thành xuất sắc.")),
        (not list(scenarios_of(period)), _("Chưa lập phương án nào nên bản in chỉ có cách tính đang áp dụng.")),
        (
            waiting > 0,
            ngettext(
                "%(number)s phiếu chưa gửi nên số liệu còn thay đổi.",
                "%(number)s phiếu chưa gửi nên số liệu còn thay đổi.",
                waiting,
            )
            % {"number": waiting},
        ),
    )
    yield from told(missing, reverse("evaluations:cap_whatif", args=[period.pk]))


def local_regulation_gaps(local: LocalRegulation) -> Iterator[Gap]:
    """A committee's own regulation: whether it was issued, with number and day, and still holds."""
    if local.withdrawn_on is not None:
        yield Gap(_("Quy định đã thu hồi từ ngày %(day)s.") % {"day": format_date(local.withdrawn_on)})
    missing = (
        (local.state == LocalRegulation.State.DRAFT, _("Còn là bản thảo; mọi trang in ra đều ghi như vậy.")),
        (not local.document, _("Chưa ghi số văn bản ban hành.")),
        (local.document_on is None, _("Chưa ghi ngày ban hành.")),
    )
    yield from told(missing, local.get_absolute_url())
