import pytest

from evaluations.queries.regulation_text import parts_of
from evaluations.rules.derived import regulation_of
from evaluations.rules.regulation import load_regulation


@pytest.mark.parametrize(
    ("chosen", "words"),
    [("next_level", "thì xét mức thấp hơn kế tiếp"), ("authority_decides", "thì để cấp có thẩm quyền quyết định")],
)
def test_points_above_a_level_are_read_as_the_committee_chose(chosen: str, words: str) -> None:
    own = {"settings": {"fallthrough": chosen}}
    regulation = regulation_of(load_regulation("366-43").data, own)
    bands = next(part for part in parts_of(regulation) if part.key == "bands")
    assert words in bands.lead


def test_regulation_without_points_says_nothing_of_them() -> None:
    assert "bands" not in [part.key for part in parts_of(load_regulation("132-21"))]
