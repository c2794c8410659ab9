import pytest

from core.errors import DomainError
from meetings.rules.year_grades import grade_year, own_rule, usual_rule

OWN = [
    {"grade": "tot", "share": 100, "from": "kha", "count": 7, "whole": True},
    {"grade": "kha", "share": 100, "from": "trung_binh", "count": 7, "whole": True},
    {"grade": "trung_binh", "share": 80, "from": "trung_binh", "count": None, "whole": True},
]


def grades(good: int, fair: int = 0, average: int = 0, poor: int = 0) -> list[str]:
    return ["tot"] * good + ["kha"] * fair + ["trung_binh"] * average + ["kem"] * poor


@pytest.mark.parametrize(
    ("year", "grade"),
    [
        (grades(12), "tot"),
        (grades(7, 5), "tot"),
        (grades(6, 6), ""),
        (grades(11, 0, 1), ""),
        (grades(11, 0, 0, 1), ""),
    ],
)
def test_usual_rule_says_good_and_leaves_the_rest_to_the_committee(year: list[str], grade: str) -> None:
    result = grade_year(usual_rule(), year)
    assert result.grade == grade
    assert bool(grade) or any("để cấp ủy quyết định" in sentence for sentence in result.why)


def test_cut_source_is_named_where_fair_is_reached() -> None:
    assert any("Nguồn bị cắt" in sentence for sentence in grade_year(usual_rule(), grades(6, 6)).why)
    assert any("không nói các mức dưới" in sentence for sentence in grade_year(usual_rule(), grades(11, 0, 0, 1)).why)


@pytest.mark.parametrize(
    ("year", "grade"),
    [
        (grades(7, 5), "tot"),
        (grades(6, 6), "kha"),
        (grades(6, 1, 5), "kha"),
        (grades(5, 1, 6), "trung_binh"),
        (grades(10, 0, 0, 2), "trung_binh"),
        (grades(9, 0, 0, 3), "kem"),
    ],
)
def test_own_rule_decides_every_grade(year: list[str], grade: str) -> None:
    assert grade_year(own_rule(OWN, source="QĐ 1"), year).grade == grade


def test_months_missing_leave_the_year_open_until_they_cannot_matter() -> None:
    rule = own_rule(OWN, source="QĐ 1")
    assert grade_year(rule, grades(10), missing=2).grade == ""
    assert "Còn 2 tháng" in grade_year(rule, grades(10), missing=2).why[0]
    assert grade_year(rule, grades(0, 0, 0, 9), missing=3).grade == "kem"
    assert grade_year(rule, [], missing=12).grade == ""


@pytest.mark.parametrize("change", [{"share": 101}, {"share": -1}, {"count": 13}])
def test_rule_that_cannot_be_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(DomainError):
        own_rule([OWN[0] | change], source="")
