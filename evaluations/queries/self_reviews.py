"""The review in writing as the page and the paper need it: sections with their words, and what the records know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.facts import shown
from evaluations.models import Commitment, CommitmentItem, Evaluation, SelfReview, Shortcoming, Suggestion
from evaluations.queries.evidence import meeting_evidence
from evaluations.queries.fact_sheets import read_facts
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.parts import Form, Section
from evaluations.rules.review_forms import form_in_year, form_of_quarter, written_sections

Progress = Shortcoming.Progress
NOT_WRITTEN_ABOUT = ("triggers", "point:", "score", "months_since", "exempt", "suspended")
"""Facts that stand on pages of their own, or about which nobody writes in a review."""


@dataclass(frozen=True)
class SectionText:
    """A section of the form and what stands under it. ``number`` counts the sections that are written."""

    section: Section
    text: str
    number: int

    @property
    def is_written(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class WrittenReview:
    """The form of a subject, its words, and the level it proposes for itself."""

    evaluation: Evaluation
    form: Form
    review: SelfReview | None
    sections: tuple[SectionText, ...]
    level: str

    @property
    def written(self) -> tuple[SectionText, ...]:
        """The sections under which somebody writes."""
        return tuple(row for row in self.sections if row.number)

    @property
    def done(self) -> int:
        return sum(row.is_written for row in self.written)

    @property
    def next_open(self) -> SectionText | None:
        """The first section without words."""
        return next((row for row in self.written if not row.is_written), None)

    def find(self, key: str) -> SectionText | None:
        return next((row for row in self.written if row.section.key == key), None)

    def neighbours(self, key: str) -> tuple[SectionText | None, SectionText | None]:
        """The written sections before and after that one."""
        keys = [row.section.key for row in self.written]
        place = keys.index(key)
        before = self.written[place - 1] if place else None
        return before, self.written[place + 1] if place + 1 < len(keys) else None


@dataclass(frozen=True)
class Figure:
    """Something the records know of the year, to be written about; never written by the application."""

    label: str
    value: str


@dataclass(frozen=True)
class Known:
    """What stands beside the words: figures, shortcomings of earlier reviews, promises of the year."""

    figures: tuple[Figure, ...] = ()
    shortcomings: tuple[Shortcoming, ...] = ()
    promises: tuple[CommitmentItem, ...] = ()
    commitments: tuple[Commitment, ...] = ()


def review_of(evaluation: Evaluation) -> SelfReview | None:
    return SelfReview.objects.filter(evaluation=evaluation).select_related("updated_by").first()


def written_review(evaluation: Evaluation, review: SelfReview | None) -> WrittenReview:
    """The form of the subject in its year, with the words that are there."""
    regulation = regulation_of(evaluation.period)
    form = form_in_year(regulation, evaluation.rule_subject, evaluation.period.year)
    if evaluation.period.quarter and evaluation.member_id:
        form = form_of_quarter(regulation, form)
    words = review.sections if review else {}
    numbers = {section.key: place for place, section in enumerate(written_sections(form), 1)}
    sections = tuple(
        SectionText(section, words.get(section.key, ""), numbers.get(section.key, 0)) for section in form.sections
    )
    level = level_name(regulation, review.level, evaluation.rule_subject) if review and review.level else ""
    return WrittenReview(evaluation, form, review, sections, level)


def written_reviews(evaluations: Iterable[Evaluation]) -> list[WrittenReview]:
    """The forms of many subjects, in one query."""
    rows = list(evaluations)
    found = {review.evaluation_id: review for review in SelfReview.objects.filter(evaluation__in=rows)}
    return [written_review(row, found.get(row.pk)) for row in rows]


def last_year_text(evaluation: Evaluation, section: Section) -> str:
    """What the same subject wrote under the same heading a year before: to be read, never copied silently."""
    earlier = (
        SelfReview.objects.filter(
            evaluation__period__year=evaluation.period.year - 1,
            evaluation__period__quarter=None,
            evaluation__member=evaluation.member_id,
            evaluation__collective=evaluation.collective_id,
        )
        .filter(Q(evaluation__member__isnull=False) | Q(evaluation__cell=evaluation.cell_id))
        .order_by("-pk")
        .first()
    )
    return str(earlier.sections.get(section.key, "")) if earlier else ""


def suggestions_of(evaluation: Evaluation) -> list[Suggestion]:
    """The questions from above that stand, in the order in which they were asked."""
    return list(Suggestion.objects.filter(evaluation=evaluation, is_removed=False).select_related("asked_by"))


def earlier_shortcomings(evaluation: Evaluation) -> list[Shortcoming]:
    """What earlier reviews named of the subject: open, or remedied since the year began, or of the last review."""
    year = evaluation.period.year
    rows = Shortcoming.objects.filter(member=evaluation.member_id, year__lt=year, is_removed=False)
    if evaluation.member_id is None:
        rows = rows.filter(cell=evaluation.cell_id)
    counted = ~Q(progress=Progress.REMEDIED) | Q(remedied_on__gte=dt.date(year, 1, 1)) | Q(year=year - 1)
    return list(rows.filter(counted).select_related("responsible"))


def promises_of(evaluation: Evaluation) -> tuple[list[Commitment], list[CommitmentItem]]:
    """What the subject signed for the year, and the lines of it."""
    rows = Commitment.objects.filter(member=evaluation.member_id, year=evaluation.period.year)
    if evaluation.member_id is None:
        rows = rows.filter(cell=evaluation.cell_id)
    signed = list(rows.prefetch_related("items"))
    return signed, [item for row in signed for item in row.items.all() if not item.is_removed]


def known_of(evaluation: Evaluation) -> Known:
    """Everything the records know that belongs beside the words, in a fixed number of queries."""
    signed, lines = promises_of(evaluation)
    return Known(
        figures=tuple(_figures(evaluation)),
        shortcomings=tuple(earlier_shortcomings(evaluation)),
        promises=tuple(lines),
        commitments=tuple(signed),
    )


def _figures(evaluation: Evaluation) -> Iterable[Figure]:
    day = cut_off(evaluation.period)
    evidence = meeting_evidence([evaluation], evaluation.period.year, {evaluation.pk: day})[evaluation.pk]
    for line in evidence.lines:
        label, _colon, value = line.partition(":")
        yield Figure(label.strip(), value.strip(" .")) if value else Figure(line, "")
    sheet, regulation = read_facts(evaluation.period, [evaluation])[evaluation.pk], regulation_of(evaluation.period)
    used = sheet.criteria.facts_used if sheet.criteria else ()
    facts = {fact.key: fact for fact in regulation.facts_for(evaluation.rule_subject)}
    facts |= {key: sheet.criteria.facts[key] for key in used if sheet.criteria and key not in facts}
    for key, fact in facts.items():
        value = sheet.values.get(key, sheet.recorded.values.get(key))
        if value is not None and not key.startswith(NOT_WRITTEN_ABOUT):
            yield Figure(fact.label, f"{shown(fact, value)} {fact.unit}".strip())


def circulation_words(review: SelfReview | None) -> str:
    """When the draft went out, in a sentence."""
    if review is None or review.circulated_on is None:
        return ""
    return _("Dự thảo gửi ngày %(day)s.") % {"day": format_date(review.circulated_on)}
