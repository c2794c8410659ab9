"""Kinds of organisation by date: labels, the end of districts, what stands under what."""

import datetime as dt

import pytest

from cells.models import OrganisationKind
from cells.rules.kinds import SPOKEN, kind_label, kinds, place_warning, refuse_ended_kind, refuse_wrong_place
from core.errors import DomainError

DAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("kind", "on", "label"),
    [
        ("cell", dt.date(2024, 1, 1), "chi bộ trực thuộc"),
        ("cell", dt.date(2026, 7, 25), "chi bộ trực thuộc"),
        ("cell", dt.date(2026, 7, 26), "chi bộ"),
        ("base_cell", dt.date(2026, 7, 25), "chi bộ cơ sở"),
        ("base_cell", dt.date(2026, 7, 26), "chi bộ"),
        ("commune", dt.date(2025, 6, 30), "đảng bộ cơ sở xã, phường, thị trấn"),
        ("commune", dt.date(2025, 7, 1), "đảng bộ xã, phường, đặc khu (cấp trên trực tiếp của tổ chức cơ sở đảng)"),
        ("commune", dt.date(2026, 7, 26), "đảng bộ cơ sở xã, phường, đặc khu"),
        ("party_group", dt.date(2024, 1, 1), "tổ đảng"),
        ("", DAY, ""),
    ],
)
def test_label_is_the_one_of_that_day(kind, on, label):
    assert kind_label(kind, on) == label


def test_every_kind_has_a_label_with_its_source_and_words_to_translate():
    labels = [label for kind in kinds().values() for label in kind.labels]
    assert set(kinds()) == set(OrganisationKind.values)
    assert all(label.source and label.mark in {"read", "read-2nd", "inferred"} for label in labels)
    assert {label.text for label in labels} == set(SPOKEN)


def test_districts_end_on_30_june_2025():
    refuse_ended_kind("district", dt.date(2025, 6, 30))
    with pytest.raises(DomainError, match="Từ 01/07/2025 không còn đảng bộ huyện"):
        refuse_ended_kind("district", dt.date(2025, 7, 1))
    refuse_ended_kind("cell", dt.date(2025, 7, 1))


@pytest.mark.parametrize(
    ("kind", "superior"),
    [("cell", "cell"), ("cell", "party_group"), ("party_group", "commune"), ("provincial", "provincial"),
     ("district", "commune"), ("commune", "base_committee"), ("commune", "cell")],
)  # fmt: skip
def test_place_that_cannot_be_is_refused(kind, superior):
    with pytest.raises(DomainError, match="không thể đứng dưới"):
        refuse_wrong_place(kind, superior, DAY)


def test_place_that_no_text_names_only_warns():
    refuse_wrong_place("base_committee", "base_committee", DAY)
    assert "hãy xem lại" in place_warning("base_committee", "base_committee", DAY)
    assert place_warning("cell", "commune", DAY) == ""
