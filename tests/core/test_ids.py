"""A set of numbers in questions: the same answers as an ordinary set, whatever stands around it."""

import pytest
from django.db.models import Count, Exists, OuterRef, Q

from cells.models import Member, Membership, Organisation
from core.ids import IdSet
from tests.factories import make_cell, make_member, make_organisation


def test_unions_and_sections_are_such_sets():
    both = IdSet([1, 2]) | IdSet([2, 3])
    assert (both, both & {3, 4}, IdSet() | IdSet([5]), IdSet([5]) | IdSet()) == ({1, 2, 3}, {3}, {5}, {5})
    assert all(isinstance(each, IdSet) for each in (both, both & {3, 4}, IdSet() | {5}, IdSet([5]) | set()))


def test_only_numbers_get_in():
    with pytest.raises(ValueError, match="invalid literal"):
        IdSet(["1) OR (1=1"])


@pytest.mark.django_db
class TestAsked:
    @pytest.fixture
    def cells(self):
        committee = make_organisation()
        cells = [make_cell(committee) for _number in range(3)]
        for cell in cells[:2]:
            make_member(cell)
        return cells

    def test_filter_exclude_and_relations_answer_as_with_a_plain_set(self, cells):
        some = IdSet([cells[0].pk, cells[2].pk])
        for wanted in (
            Q(pk__in=some),
            ~Q(pk__in=some),
            Q(pk__in=some) | Q(memberships__member__isnull=False),
            Q(pk__in=some, pk__gt=cells[0].pk),
        ):
            expected = set(Organisation.objects.filter(_plain(wanted)))
            assert expected
            assert set(Organisation.objects.filter(wanted)) == expected

    def test_subquery_annotation_and_exists_take_it(self, cells):
        some = IdSet([cells[0].pk])
        inside = Membership.objects.filter(cell__in=some)
        assert Member.objects.filter(pk__in=inside.values("member")).count() == 1
        counted = Organisation.objects.annotate(n=Count("memberships", filter=Q(memberships__cell__in=some)))
        assert dict(counted.filter(pk__in=[cell.pk for cell in cells]).values_list("pk", "n")) == {
            cells[0].pk: 1,
            cells[1].pk: 0,
            cells[2].pk: 0,
        }
        has_own = Exists(Membership.objects.filter(member=OuterRef("pk"), cell__in=some))
        assert Member.objects.filter(has_own).count() == 1
        assert Organisation.objects.filter(pk__in=some).union(Organisation.objects.filter(pk__in=IdSet())).count() == 1

    def test_empty_set_asks_nothing_and_finds_nothing(self, cells, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert list(Organisation.objects.filter(pk__in=IdSet())) == []
        assert Organisation.objects.exclude(pk__in=IdSet()).count() == Organisation.objects.count()


def _plain(condition):
    return Q(
        *(
            _plain(child)
            if isinstance(child, Q)
            else Q((child[0], set(child[1])) if isinstance(child[1], IdSet) else child)
            for child in condition.children
        ),
        _connector=condition.connector,
        _negated=condition.negated,
    )
