"""Pages of long lists stop at their bound and say so."""

import pytest

from cells.models import Member
from core.pages import BoundedPaginator
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("people", "count", "has_more"), [(0, 0, False), (3, 3, False), (4, 3, True)])
def test_count_stops_at_the_bound(monkeypatch, people, count, has_more):
    monkeypatch.setattr(BoundedPaginator, "LIMIT", 3)
    for _person in range(people):
        make_member()
    paginator = BoundedPaginator(Member.objects.all(), 2)
    assert (paginator.count, paginator.has_more) == (count, has_more)
    assert len(paginator.get_page(99).object_list) == (count % 2 or min(count, 2))
