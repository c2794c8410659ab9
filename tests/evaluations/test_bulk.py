from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.models import Evaluation, Period
from evaluations.queries.bulk import iterate_proposals
from evaluations.queries.proposals import propose
from evaluations.queries.records import subjects_of
from evaluations.queries.sources import read_sources
from evaluations.queries.sources.subjects import written
from evaluations.queries.subjects import cut_off
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT


def numbers_of(period: Period) -> list[int]:
    return list(Evaluation.objects.filter(period=period).values_list("pk", flat=True))


def test_iterate_proposals_says_what_each_page_says(period: Period, sent, cast: Cast, commune: Commune) -> None:
    sent(cast.member, EXCELLENT)
    sent(commune.cells[0])
    rows = Evaluation.objects.filter(period=period).select_related("member", "cell").prefetch_related("cell__periods")
    wanted = {pk: (found.level, found.sheet.score) for pk, found in propose(period, rows).items()}

    found = [row for rows in iterate_proposals(numbers_of(period), chunk=2) for row in rows]

    assert {row.evaluation: (row.level, row.score) for row in found} == wanted
    assert [row.evaluation for row in found] == numbers_of(period)


def test_iterate_proposals_asks_as_much_for_one_of_each_kind_as_for_all(period: Period, sent, cast: Cast) -> None:
    sent(cast.member, EXCELLENT)
    one_of_each = {subject: pk for pk, subject in Evaluation.objects.filter(period=period).values_list("pk", "subject")}
    counts = []
    for numbers in (one_of_each.values(), numbers_of(period)):
        list(iterate_proposals(numbers))
        with CaptureQueriesContext(connection) as captured:
            list(iterate_proposals(numbers))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_sources_say_the_same_of_subjects_in_a_table_and_among_the_parameters(period: Period, sent, cast: Cast) -> None:
    sent(cast.member, EXCELLENT)
    rows = list(Evaluation.objects.filter(period=period).select_related("member", "cell"))
    subjects = subjects_of(period, rows, {row.pk: cut_off(period) for row in rows})

    assert read_sources(written(subjects)) == read_sources(subjects)
    assert read_sources(written(subjects[:3])) == read_sources(subjects[:3])
