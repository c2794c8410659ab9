"""What the invented cells write down of their people: those prepared for admission, the screening, Party fees."""

import datetime as dt

from accounts.models import User
from cells.models import Candidate, CandidateStep, Organisation
from cells.queries import children_on, members_of
from cells.queries.candidates import due_members, due_rows, voting_body
from cells.services.candidates import create_candidate, recognise_member, record_step, stop_candidate
from cells.services.yearly import Finding, record_fees, record_screening
from demo.clock import written_on
from demo.commune import MERGED_INTO, writer_of

Stage = Candidate.Stage
PEOPLE: tuple[tuple[str, str, str, dt.date, str, str, Stage], ...] = (
    (MERGED_INTO, "Khổng Thị Thu Hà", "female", dt.date(2001, 3, 12), "youth", "Giáo viên mầm non", Stage.DOSSIER),
    (MERGED_INTO, "Trần Minh Đức", "male", dt.date(1997, 9, 2), "youth", "Nông dân", Stage.COMMITTEE_PROPOSED),
    (MERGED_INTO, "Lê Thị Hồng", "female", dt.date(1985, 11, 20), "women", "Buôn bán nhỏ", Stage.OUTSTANDING),
    (
        "Chi bộ thôn Tân Lập",
        "Nguyễn Văn Quyết",
        "male",
        dt.date(1992, 5, 8),
        "veterans",
        "Thợ điện",
        Stage.CELL_PROPOSED,
    ),
    ("Chi bộ Trường THCS", "Đỗ Thùy Linh", "female", dt.date(1999, 1, 15), "union", "Giáo viên", Stage.CLASS_ATTENDED),
    ("Chi bộ thôn Bãi Dài", "Hà Văn Thắng", "male", dt.date(1994, 7, 30), "farmers", "Lái xe", Stage.STOPPED),
)
"""Cell, person, sex, birth, source, work, and how far he or she has come."""
DAYS = {
    Stage.WATCHED: dt.date(2025, 2, 5),
    Stage.OUTSTANDING: dt.date(2025, 5, 6),
    Stage.CLASS_ATTENDED: dt.date(2025, 10, 17),
    Stage.DOSSIER: dt.date(2026, 3, 10),
    Stage.CELL_PROPOSED: dt.date(2026, 8, 7),
    Stage.COMMITTEE_PROPOSED: dt.date(2026, 9, 15),
}
DOCUMENTS = {
    Stage.CLASS_ATTENDED: "Giấy chứng nhận số 118-GCN/TTCT",
    Stage.CELL_PROPOSED: "Nghị quyết chi bộ tháng 8/2026",
    Stage.COMMITTEE_PROPOSED: "Nghị quyết số 27-NQ/ĐU",
}
FEES = {MERGED_INTO: 1_180_000, "Chi bộ thôn Tân Lập": 640_000, "Chi bộ thôn Bãi Dài": 520_000}
OWED = {MERGED_INTO: (4,), "Chi bộ thôn Bãi Dài": (2, 5, 8)}
"""In which months of 2026 one member owed."""
RECOGNISED_UNTIL = dt.date(2026, 10, 20)
SCREENED_ON = dt.date(2025, 12, 12)


def keep_the_books(commune_secretary: User) -> None:
    """All of it, as it was written down at the time."""
    for row in PEOPLE:
        _prepare(row, commune_secretary)
    _recognise(commune_secretary)
    with written_on(SCREENED_ON):
        _screen()
    for month in range(1, 11):
        with written_on(dt.date(2026, month, 15)):
            _collect(month)


def _cell(name: str) -> Organisation:
    return Organisation.objects.prefetch_related("periods").get(periods__name=name)


def _prepare(row: tuple[str, str, str, dt.date, str, str, Stage], commune_secretary: User) -> None:
    name, full_name, sex, birth, source, occupation, reached = row
    cell = _cell(name)
    by = writer_of(cell)
    first, second, *_others = [person for person in members_of(cell, DAYS[Stage.WATCHED]) if person.official_on]
    with written_on(DAYS[Stage.WATCHED]):
        candidate = create_candidate(
            cell,
            full_name=full_name,
            birth_date=birth,
            sex=sex,
            source=source,
            occupation=occupation,
            introducer=first,
            second_introducer=second,
            helper=first,
            by=by,
        )
    CandidateStep.objects.filter(candidate=candidate).update(on=DAYS[Stage.WATCHED])
    for stage, on in list(DAYS.items())[1:]:
        if reached == Stage.STOPPED and stage == Stage.CLASS_ATTENDED:
            with written_on(on):
                stop_candidate(candidate, on=on, note="Chuyển nơi ở đi tỉnh khác", by=by)
            return
        writer = commune_secretary if stage == Stage.COMMITTEE_PROPOSED else by
        votes = {Stage.CELL_PROPOSED: voting_body(cell, on).size - 1, Stage.COMMITTEE_PROPOSED: 12}
        with written_on(on):
            record_step(
                candidate, stage=stage, on=on, document=DOCUMENTS.get(stage, ""), by=writer, yes=votes.get(stage)
            )
        if stage == reached:
            return


def _recognise(commune_secretary: User) -> None:
    """Who was due until autumn was recognised in time, ten days after the day."""
    commune = Organisation.objects.get(code="VT")
    cells = [cell.pk for cell in children_on(commune, RECOGNISED_UNTIL)]
    for row in due_members(due_rows(cells, RECOGNISED_UNTIL), RECOGNISED_UNTIL):
        day = row.due_on + dt.timedelta(days=10)
        if day > RECOGNISED_UNTIL:
            continue
        with written_on(day):
            recognise_member(
                row.member,
                cell=row.cell,
                on=day,
                yes=voting_body(row.cell, day).size,
                document=f"Quyết định công nhận tháng {day.month}/{day.year}",
                by=commune_secretary,
            )


def _screen() -> None:
    cell = _cell(MERGED_INTO)
    people = list(members_of(cell, SCREENED_ON))
    findings = {person: Finding("worthy") for person in people}
    findings[people[4]] = Finding(
        "needs_help", "Vắng sinh hoạt nhiều buổi, chưa nhận việc được giao", dt.date(2026, 6, 30)
    )
    findings[people[17]] = Finding("needs_help", "Chậm nộp đảng phí, ít tham gia việc của thôn", dt.date(2026, 6, 30))
    record_screening(
        cell,
        findings,
        year=2025,
        decided_on=SCREENED_ON,
        document="Nghị quyết chi bộ tháng 12/2025",
        by=writer_of(cell),
    )


def _collect(month: int) -> None:
    for name, sum_ in FEES.items():
        cell = _cell(name)
        people = list(members_of(cell, dt.date(2026, month, 15)))
        owing = [people[6]] if month in OWED.get(name, ()) else []
        collected = sum_ + 10_000 * (month % 3) - 30_000 * len(owing)
        record_fees(cell, year=2026, month=month, collected=collected, debtors=owing, by=writer_of(cell))
