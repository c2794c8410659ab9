"""What papers would lack: a name of that time, a place, a signer, codes, types."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from cells.models import OrganisationPeriod, Seat
from reports.queries.print_check import Gap, code_gaps, has_blocking, head_gaps, signer_gaps, type_gaps
from tests.cast import TODAY
from tests.factories import make_cell

pytestmark = pytest.mark.django_db


def test_a_complete_unit_lacks_nothing(commune, cast) -> None:
    unit = commune.committee
    assert [*head_gaps(unit, TODAY), *signer_gaps(unit, TODAY), *code_gaps([unit], TODAY)] == []


def test_a_day_before_the_unit_has_no_name(commune) -> None:
    (gap,) = head_gaps(commune.committee, dt.date(2020, 1, 1))
    assert "01/01/2020" in gap.sentence
    assert gap.url == reverse("cells:unit_history", args=[commune.committee.pk])


def test_a_unit_without_place_name_is_named_with_the_page_to_mend_it(commune) -> None:
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(place_name="")
    commune.committee.refresh_from_db()
    (gap,) = head_gaps(commune.committee, TODAY)
    assert "Đảng bộ xã Vân Trục chưa ghi địa danh" in gap.sentence
    assert gap.url == reverse("cells:unit_change", args=[commune.committee.pk])


def test_a_signer_is_asked_of_the_day_of_the_paper(commune, cast) -> None:
    Seat.objects.filter(organisation=commune.committee).update(valid_from=dt.date(2026, 7, 1))
    assert list(signer_gaps(commune.committee, TODAY)) == []
    (gap,) = signer_gaps(commune.committee, dt.date(2026, 6, 30))
    assert "30/06/2026" in gap.sentence
    assert gap.url == reverse("cells:post_list", args=[commune.committee.pk])


def test_many_units_without_code_or_type_are_one_sentence_each(commune) -> None:
    units = [make_cell(commune.committee, f"Chi bộ số {number}") for number in range(5)]
    for check in (code_gaps, type_gaps):
        (gap,) = check(units, TODAY)
        assert gap.sentence.startswith("5 tổ chức đảng chưa")
        assert "Chi bộ số 0, Chi bộ số 1, Chi bộ số 2 và 2 nơi khác" in gap.sentence


def test_the_page_part_shows_each_gap_and_what_stops_the_paper() -> None:
    gaps = [Gap("Thiếu người ký.", "/o-day/"), Gap("Kỳ chưa có phiếu nào.", is_blocking=True)]
    page = render_to_string("reports/_print_check.html", {"gaps": gaps})
    assert "2 chỗ cần xem" in page
    assert 'href="/o-day/"' in page
    assert page.count("Chưa in được.") == 1
    assert has_blocking(gaps)
    assert "không thiếu gì" in render_to_string("reports/_print_check.html", {"gaps": []})
