"""What stands before a decision: steps that are missing, a complaint that is open, an interest of one's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import User
from cells.access import scope_of
from evaluations.access.deciders import decider_instead
from evaluations.models import Evaluation, Level, Opinion, Period
from evaluations.queries import process
from evaluations.queries.complaints import complained_of, verification_warnings
from evaluations.queries.proposals import Proposal, latest_review
from evaluations.queries.regulations import regulation_of
from evaluations.queries.special_cases import CaseLine
from evaluations.queries.voices import Said
from evaluations.rules.classification import UNDETERMINED
from evaluations.rules.procedure import APPRAISAL, asked_by

State = Evaluation.State
SENT = (State.SUBMITTED, State.REVIEWED)


def gaps_of(
    period: Period,
    evaluations: Iterable[Evaluation],
    rated: Collection[int],
    *,
    said: Mapping[int, Said] | None = None,
    but_appraisal: bool = False,
) -> dict[int, list[str]]:
    """By evaluation: what the regulation wants first and is missing, in sentences; one query. Only of the rated.

    ``said`` where it is at hand, without a query; ``but_appraisal``: where the appraisal itself is at hand, its absence
    is none.
    """
    rows = [row for row in evaluations if row.pk in rated]
    appraisal = "" if but_appraisal else asked_by(period.regulation_key, APPRAISAL)
    first = {row.pk: _rating_first(period, row) for row in rows}
    with_rating = (
        _with_civil_service_rating(row for row in rows if first[row.pk])
        if said is None
        else {pk for pk, each in said.items() if each.is_civil_servant_rated}
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        sentences = []
        if appraisal and row.state == State.SUBMITTED:
            sentences.append(_("Chưa có ý kiến thẩm định của ban tổ chức (%(source)s).") % {"source": appraisal})
        if first[row.pk] and row.pk not in with_rating:
            text = _("Chưa có kết quả xếp loại cán bộ, công chức, viên chức, người lao động (%(source)s).")
            sentences.append(text % {"source": first[row.pk]})
        if sentences:
            found[row.pk] = sentences
    return found


def _rating_first(period: Period, evaluation: Evaluation) -> str:
    """Where the regulation wants the rating as civil servant or employee before the one as a member, or nothing."""
    for asked in regulation_of(period).opinions_on(evaluation.rule_subject):
        if asked.giver == Opinion.Giver.CIVIL_SERVICE and asked.required:
            return f"{asked.source.document}, {asked.source.article}".strip(", ")
    return ""


def _with_civil_service_rating(rows: Iterable[Evaluation]) -> frozenset[int]:
    wanted = [row.pk for row in rows]
    if not wanted:
        return frozenset()
    given = Opinion.objects.filter(
        evaluation__in=wanted, giver=Opinion.Giver.CIVIL_SERVICE, level__in=Level.values, is_removed=False
    )
    return frozenset(given.values_list("evaluation", flat=True))


def is_own(user: User, evaluation: Evaluation) -> bool:
    """Whether the evaluation is the user's own."""
    own = scope_of(user).member_id
    return own is not None and own == evaluation.member_id


def leads_subject(user: User, evaluation: Evaluation) -> bool:
    """Whether the evaluation is of a cell that the user leads."""
    return evaluation.member_id is None and evaluation.cell_id in scope_of(user).led_cells


def conflict_of(user: User, evaluation: Evaluation) -> str:
    """The interest that the user has in this evaluation, as a sentence; nothing where there is none."""
    if is_own(user, evaluation):
        other = decider_instead(user, evaluation)
        if other is not None:
            return _("Đồng chí là đối tượng của phiếu này; đồng chí %(name)s ghi quyết định.") % {"name": other}
        return _(
            "Đồng chí là đối tượng của phiếu này; chưa có đồng chí nào khác ghi được nên hãy ghi đúng kết luận của hội "
            "nghị."
        )
    if evaluation.submitted_by_id == user.pk:
        return _("Đồng chí là người gửi phiếu này.")
    return ""


def decision_warnings(
    user: User,
    evaluation: Evaluation,
    *,
    is_rated: bool,
    cases: Iterable[CaseLine] | None = None,
    verification: Iterable[process.Warning] | None = None,
) -> list[process.Warning]:
    """What to know before deciding: an own interest, missing steps, what has to be verified, what is out of order.

    ``cases`` and ``verification`` where a page has them at hand.
    """
    gaps = gaps_of(evaluation.period, [evaluation], {evaluation.pk} if is_rated else ()).get(evaluation.pk, [])
    sentences = [sentence for sentence in (conflict_of(user, evaluation), *gaps) if sentence]
    warnings = [process.Warning(sentence) for sentence in sentences]
    verified = verification_warnings(evaluation) if verification is None else verification
    return [*warnings, *verified, *process.order_warnings(evaluation, cases)]


@dataclass(frozen=True)
class Hindrances:
    """What hinders several evaluations from being decided together."""

    over: Collection[int]
    """Those in groups beyond the cap."""
    complained: Collection[int]
    gaps: Mapping[int, list[str]] = field(default_factory=dict)
    own: Collection[int] = ()
    """The evaluation of who decides."""

    def sentence(self, evaluation: Evaluation, proposal: Proposal, *, despite: str = "") -> str:
        """Why this one is left out, or nothing. ``despite`` is the reason for going on although a step is missing."""
        hindered = self._state(evaluation) or self._level(evaluation, proposal)
        if not hindered and not despite:
            hindered = " ".join(self.gaps.get(evaluation.pk, []))
        return hindered

    def _state(self, evaluation: Evaluation) -> str:
        if evaluation.state == State.DECIDED:
            return _("đã quyết định.")
        if evaluation.state not in SENT:
            return _("phiếu chưa gửi.")
        if evaluation.pk in self.complained:
            return _("có đơn chưa kết luận; chưa quyết định.")
        if evaluation.pk in self.own:
            return _("phiếu của chính đồng chí; quyết định riêng.")
        return ""

    def _level(self, evaluation: Evaluation, proposal: Proposal) -> str:
        if proposal.level == UNDETERMINED:
            return _("chưa xác định được mức; cấp ủy quyết định riêng, ghi rõ lý do.")
        if proposal.level == Level.EXCELLENT and evaluation.pk in self.over:
            return _("nhóm vượt tỷ lệ xuất sắc; cấp ủy chọn từng trường hợp.")
        last = latest_review(evaluation)
        if last is not None and proposal.is_rated and last.level != proposal.level:
            return _("ban tổ chức đề xuất mức khác; xem riêng.")
        return ""


def hindrances_of(
    period: Period,
    evaluations: Iterable[Evaluation],
    proposals: Mapping[int, Proposal],
    over: Collection[int],
    user: User,
) -> Hindrances:
    """What hinders these, in two queries."""
    rows = list(evaluations)
    rated = {pk for pk, proposal in proposals.items() if proposal.is_rated}
    return Hindrances(
        over=over,
        complained=complained_of(rows),
        gaps=gaps_of(period, rows, rated),
        own={row.pk for row in rows if is_own(user, row)},
    )
