"""What waits for one user between the ballot and the publication of a year's classes."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import Scope
from core.periods import format_date
from evaluations.models import Ballot, BallotCount, Complaint, Decision, Evaluation, Period, Review
from evaluations.queries.complaints import to_rerate
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8


def decision_waiting(user: User, scope: Scope) -> list[Sort]:
    """Counts to enter, evaluations to appraise, or to appraise again, results to make public and to tell."""
    return [
        counts_to_enter(user, scope),
        to_appraise(user, scope),
        to_appraise_again(user, scope),
        to_publish(scope),
    ]


def counts_to_enter(user: User, scope: Scope) -> Sort:
    """Ballots of the cells one leads in which the second person is missing, or one has to count again."""
    if not scope.led_cells:
        return
    other = BallotCount.objects.filter(ballot=OuterRef("pk")).exclude(entered_by=user)
    mine = BallotCount.objects.filter(ballot=OuterRef("pk"), entered_by=user)
    own_moment = BallotCount.objects.filter(ballot=OuterRef("ballot"), entered_by=user).values("entered_at")
    later = other.filter(entered_at__gte=own_moment[:1])
    rows = (
        Ballot.objects.filter(organisation__in=scope.led_cells, state=Ballot.State.PREPARED)
        .filter(period__state=Period.State.OPEN)
        .annotate(entered=Count("counted"))
        .filter((Q(entered=1) & ~Exists(mine)) | (Q(entered=2) & Exists(mine) & Exists(later)))
    )
    for ballot in (yield Ask(rows.order_by("pk")[:SHOWN])):
        again = ballot.entered == 2
        title = _("Hai người nhập khác nhau, cần đếm lại phiếu") if again else _("Cần người thứ hai nhập kiểm phiếu")
        yield Waiting("vote", title, ballot.about, ballot.get_absolute_url(), is_late=again)


def to_appraise_again(user: User, scope: Scope) -> Sort:
    """Complaints concluded with "thẩm định, xếp loại lại", which the board has not looked at since."""
    if not scope.reviewed:
        return
    rows = to_rerate(Complaint.objects.filter(evaluation__period__organisation__in=scope.reviewed))
    rows = rows.filter(evaluation__state=Evaluation.State.DECIDED).exclude(evaluation__submitted_by=user)
    if scope.member_id:
        rows = rows.exclude(evaluation__member=scope.member_id)
    decided = Decision.objects.filter(evaluation=OuterRef("evaluation")).order_by("-version").values("decided_at")
    rows = rows.annotate(last_decided=Subquery(decided[:1]))
    looked = Review.objects.filter(evaluation=OuterRef("evaluation"), reviewed_at__gt=OuterRef("last_decided"))
    rows = rows.filter(~Exists(looked)).select_related(
        "evaluation__cell", "evaluation__member", "evaluation__collective"
    )
    for row in (yield Ask(rows.order_by("concluded_on", "pk")[:SHOWN], "evaluation.cell")):
        yield Waiting(
            "eye",
            _("Đơn đã kết luận thẩm định lại, chờ thẩm định"),
            _("Về %(name)s; kết luận ngày %(day)s") % {"name": row.evaluation, "day": format_date(row.concluded_on)},
            reverse("evaluations:evaluation_reappraise", args=[row.evaluation_id]),
            since=row.concluded_on,
        )


def to_appraise(user: User, scope: Scope) -> Sort:
    """What was sent and not appraised yet, one line for each year, for those who work for the board."""
    if not scope.reviewed:
        return
    rows = (
        Evaluation.objects.filter(
            period__organisation__in=scope.reviewed,
            period__state=Period.State.OPEN,
            state=Evaluation.State.SUBMITTED,
        )
        .exclude(submitted_by=user)
        .order_by()
        .values("period", year=F("period__year"))
        .annotate(number=Count("pk"))
        .order_by("year")
    )
    for row in (yield Ask(rows[:SHOWN])):
        title = ngettext("%(number)s phiếu chờ thẩm định", "%(number)s phiếu chờ thẩm định", row["number"])
        yield Waiting(
            "eye",
            title % {"number": row["number"]},
            _("Đánh giá năm %(year)s") % {"year": row["year"]},
            reverse("evaluations:appraisal_queue", args=[row["period"]]),
        )


def to_publish(scope: Scope) -> Sort:
    """Results that stand, and are not public or not told yet, one line for each year; of the committees one leads."""
    if not scope.directed_roots:
        return
    waits = Q(evaluations__decisions__published_on=None) | Q(evaluations__decisions__notified_on=None)
    stands = Q(evaluations__decisions__replaced_by=None) & ~Q(evaluations__decisions__level="")
    rows = (
        Period.objects.filter(organisation__in=scope.directed_roots, evaluations__decisions__isnull=False)
        .annotate(number=Count("evaluations__decisions", filter=waits & stands, distinct=True))
        .filter(number__gt=0)
        .order_by("-year")
    )
    for period in (yield Ask(rows.defer("regulation")[:SHOWN])):
        number = period.number
        title = ngettext(
            "%(number)s kết quả xếp loại chưa công khai hoặc chưa thông báo",
            "%(number)s kết quả xếp loại chưa công khai hoặc chưa thông báo",
            number,
        )
        yield Waiting(
            "chat",
            title % {"number": number},
            _("Đánh giá năm %(year)s") % {"year": period.year},
            reverse("evaluations:publication", args=[period.pk]),
        )
