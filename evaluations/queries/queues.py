"""What waits to be appraised and decided in a year: disagreements first, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from evaluations.models import Evaluation, Level, Period
from evaluations.queries.board import LevelMark, SubjectRow, filter_evaluations, mark, visible_rows
from evaluations.queries.changes import changes_of
from evaluations.queries.complaints import is_complained_of
from evaluations.queries.hindrances import SENT, gaps_of, is_own, leads_subject
from evaluations.queries.proposals import REVIEWS, latest_review
from evaluations.queries.regulations import regulation_of
from evaluations.queries.voices import Said, are_different, said_of
from evaluations.rules.classification import UNDETERMINED

COMPLAINT, DIFFERENT, OPEN_ANSWER, CHANGED, GAP = "don", "khac", "chua-ro", "doi", "thieu"
SIGNS = {
    COMPLAINT: gettext_lazy("có đơn chưa kết luận"),
    DIFFERENT: gettext_lazy("các bên nêu mức khác nhau"),
    OPEN_ANSWER: gettext_lazy("chưa xác định được mức"),
    CHANGED: gettext_lazy("số liệu đổi sau khi chốt"),
    GAP: gettext_lazy("chưa có xếp loại công chức, viên chức"),
}
"""Why something wants a look of its own, the weightiest first."""


@dataclass(frozen=True)
class QueueRow:
    """One evaluation that was sent, with what each side says and why it wants a look."""

    row: SubjectRow
    said: Said
    self_level: LevelMark | None
    reviewed: LevelMark | None
    signs: tuple[str, ...]
    may_review: bool
    """Neither the subject nor the sender is the reader."""

    @property
    def evaluation(self) -> Evaluation:
        return self.row.evaluation

    @property
    def words(self) -> list[str]:
        return [str(SIGNS[sign]) for sign in self.signs]

    @property
    def is_plain(self) -> bool:
        """Whether it may be approved together with others: computed, nobody differs, not appraised yet."""
        return not self.signs and self.reviewed is None and self.row.proposed.level in Level.values

    @property
    def rank(self) -> tuple[int, ...]:
        """Not appraised before appraised; disagreements first, the weightiest on top."""
        weights = list(SIGNS)
        return (0 if self.reviewed is None else 1, min((weights.index(sign) for sign in self.signs), default=9))


def appraisal_queue(period: Period, user: User, words: Mapping[str, str] | None = None) -> list[QueueRow]:
    """Everything sent and not decided, as ``words`` narrow it (``chi-bo``, ``nhom``, ``tim``, ``trang-thai``,
    ``dau-hieu``); disagreements first, else in the order of the paper list."""
    words = words or {}
    sent = filter_evaluations(period.evaluations.filter(state__in=SENT), words)
    sent = sent.annotate(is_complained_of=is_complained_of())
    rows = visible_rows(period, sent.prefetch_related(REVIEWS, "collective"))
    evaluations = [row.evaluation for row in rows]
    said = said_of(evaluations)
    rated = {row.evaluation.pk for row in rows if row.standing.proposal and row.standing.proposal.is_rated}
    gaps = gaps_of(period, evaluations, rated, said=said, but_appraisal=True)
    changed = changes_of(period, evaluations)
    found = []
    for row in rows:
        pk = row.evaluation.pk
        complained = row.evaluation.is_complained_of  # type: ignore[attr-defined]
        told = {COMPLAINT: complained, CHANGED: pk in changed, GAP: pk in gaps}
        found.append(_queue_row(period, row, said[pk], told, user))
    wanted = words.get("dau-hieu", "")
    if wanted in SIGNS:
        found = [row for row in found if wanted in row.signs]
    return sorted(found, key=lambda row: row.rank)


def _queue_row(period: Period, row: SubjectRow, said: Said, told: Mapping[str, bool], user: User) -> QueueRow:
    evaluation, regulation = row.evaluation, regulation_of(period)
    review, computed = latest_review(evaluation), row.proposed.level
    signs = {
        **told,
        DIFFERENT: are_different(said, computed, review.level if review else ""),
        OPEN_ANSWER: computed == UNDETERMINED,
    }
    return QueueRow(
        row=row,
        said=said,
        self_level=mark(regulation, said.self_level, evaluation.rule_subject) if said.self_level else None,
        reviewed=mark(regulation, review.level, evaluation.rule_subject) if review else None,
        signs=tuple(sign for sign in SIGNS if signs[sign]),
        may_review=evaluation.submitted_by_id != user.pk
        and not is_own(user, evaluation)
        and not leads_subject(user, evaluation),
    )


def hindered(rows: Sequence[QueueRow]) -> dict[int, str]:
    """Why each of these wants a look of its own before it is approved, by evaluation."""
    return {row.evaluation.pk: _("%(signs)s.") % {"signs": ", ".join(row.words)} for row in rows if row.signs}


@dataclass(frozen=True)
class Around:
    """A place in the queue with the one before and the one after."""

    own: QueueRow | None = None
    before: QueueRow | None = None
    after: QueueRow | None = None


def around(rows: Sequence[QueueRow], pk: int) -> Around:
    """Where an evaluation stands in the queue; of one that left it the first that waits comes after."""
    places = [row.evaluation.pk for row in rows]
    if pk not in places:
        return Around(after=rows[0] if rows else None)
    place = places.index(pk)
    before = rows[place - 1] if place else None
    return Around(rows[place], before, rows[place + 1] if place + 1 < len(rows) else None)
