"""Who looks after whom in the invented commune: assignments, a working group, a pilot unit, a class."""

import datetime as dt

from accounts.models import User
from accounts.services import create_user
from cells.models import Member, Office, Organisation, PilotUnit, PilotWeakness, Seat
from cells.queries import children_on
from cells.services.assignments import assign, end_assignment
from cells.services.pilots import (
    add_pilot_task,
    change_weakness,
    choose_pilot,
    finish_pilot_task,
    set_pilot_plan,
)
from cells.services.seats import link_account
from cells.services.training import add_participants, create_training
from cells.services.working_groups import add_group_person, add_group_units, create_group
from demo.clock import written_on
from demo.commune import OVERSEER, PASSWORD

SINCE = dt.date(2025, 9, 1)
YEAR = dt.date(2026, 1, 1)
WEAK = "thôn Bãi Dài"
IN_CHARGE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (Office.SECRETARY, ("Cơ quan xã",), ("Phụ trách chung",)),
    (Office.DEPUTY_SECRETARY, ("thôn Song Vân", "thôn Tân Lập"), ("Xây dựng Đảng", "Dân vận")),
    (Office.STANDING_MEMBER, ("thôn Phú Cường", "thôn Đồng Tâm"), ("Kinh tế – xã hội",)),
    (Office.STANDING_MEMBER, ("thôn Vân Nhưng", "thôn Yên Hòa"), ("Quốc phòng – an ninh",)),
    (Office.COMMITTEE_MEMBER, ("Trường Mầm non", "Trường Tiểu học"), ("Văn hóa – giáo dục",)),
    (Office.COMMITTEE_MEMBER, ("Trường THCS",), ()),
    (Office.COMMITTEE_MEMBER, ("Trạm Y tế",), ()),
    (Office.COMMITTEE_MEMBER, (WEAK,), ()),
)
"""Who of the committee is in charge of what; the last cell goes to the first of the standing committee in 2026."""
WEAKNESSES = (
    "Năm 2025 chỉ họp 9 kỳ thường kỳ",
    "Sinh hoạt chuyên đề mới đạt 2 kỳ trong năm",
    "Tỷ lệ dự họp thấp, nhiều đồng chí vắng không lý do",
    "Biên bản ghi sơ sài, kết luận không rõ việc, rõ người",
)


def look_after(commune: Organisation, secretary: User) -> None:
    """All of it, as it was written down at the time."""
    people = _committee(commune)
    with written_on(SINCE):
        _account(people[2])
        _assign(commune, people, secretary)
    with written_on(dt.date(2026, 1, 20)):
        _strengthen(commune, people, secretary)
    with written_on(dt.date(2026, 4, 13)):
        _teach(commune, secretary)
    with written_on(dt.date(2026, 10, 15)):
        _see_how_far(commune, secretary)


def _committee(commune: Organisation) -> list[Member]:
    """The committee in the order of ``IN_CHARGE``: no one is in charge of the cell he leads."""
    seats = list(Seat.objects.in_force(SINCE).filter(organisation=commune).select_related("member").ranked())
    wanted = [office for office, _units, _areas in IN_CHARGE]
    people: list[Member] = []
    for office in wanted:
        people.append(next(seat.member for seat in seats if seat.office == office and seat.member not in people))
    return people


def _account(member: Member) -> None:
    user = create_user(
        username=OVERSEER.username,
        full_name=member.full_name,
        password=PASSWORD,
        by=None,
        is_administrator=False,
        must_change_password=False,
    )
    link_account(member, user, by=None)


def _cell(commune: Organisation, name: str) -> Organisation:
    return next(cell for cell in children_on(commune, SINCE) if cell.label(SINCE) == f"Chi bộ {name}")


def _assign(commune: Organisation, people: list[Member], by: User) -> None:
    for member, (_office, units, areas) in zip(people, IN_CHARGE, strict=True):
        [*_rows, last] = assign(
            member,
            organisation=commune,
            units=[_cell(commune, name) for name in units],
            areas=areas,
            document="Thông báo số 15-TB/ĐU",
            document_on=dt.date(2025, 8, 28),
            valid_from=SINCE,
            by=by,
        )
    end_assignment(last, last_day=YEAR - dt.timedelta(days=1), by=by, note="Thông báo số 32-TB/ĐU")
    assign(
        people[2],
        organisation=commune,
        units=[_cell(commune, WEAK)],
        document="Thông báo số 32-TB/ĐU",
        document_on=dt.date(2025, 12, 29),
        valid_from=YEAR,
        by=by,
    )


def _strengthen(commune: Organisation, people: list[Member], by: User) -> None:
    day = dt.date(2026, 1, 20)
    weak = _cell(commune, WEAK)
    group = create_group(
        commune,
        name="Tổ công tác củng cố chi bộ",
        purpose="Theo dõi, hướng dẫn nội dung sinh hoạt, cách ghi biên bản, xây dựng nghị quyết",
        document="Quyết định số 41-QĐ/ĐU",
        document_on=day,
        valid_from=day,
        by=by,
    )
    for member, role in ((people[1], "leader"), (people[2], "deputy"), (people[4], "member"), (people[5], "member")):
        add_group_person(group, member, role=role, valid_from=day, by=by)
    add_group_units(group, [weak, _cell(commune, "thôn Phú Cường")], valid_from=day, by=by)
    pilot = choose_pilot(
        weak,
        chosen_by=commune,
        year=2026,
        reason="Chi bộ thôn địa bàn rộng, nhiều đảng viên đi làm xa.",
        weaknesses=WEAKNESSES,
        document="Quyết định số 42-QĐ/ĐU",
        document_on=day,
        by=by,
    )
    PilotWeakness.objects.filter(pilot=pilot).update(state_on=day)
    set_pilot_plan(
        pilot,
        plan_document="Kế hoạch số 21-KH/ĐU",
        plan_document_on=day,
        plan_goal="Năm 2026: đủ 12 kỳ thường kỳ, 4 kỳ chuyên đề; tỷ lệ dự họp từ 90 % trở lên; xếp loại từ mức tốt.",
        by=by,
    )
    for text, owner, month in (
        ("Dự sinh hoạt hằng tháng, góp ý cách ghi biên bản", "Tổ công tác", 12),
        ("Lập kế hoạch 4 chuyên đề của năm", "Bí thư chi bộ", 2),
        ("Rà soát đảng viên đi làm xa, giới thiệu sinh hoạt tạm thời", "Chi ủy", 6),
        ("Bồi dưỡng cách điều hành buổi họp cho bí thư, phó bí thư", "Đảng ủy xã", 9),
    ):
        add_pilot_task(pilot, text=text, owner=owner, due_on=dt.date(2026, month, 28), by=by)


def _see_how_far(commune: Organisation, by: User) -> None:
    pilot = PilotUnit.objects.get(chosen_by=commune)
    days = (dt.date(2026, 10, 15), dt.date(2026, 9, 30))
    first, second, _third, fourth = pilot.weaknesses.order_by("pk")
    change_weakness(first, state="improving", note="10 tháng họp 9 kỳ", state_on=days[0], by=by)
    change_weakness(second, state="improving", note="Đã tổ chức 2 kỳ", state_on=days[0], by=by)
    change_weakness(
        fourth, state="mended", note="Biên bản từ tháng 5 đều có kết luận giao việc", state_on=days[1], by=by
    )
    tasks = {task.text.split()[0]: task for task in pilot.tasks.all()}
    for word, day, result in (
        ("Lập", dt.date(2026, 2, 20), "Chi bộ thông qua kế hoạch 4 chuyên đề"),
        ("Bồi", dt.date(2026, 4, 11), "Hai đồng chí dự lớp bồi dưỡng của xã"),
    ):
        finish_pilot_task(tasks[word], done_on=day, result=result, by=by)


def _teach(commune: Organisation, by: User) -> None:
    training = create_training(
        commune,
        name="Bồi dưỡng nghiệp vụ công tác đảng cho bí thư, cấp ủy viên chi bộ",
        content="Điều hành buổi sinh hoạt, ghi biên bản, xây dựng nghị quyết; quy định mới về đánh giá, xếp loại.",
        place="Hội trường Đảng ủy xã",
        starts_on=dt.date(2026, 4, 10),
        ends_on=dt.date(2026, 4, 11),
        document="Kế hoạch số 24-KH/ĐU",
        by=by,
    )
    cells = children_on(commune, training.starts_on)
    leaders = Seat.objects.in_force(training.starts_on).filter(
        organisation__in=cells, office__in=(Office.SECRETARY, Office.DEPUTY_SECRETARY)
    )
    add_participants(training, [seat.member for seat in leaders.select_related("member").ranked()], by=by)
