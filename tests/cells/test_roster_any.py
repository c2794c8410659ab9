"""Whatever a list says: it is refused or asked in sentences, or written whole; written twice it changes nothing."""

import datetime as dt
import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cells.imports.matching import NEW
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.services.roster import write_roster
from core.errors import DomainError
from tests.cells.test_roster import HEAD, listed, listed_bytes, person
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
MORE = [
    "Số thẻ",
    "Ngày rời Đảng, mất, miễn",
    "Nghề nghiệp",
    "Trình độ học vấn",
    "Chi bộ nơi cư trú",
    "Điện thoại",
    "Ghi chú",
]
NAMES = ["Lê Văn Phúc", "LÊ VĂN PHÚC", "Lê Văn Phúc", "Trần Thị Hoa", "Trần Thị Hoà", "Nguyễn Văn A", "Vũ Thế Ỷ"]
CELLS = ["Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập", "Chi bộ Trường Mầm non", "Chi bộ thôn Song Van"]
BIRTHS = ["26/09/1974", "1974", "09/1974", "27/09/1974", "", "02/03/1980", "30/02/1980"]
JOINED = ["19/05/2014", "2014", "", "03/02/1999", "10/04/2026", "19/05/2030"]
OFFICIAL = ["19/05/2015", "", "2015", "03/02/2000", "01/01/1990"]
IDS = ["025194078011", "025194078012", "", "", "25194078011", "abc"]
POSTS = ["", "", "Bí thư", "Phó Bí thư", "Chi ủy viên", "Trưởng thôn"]
STATUSES = ["", "Đang sinh hoạt", "Miễn sinh hoạt", "Từ trần", "Rời khỏi Đảng", "Chuyển đi", "Sinh hoạt tạm thời đến",
            "Đình chỉ sinh hoạt", "Gián đoạn", "không biết"]  # fmt: skip
CARDS = ["", "", "931336718254", "05995804", "931336718255"]
LEFT = ["", "", "02/02/2026", "2026", "01/01/2000", "05/06/2026"]
WORK = ["", "Làm ruộng", "công nhân", "phi công vũ trụ"]
SCHOOL = ["", "12/12", "10/10", "trung học cơ sở", "không rõ lắm"]
HOMES = ["", "Chi bộ thôn Tân Lập", "Chi bộ số 4 phường khác", "?"]
PHONES = ["", "0912345678", "0912 345 678, 0987 654 321, 0211 3 123 456", "không"]
NOTES = ["", "Xóa tên 2025", "chuyển về tỉnh Lào Cai"]
POOLS = (NAMES, ["Nam", "Nữ", ""], BIRTHS, CELLS, JOINED, OFFICIAL, IDS, POSTS, STATUSES, CARDS, LEFT, WORK, SCHOOL,
         HOMES, PHONES, NOTES)  # fmt: skip


BAD = {"30/02/1980", "19/05/2030", "abc", "01/01/1990", "1974", "2014", "2015", "25194078011", "01/01/2000"}


def any_of(pool, chance):
    """Mostly something that a list may say."""
    value = chance.choice(pool)
    return (
        value if value not in BAD or chance.random() < 0.2 else chance.choice([one for one in pool if one not in BAD])
    )


@pytest.fixture
def committee(db):
    return make_organisation(code="VT", founded_on=dt.date(2020, 1, 1))


def answered(roster, committee, day, chance):
    """The plan once every question has an answer."""
    answers = {}
    for _ in range(20):
        plan = plan_roster(roster, committee, effective_on=day, answers=answers)
        if not plan.unanswered:
            return plan, answers
        for question in plan.unanswered:
            answers[question.key] = chance.choice(question.options).value
    raise AssertionError("questions without end")


@pytest.mark.parametrize("seed", range(8))
def test_any_lists_one_after_the_other_are_refused_or_written_and_quiet_the_second_time(committee, seed):
    chance = random.Random(seed)
    written = 0
    for _ in range(12):
        people = [[any_of(pool, chance) for pool in POOLS] for _row in range(chance.randint(1, 3))]
        day = DAY + dt.timedelta(days=chance.randint(-400, 200))
        try:
            roster = read_roster(listed_bytes(*people, head=[*HEAD, *MORE]), "ds.xlsx")
        except DomainError:
            continue
        plan, answers = answered(roster, committee, day, chance)
        if plan.refused:
            continue
        with transaction.atomic():
            write_roster(plan.listed, by=None)
        written += 1
        again = plan_roster(roster, committee, effective_on=day, answers=answers)
        assert [issue.reason for issue in again.refused] == [], people
        assert [(m.name, m.outcome, m.differences) for m in again.listed.members if m.outcome != "unchanged"] == [], (
            people
        )
    assert written


def many(number, **changes):
    return listed(
        *(
            person(
                **{"name": f"Lê Văn {chr(65 + place)}nh", "citizen_id": f"0251940780{place:02d}", "post": "", **changes}
            )
            for place in range(number)
        )
    )


@pytest.mark.parametrize("changes", [{}, {"birth": "01/02/1970", "status": "Miễn sinh hoạt", "cell": "Chi bộ B"}])
def test_list_asks_and_writes_as_often_for_three_people_as_for_nine(committee, changes):
    found = []
    for number in (3, 9):
        with transaction.atomic():
            if changes:
                first = plan_roster(many(number), committee, effective_on=DAY)
                write_roster(first.listed, by=None)
            roster = many(number, **changes)
            with CaptureQueriesContext(connection) as queries:
                plan = plan_roster(roster, committee, effective_on=DAY + dt.timedelta(days=5))
                write_roster(plan.listed, by=None)
            assert plan.listed.count("updated" if changes else "created") == number
            found.append(len(queries))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_answer_that_is_new_needs_no_second_answer(committee):
    write_roster(plan_roster(listed(person(citizen_id="", birth="")), committee, effective_on=DAY).listed, by=None)
    other = listed(person(citizen_id="", birth="01/02/1990", joined="03/02/2014", official="", post=""))
    plan = plan_roster(other, committee, effective_on=DAY)
    (question,) = plan.unanswered
    plan = plan_roster(other, committee, effective_on=DAY, answers={question.key: NEW})
    write_roster(plan.listed, by=None)
    assert plan_roster(other, committee, effective_on=DAY).listed.changes_nothing
