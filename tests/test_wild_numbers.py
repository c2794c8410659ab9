"""Numbers in addresses and forms that no page sends but anybody can: the page stands, as if nothing was asked."""

import pytest
from django.urls import reverse

from cells.rules.statistics import forms
from core.numbers import row_number
from tests.cast import Cast, Commune

WILD = ["²", "٣", "-1", "1e9", "9" * 17, "9" * 5000]
ADDRESSES = [
    "cells:member_list?chi-bo=",
    "cells:term_ending_list?don-vi=",
    "cells:double_list?chi-bo=",
    "cells:supplement_list?chi-bo=",
    "cells:supplement_list?nam=",
    "cells:candidate_list?chi-bo=",
    "reports:audit_log?chi-bo=",
    "reports:month_board?nam=",
]


def test_row_number_is_one_number_or_none() -> None:
    assert [row_number(text) for text in ("12", None, "", *WILD)] == [12, *[None] * 6, int("9" * 17), None]


@pytest.mark.parametrize("wild", WILD)
@pytest.mark.parametrize("asked", ADDRESSES)
def test_wild_number_in_an_address_shows_the_page(asked: str, wild: str, client_of, cast: Cast) -> None:
    name, _mark, word = asked.partition("?")
    assert client_of(cast.commune).get(f"{reverse(name)}?{word}{wild}").status_code == 200


@pytest.mark.parametrize("wild", WILD)
def test_wild_number_of_open_work_is_left_out(wild: str, client_of, cast: Cast, commune: Commune) -> None:
    address = reverse("meetings:open_work", args=[commune.cells[0].pk])
    sent = {"task": wild, "meeting": wild, "deed": "close", "reason": "Đã xong."}
    assert client_of(cast.commune).post(address, sent).status_code in (200, 302, 422)


@pytest.mark.parametrize("wild", WILD)
def test_wild_unit_of_the_statistics_is_refused(wild: str, client_of, cast: Cast, commune: Commune) -> None:
    form = reverse("cells:statistics_form", args=[commune.committee.pk, "5"])
    assert client_of(cast.commune).get(f"{form}?don-vi={wild}").status_code in (200, 302, 404)


@pytest.mark.parametrize("row", ["9" * 17, "9" * 5000])
def test_people_behind_a_wild_row_are_not_found(row: str, client_of, cast: Cast, commune: Commune) -> None:
    layout = forms()["5"].tables[0]
    at = reverse("cells:statistics_people", args=[commune.committee.pk, "5", layout.key, row, layout.columns[0].key])
    assert client_of(cast.commune).get(at).status_code in (200, 404)
