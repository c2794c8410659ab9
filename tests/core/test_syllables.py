"""What is a syllable, and what a mistyped one may have meant."""

import pytest

from core.syllables import is_syllable, meant_by


@pytest.mark.parametrize(
    "word", "nguyen thuy quang giang huong yen an oanh uyen ngoc khanh tuyet y phuong xuan".split()
)
def test_syllables_of_names_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngueyn", "tuna", "thuyf", "", "qn", "nguyenn", "hwong", "12"])
def test_what_nobody_can_say_is_none(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngueyn", "nguyen"),  # two letters exchanged
        ("tuna", "tuan"),
        ("nguyn", "nguyen"),  # one left out
        ("nguyenn", "nguyen"),  # one too many
        ("hojng", "hong"),  # a wrong one
        ("nguyeenx", "nguyen"),  # Telex keys without a Vietnamese keyboard
        ("tuaasn", "tuan"),
        ("dduwcs", "duc"),
        ("huowng", "huong"),
    ],
)
def test_slips_are_understood(typed, meant):
    assert meant in meant_by(typed)


def test_a_word_is_never_meant_by_itself():
    assert "tuan" not in meant_by("tuan")
