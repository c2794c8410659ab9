import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import ConductSetting
from meetings.queries import month_board
from meetings.services.conduct import set_meet_by_day
from tests.cast import TODAY, Cast, Commune

NEW_YEAR = dt.date(2026, 1, 1)


def test_set_meet_by_day_moves_the_limit_of_the_cells_below(commune: Commune, cast: Cast) -> None:
    set_meet_by_day(commune.committee, 5, valid_from=NEW_YEAR, by=cast.commune, document="Quy chế số 01-QC/ĐU")

    assert month_board(commune.cells, 2026, TODAY)[commune.cells[1].pk, 3].meet_by == dt.date(2026, 3, 5)
    event = AuditEvent.objects.get(action="meetings.conduct_set")
    assert (event.actor, event.organisation_number, event.note) == (
        cast.commune, commune.committee.pk, "Quy chế số 01-QC/ĐU",
    )  # fmt: skip
    assert event.changes["meet_by_day"] == [None, 5]


def test_set_meet_by_day_again_replaces_on_the_same_day_and_follows_on_a_later_one(
    commune: Commune, cast: Cast
) -> None:
    for day, valid_from in ((5, NEW_YEAR), (7, NEW_YEAR), (8, dt.date(2026, 6, 1))):
        set_meet_by_day(commune.committee, day, valid_from=valid_from, by=cast.commune)

    assert list(ConductSetting.objects.values_list("value", flat=True)) == [7, 8]
    last = AuditEvent.objects.filter(action="meetings.conduct_set").first()
    assert last is not None
    assert last.changes["meet_by_day"] == [7, 8]


@pytest.mark.parametrize("day", [0, 32])
def test_set_meet_by_day_that_no_month_has_is_refused(commune: Commune, cast: Cast, day: int) -> None:
    with pytest.raises(DomainError, match="từ 1 đến 31"):
        set_meet_by_day(commune.committee, day, valid_from=NEW_YEAR, by=cast.commune)


def test_set_meet_by_day_before_the_committee_stood_is_refused(commune: Commune, cast: Cast) -> None:
    with pytest.raises(DomainError, match="không hoạt động vào ngày"):
        set_meet_by_day(commune.committee, 5, valid_from=dt.date(2020, 1, 1), by=cast.commune)

    assert not ConductSetting.objects.exists()
