"""Dates, numbers and icons on pages."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template

from core.periods import PartialDate
from core.templatetags.vn import lookup, vn_date, vn_datetime, vn_number, vn_percent, vn_time

ROOT = Path(__file__).parents[2]
SPRITE = (ROOT / "static/img/icons.svg").read_text()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 2, 5), "05/02/2026"),
        (PartialDate(dt.date(1951, 5, 1), "month"), "05/1951"),
        (PartialDate(dt.date(1951, 1, 1), "year"), "1951"),
        (dt.datetime(2026, 2, 4, 18, 0, tzinfo=dt.UTC), "05/02/2026"),
        (None, ""),
    ],
)
def test_date_is_shown_as_offices_write_it(value, shown):
    assert vn_date(value) == shown


def test_moment_is_shown_by_the_clock_of_viet_nam():
    assert vn_datetime(dt.datetime(2026, 2, 4, 18, 5, tzinfo=dt.UTC)) == "01:05 05/02/2026"
    assert vn_datetime(None) == ""


@pytest.mark.parametrize(("time", "shown"), [(dt.time(19, 30), "19 giờ 30"), (dt.time(7), "7 giờ 00"), (None, "")])
def test_time_is_shown_in_words(time, shown):
    assert vn_time(time) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (100, "100"),
        (1050, "1.050"),
        (1234567, "1.234.567"),
        (Decimal("20.50"), "20,5"),
        (Decimal("1050.25"), "1.050,25"),
        (Decimal("1E+3"), "1.000"),
        (-1050, "-1.050"),
        (0.1, "0,1"),
        ("12", "12"),
        (None, ""),
        ("", ""),
    ],
)
def test_number_has_points_and_a_decimal_comma(value, shown):
    assert vn_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(20, "20 %"), (Decimal("20.5"), "20,5 %"), (Decimal(200) / 9, "22,22 %"), (None, "")]
)
def test_percent_is_rounded_to_two_places_at_most(value, shown):
    assert vn_percent(value) == shown


def test_lookup_of_a_missing_key_or_mapping_is_nothing():
    assert lookup({1: "a"}, 1) == "a"
    assert lookup({1: "a"}, 2) is None
    assert lookup(None, 1) is None


def test_icon_is_decoration_unless_it_has_a_label():
    source = '{% load vn %}{% icon "check" %}{% icon "cross" label %}'
    page = Template(source).render(Context({"label": '<"không họp">'}))
    decoration, sign = re.findall(r"<svg.*?</svg>", page)
    assert 'aria-hidden="true"' in decoration
    assert 'aria-label="&lt;&quot;không họp&quot;&gt;"' in sign
    assert 'role="img"' in sign


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))
    text = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'icon_name="([^"]+)"', text))
    assert named - drawn == set()
