"""What decisions on classes and awards would lack if they were printed now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods import today
from evaluations.documents.awards import STANDING, awarded_together
from evaluations.documents.corrections import issuer_of
from evaluations.models import AwardProposal, Decision, Evaluation, Level, Period
from evaluations.queries.awards import awards_in_doubt, proposals_of
from evaluations.queries.regulations import law_of, regulation_of
from evaluations.rules.awards import award_rules_of
from evaluations.rules.review_forms import FURTHER_FORM
from reports.outdated import followed_decision, partly_followed_decision
from reports.queries.paper_gaps import unit_gaps
from reports.queries.print_check import Gap, head_gaps, holder_gaps, signer_gaps, told
from reports.queries.year_print_check import regulation_gaps


def decision_gaps(decision: Decision) -> Iterator[Gap]:
    """The decision that recognises results: head, number, signer, meeting, legal bases, who is not in its lists."""
    period = decision.evaluation.period
    unit, page = period.organisation, reverse("evaluations:publication", args=[period.pk])
    yield from head_gaps(unit, decision.decided_on)
    yield from told(_formalities(decision), page)
    if decision.signed_by:
        yield from holder_gaps(decision.signed_by, unit, decision.decided_on)
    followed = partly_followed_decision(decision)
    if followed:
        yield Gap(_("%(sentence)s Danh sách in ra không còn tên họ.") % {"sentence": followed}, page)
    waiting = period.evaluations.exclude(state__in=[Evaluation.State.DECIDED, Evaluation.State.POSTPONED]).count()
    if waiting:
        text = ngettext(
            "Còn %(number)s phiếu của năm chưa quyết định nên chưa có trong danh sách nào.",
            "Còn %(number)s phiếu của năm chưa quyết định nên chưa có trong danh sách nào.",
            waiting,
        )
        yield Gap(text % {"number": waiting}, period.get_absolute_url())
    yield from regulation_gaps(period)


def _formalities(decision: Decision) -> Iterable[tuple[bool, str]]:
    meeting = decision.meeting
    return (
        (not decision.document_number, _("Quyết định chưa ghi số.")),
        (not decision.signed_by, _("Quyết định chưa ghi người ký nên chỗ ký để trống.")),
        (bool(decision.signed_by) and not decision.signer_title, _("Chưa ghi chức vụ của người ký.")),
        (meeting is None, _("Quyết định chưa gắn hội nghị nên không nêu căn cứ kết quả hội nghị.")),
        (
            meeting is not None and meeting.held_on > decision.decided_on,
            _("Hội nghị làm căn cứ họp sau ngày quyết định; hãy xem lại ngày."),
        ),
    )


def further_decision_gaps(decision: Decision) -> Iterator[Gap]:
    """The decision that rates again or cancels (Mẫu 03): as the first one, and what it replaces and takes back."""
    evaluation, issuer = decision.evaluation, issuer_of(decision)
    period, page = evaluation.period, evaluation.get_absolute_url()
    yield from head_gaps(issuer, decision.decided_on)
    yield from told(_formalities(decision), page)
    if decision.signed_by:
        yield from holder_gaps(decision.signed_by, issuer, decision.decided_on)
    yield from told(_about_earlier(decision), page)
    if not any(form.key == FURTHER_FORM for form in regulation_of(period).forms):
        text = _("%(regulation)s không có mẫu quyết định xếp loại lại; bản in không ghi số mẫu.")
        yield Gap(text % {"regulation": law_of(period)})
    yield from regulation_gaps(period)
    if decision.level != Level.EXCELLENT:
        yield from _awards_that_stand(evaluation)


def _about_earlier(decision: Decision) -> Iterable[tuple[bool, str]]:
    earlier, complaint, followed = decision.replaces, decision.complaint, followed_decision(decision)
    stands = earlier is not None and earlier.kind != Decision.Kind.CANCELLED
    return (
        (
            stands and not (earlier and earlier.document_number),
            _("Quyết định trước chưa ghi số nên Điều 1 chỉ nêu ngày."),
        ),
        (
            earlier is not None and earlier.decided_on > decision.decided_on,
            _("Ngày quyết định trước ngày của quyết định bị thay; hãy xem lại ngày."),
        ),
        (
            complaint is not None and not complaint.document,
            _("Kết luận giải quyết đơn chưa ghi số văn bản nên phần căn cứ chỉ nêu ngày."),
        ),
        (bool(followed), _("%(sentence)s In để lưu, không dùng để thi hành.") % {"sentence": followed}),
    )


def _awards_that_stand(evaluation: Evaluation) -> Iterator[Gap]:
    """Awards that rest on the class that was taken back, and are not withdrawn yet."""
    rows = AwardProposal.objects.filter(evaluation=evaluation, state=AwardProposal.State.GRANTED)
    for row in rows:
        text = _("Khen thưởng “%(title)s” chưa ghi thu hồi nên quyết định không có điều về thu hồi.")
        yield Gap(text % {"title": row.title}, reverse("evaluations:award_withdraw", args=[row.pk]))


def award_proposals_gaps(period: Period) -> Iterator[Gap]:
    """The submission for awards: head, signer, whether anybody is proposed, money and authority that are not known."""
    page = reverse("evaluations:award_list", args=[period.pk])
    yield from unit_gaps(period.organisation, today())
    rows = list(proposals_of(period).filter(state__in=STANDING))
    if not rows:
        yield Gap(_("Chưa có đề nghị nào nên tờ trình không có danh sách."), page)
    rules = award_rules_of(period.year)
    if rules is None:
        yield Gap(_("Chưa có quy tắc khen thưởng cho năm %(year)s.") % {"year": period.year}, page)
    elif rules.note:
        yield Gap(rules.note, page)
    nobody = sum(not row.authority for row in rows)
    if nobody:
        yield Gap(
            ngettext("%(number)s đề nghị chưa rõ cấp quyết định.", "%(number)s đề nghị chưa rõ cấp quyết định.", nobody)
            % {"number": nobody},
            page,
        )
    yield from _money(period, rows)


def award_decision_gaps(proposal: AwardProposal) -> Iterator[Gap]:
    """The decision that grants awards: head and signer of its day, number, money, classes that changed since."""
    period, award = proposal.period, proposal.award
    day = award.decided_on if award else today()
    yield from head_gaps(period.organisation, day)
    yield from signer_gaps(period.organisation, day)
    if award is None:
        text = _("Chưa ghi quyết định khen thưởng: bản in là dự thảo, số và ngày để trống.")
        yield Gap(text, reverse("evaluations:award_grant", args=[period.pk]))
    rows = awarded_together(proposal)
    yield from _money(period, rows)
    doubtful = {row.pk for row in awards_in_doubt(period)} & {row.pk for row in rows}
    if doubtful:
        text = ngettext(
            "%(number)s trường hợp trong quyết định có kết quả xếp loại đã thay đổi; hãy xem xét thu hồi.",
            "%(number)s trường hợp trong quyết định có kết quả xếp loại đã thay đổi; hãy xem xét thu hồi.",
            len(doubtful),
        )
        yield Gap(text % {"number": len(doubtful)}, reverse("evaluations:award_list", args=[period.pk]))


def _money(period: Period, rows: Iterable[AwardProposal]) -> Iterator[Gap]:
    unknown = sum(row.amount is None for row in rows)
    if unknown:
        text = ngettext(
            "%(number)s trường hợp chưa ấn định mức tiền nên tổng tiền chưa đủ.",
            "%(number)s trường hợp chưa ấn định mức tiền nên tổng tiền chưa đủ.",
            unknown,
        ) % {"number": unknown}
        yield Gap(text, reverse("evaluations:award_money", args=[period.pk]))
