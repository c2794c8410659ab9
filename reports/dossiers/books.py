"""What is bound together from forms of one sort: the minutes of a year, the self-reviews of a unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.utils.translation import override

from core.pdf import Part
from evaluations.documents.self_reviews import unit_reviews, unit_reviews_front
from evaluations.models import Evaluation
from meetings.documents import minutes_part
from meetings.documents.books import book_front, book_to_print
from meetings.models import Meeting
from meetings.queries.books import Book
from reports.dossiers.making import evaluation_with
from reports.dossiers.minutes_span import words_of
from reports.kinds import Assembly, Piece, Placed
from reports.models import AskedPaper


def _book(asked: AskedPaper) -> Book:
    return book_to_print(asked.organisation, asked.first_on.year)


def _minutes_of(asked: AskedPaper) -> Sequence[Piece]:
    with override("vi"):
        return [Piece(str(meeting.pk), words_of(meeting)) for meeting in _book(asked).meetings]


def _minutes(_asked: AskedPaper, key: str) -> Part:
    """As they were approved, in the layout of their own day."""
    return minutes_part(Meeting.objects.select_related("cell").prefetch_related("cell__periods").get(pk=int(key)))


def _front_of_book(asked: AskedPaper, placed: Sequence[Placed]) -> Sequence[Part]:
    return [book_front(_book(asked), [each.first_page for each in placed], has_links=True)]


def _reviews_of(evaluation: Evaluation) -> Sequence[Piece]:
    with override("vi"):
        return [Piece(str(row.pk), str(row)) for row in unit_reviews(evaluation)]


def _review(make: Callable[[Evaluation], Part], _evaluation: Evaluation, key: str) -> Part:
    return make(evaluation_with(int(key)))


def _front_of_reviews(evaluation: Evaluation, placed: Sequence[Placed]) -> Sequence[Part]:
    rows = unit_reviews(evaluation)
    return [unit_reviews_front(evaluation, rows, [each.first_page for each in placed])]


def unit_reviews_assembly(make: Callable[[Evaluation], Part]) -> Assembly:
    """The forms of everybody in the unit of an evaluation, as written, or empty."""
    return Assembly(_reviews_of, partial(_review, make), _front_of_reviews)


BOOK = Assembly(_minutes_of, _minutes, _front_of_book)
"""Of the unit and the year that were asked for."""
