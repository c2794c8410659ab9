"""The boards of a cell and of a committee: each figure with its years, its source, and the records behind it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Organisation
from core.errors import DomainError
from meetings.models import MeetingGrade, Task
from reports.models import YearTarget
from reports.queries.standards import standards_of
from reports.services.targets import remove_target, set_target
from tests.cast import TODAY
from tests.factories import make_cell, make_meeting, make_open_meeting
from tests.reports.test_yearly import hold, merge

pytestmark = pytest.mark.django_db
OVER_80 = {"year": 2026, "figure": "complete", "comparison": "gt", "threshold": Decimal(80)}


def unit(organisation):
    return Organisation.objects.prefetch_related("periods").get(pk=organisation.pk)


def board(client, organisation, **words):
    name = "cell_board" if unit(organisation).is_cell else "commune_board"
    return client.get(reverse(f"reports:{name}", args=[organisation.pk]), words)


def lines(page):
    return {line.figure.key: line for line in page.context["lines"]}


@pytest.fixture
def year(commune, cast):
    """Two years of the first cell: nine meetings, then ten; one of them good."""
    first = commune.cells[0]
    hold(first, cast.secretary, *(dt.date(2025, month, 5) for month in range(1, 10)))
    meetings = hold(first, cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    MeetingGrade.objects.create(meeting=meetings[0], grade="tot", label="Tốt", decided_by=cast.commune)
    return meetings


def test_cell_board_has_the_next_meeting_what_is_open_and_the_year_so_far(client_of, cast, commune, year):
    coming = make_meeting(commune.cells[0], dt.date(2026, 11, 28), by=cast.secretary)
    Task.objects.create(meeting=year[0], text="Làm đường", due_on=dt.date(2026, 3, 1))
    page = board(client_of(cast.secretary), commune.cells[0])
    assert (page.context["next"], page.context["open"][0].held_on) == (coming, dt.date(2025, 1, 5))
    assert (page.context["tasks"]["dang-lam"], page.context["tasks"]["qua-han"]) == (1, 1)
    found = lines(page)
    now = found["sessions"].now
    assert (now.value, now.part, now.whole, found["sessions"].before.value) == (100, 10, 10, 75)
    assert (found["attendance"].now.value, found["attendance"].standard.value) == (100, 90)
    assert (found["thematic"].now.value, found["grades"].now.part, found["grades"].now.whole) == (0, 1, 1)
    text = page.content.decode()
    assert "từ sổ sinh hoạt" in text
    assert "Kỳ chuyên đề trong năm" in text
    assert "bình quân một chi bộ" not in text
    assert reverse("reports:figure_records", args=[commune.cells[0].pk, "sessions", 2026]) in text


def test_commune_board_adds_up_its_cells_and_names_what_is_short(client_of, cast, commune, year):
    found = lines(board(client_of(cast.commune), commune.committee))
    assert (found["sessions"].now.part, found["sessions"].now.whole) == (10, 30)
    assert (found["complete"].now.part, found["complete"].now.whole) == (1, 3)
    assert (found["regular"].now.value, found["regular"].now.is_short) == (Decimal("3.3"), True)
    assert found["sessions"].change == Decimal("8.3")  # 33,3 % after 25 %
    assert found["regular"].change is None  # ten months are no match for twelve
    over = lines(board(client_of(cast.commune), commune.committee, nam=2025))
    assert (over["regular"].is_running, found["regular"].is_running) == (False, True)


@pytest.mark.parametrize("part", ["nam", "thang", "xep-loai", "nhiem-vu", "chi-tieu", "x"])
def test_each_tab_asks_the_same_for_one_cell_and_for_three(client_of, cast, commune, part):
    client, asked = client_of(cast.commune), []
    set_target(unit(commune.committee), by=cast.commune, **OVER_80)
    for number in (1, 3):
        for _each in range(number):
            make_open_meeting(make_cell(commune.committee), by=cast.secretary)
        board(client, commune.committee, phan=part)
        with CaptureQueriesContext(connection) as queries:
            assert board(client, commune.committee, phan=part).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20


def test_board_of_an_earlier_day_shows_names_and_numbers_of_that_day(client_of, cast, commune, year):
    page = board(client_of(cast.commune), commune.committee, ngay="28/02/2026")
    assert (lines(page)["sessions"].now.part, lines(page)["sessions"].now.whole) == (2, 6)
    assert "ngay=28/02/2026" in lines(page)["sessions"].now.url
    assert "Tính đến hết ngày 28/02/2026" in page.content.decode()


@pytest.mark.parametrize("words", [{"ngay": "31/02/2026"}, {"ngay": "01/01/2999"}, {"nam": "99999"}, {"nam": "0001"}])
def test_board_of_a_strange_day_or_year_opens(client_of, cast, commune, words):
    page = board(client_of(cast.commune), commune.committee, **words)
    assert page.status_code == 200
    assert ("Đang hiện số liệu tính đến hôm nay" in page.content.decode()) is ("ngay" in words)


def test_records_of_a_committee_are_its_cells_and_of_a_cell_its_meetings(client_of, cast, commune, year):
    client = client_of(cast.commune)
    page = client.get(reverse("reports:figure_records", args=[commune.committee.pk, "sessions", 2026]))
    assert [(line.cell.pk, line.part, line.whole) for line in page.context["lines"]] == [
        (commune.cells[0].pk, 10, 10), (commune.cells[1].pk, 0, 10), (commune.cells[2].pk, 0, 10),
    ]  # fmt: skip
    page = client.get(reverse("reports:figure_records", args=[commune.cells[0].pk, "sessions", 2025]))
    assert len(page.context["meetings"]) == 9
    assert [month for _name, month, _field in page.context["missing"]] == [10, 11, 12]
    first = page.context["meetings"][0]
    assert (first.present, first.counted, first.spoke, first.came) == (3, 3, 0, 3)


@pytest.mark.parametrize(
    "figure", ["attendance", "speakers", "grades", "minutes", "tasks", "cells_class", "members_class"]
)
def test_records_of_every_figure_open(client_of, cast, commune, year, figure):
    for organisation in (commune.committee, commune.cells[0]):
        address = reverse("reports:figure_records", args=[organisation.pk, figure, 2026])
        assert client_of(cast.commune).get(address).status_code == 200


def test_records_of_no_figure_are_not_found(client_of, cast, commune):
    address = reverse("reports:figure_records", args=[commune.committee.pk, "x", 2026])
    assert client_of(cast.commune).get(address).status_code == 404


def test_history_names_those_it_followed_and_adds_their_years(client_of, cast, commune):
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    hold(old, cast.secretary, *(dt.date(2024, month, 5) for month in range(1, 10)))
    hold(commune.cells[0], cast.secretary, *(dt.date(2024, month, 5) for month in range(1, 13)))
    merge(old, commune.cells[0], dt.date(2025, 7, 1))
    page = client_of(cast.secretary).get(reverse("reports:unit_history_figures", args=[commune.cells[0].pk]))
    [(row, own)] = page.context["own"]
    assert (row.name, row.until, [sessions.held for _year, sessions in own]) == (
        "Chi bộ thôn Vân Hội",
        dt.date(2025, 6, 30),
        [9, 0, 0],
    )
    assert page.context["years"] == [2024, 2025, 2026]
    sessions = lines(page)["sessions"]
    assert (sessions.points[0].part, sessions.points[0].whole) == (21, 24)
    assert [tick.label for tick in sessions.chart.breaks] == ["từ 1/7/2025: hai cấp"]


def asked(organisation, key, year):
    standard = standards_of([organisation], [year], TODAY).of(organisation.pk, key, year)
    return standard and (standard.value, standard.words, standard.source)


def test_standards_of_a_running_year_are_those_of_the_months_that_are_over(commune):
    cell, monthly = commune.cells[0], "Điều lệ Đ24.2: họp thường kỳ mỗi tháng một lần"
    assert asked(cell, "regular", 2025) == (12, "12", monthly)
    assert asked(cell, "regular", 2026) == (10, "10", monthly)
    assert [asked(cell, "thematic", year)[0] for year in (2025, 2026)] == [4, 3]
    assert asked(cell, "attendance", 2024)[:2] == (85, "trên 85")
    assert asked(cell, "attendance", 2026)[:2] == (90, "90")
    assert asked(cell, "speakers", 2026) is None


def test_a_committees_own_number_stands_where_the_text_leaves_it_open_and_never_below_a_text_that_was_read(
    cast, commune
):
    committee, cell = unit(commune.committee), commune.cells[0]

    def choose(organisation, figure, threshold, year=2026, comparison="ge", number="12-NQ/ĐU"):
        values = {"year": year, "figure": figure, "comparison": comparison, "threshold": Decimal(threshold)}
        set_target(unit(organisation), by=cast.commune, document_number=number, **values)

    choose(committee, "thematic", "6")  # at least one a quarter: more may be asked
    assert asked(cell, "thematic", 2026) == (Decimal("4.5"), "4,5", "12-NQ/ĐU")
    choose(committee, "thematic", "3")
    assert asked(cell, "thematic", 2026)[1] == "3"  # the text was read: 4 a year, 3 by the end of October
    assert asked(cell, "thematic", 2026)[2].startswith("Chỉ thị 50-CT/TW")
    choose(committee, "thematic", "3", year=2024)  # not read: the committee's own stands
    assert asked(cell, "thematic", 2024) == (3, "3", "12-NQ/ĐU")
    choose(commune.province, "attendance", "80", number="01-NQ/TU")
    assert asked(cell, "attendance", 2026)[1:] == ("80", "01-NQ/TU")
    choose(committee, "attendance", "85", comparison="gt")  # the nearest committee's
    assert asked(cell, "attendance", 2026)[1:] == ("trên 85", "12-NQ/ĐU")
    choose(committee, "regular", "9")
    assert asked(cell, "regular", 2026)[1] == "10"
    choose(committee, "regular", "12", comparison="le")  # a ceiling is no standard
    assert asked(cell, "regular", 2026)[2].startswith("Điều lệ")


def test_a_target_below_a_text_that_was_read_is_kept_with_a_warning(client_of, cast, commune):
    address = reverse("reports:target_set", args=[commune.committee.pk, 2026])
    data = {"figure": "thematic", "comparison": "ge", "threshold": "3"}
    page = client_of(cast.commune).post(address, data, follow=True)
    assert "Chỉ tiêu này thấp hơn mức 4 của Chỉ thị 50-CT/TW" in page.content.decode()
    page = client_of(cast.commune).post(address, {**data, "threshold": "4"}, follow=True)
    assert "Chỉ tiêu này thấp hơn" not in page.content.decode()


def test_exactly_as_much_is_too_little_where_more_is_asked(cast, commune):
    standard = standards_of([commune.cells[0]], [2024], TODAY).of(commune.cells[0].pk, "attendance", 2024)
    assert [standard.is_missed(Decimal(value)) for value in (85, "85.1")] == [True, False]
    assert not standard.is_missed(None)


def test_target_is_set_compared_changed_and_removed(client_of, cast, commune, year):
    committee = unit(commune.committee)
    target = set_target(committee, by=cast.commune, document_number="12-NQ/ĐU", **OVER_80)
    [row] = board(client_of(cast.commune), committee, phan="chi-tieu").context["targets"]
    assert (row.words, row.part, row.whole, row.is_reached) == ("trên 80 %", 1, 3, False)
    again = set_target(committee, by=cast.commune, document_number="12-NQ/ĐU", **OVER_80)
    assert (again.pk, AuditEvent.objects.filter(action__startswith="reports.target").count()) == (target.pk, 1)
    set_target(committee, by=cast.commune, **{**OVER_80, "comparison": "ge", "threshold": Decimal("33.3")})
    [row] = board(client_of(cast.commune), committee, phan="chi-tieu").context["targets"]
    assert (row.words, row.is_reached) == ("từ 33,3 % trở lên", True)
    client = client_of(cast.commune)
    for _click in range(2):
        client.post(reverse("reports:target_remove", args=[target.pk]))
    assert YearTarget.objects.get().removed_by == cast.commune
    assert [event.action for event in AuditEvent.objects.filter(action__startswith="reports.").order_by("pk")] == [
        "reports.target_set", "reports.target_changed", "reports.target_removed",
    ]  # fmt: skip
    assert board(client, committee, phan="chi-tieu").context["targets"] == []


@pytest.mark.parametrize(
    "values",
    [{"threshold": Decimal(101)}, {"threshold": Decimal(-1)}, {"threshold": Decimal(10**8)}, {"figure": "x"},
     {"year": 1999}, {"year": 2028}],
)  # fmt: skip
def test_target_that_makes_no_sense_is_refused(cast, commune, values):
    with pytest.raises(DomainError):
        set_target(unit(commune.committee), by=cast.commune, **{**OVER_80, **values})


def test_target_of_a_cell_is_refused(cast, commune):
    with pytest.raises(DomainError):
        set_target(unit(commune.cells[0]), by=cast.commune, **OVER_80)


def test_refused_target_keeps_every_word(client_of, cast, commune):
    address = reverse("reports:target_set", args=[commune.committee.pk, 2026])
    data = {"figure": "complete", "comparison": "gt", "threshold": "120", "words": "trên 80% chi bộ"}
    page = client_of(cast.commune).post(address, data)
    assert "Tỷ lệ không thể quá 100 %" in page.content.decode()
    assert "trên 80% chi bộ" in page.content.decode()
    page = client_of(cast.commune).post(address, {**data, "threshold": "80"})
    assert (page.status_code, YearTarget.objects.get().threshold) == (302, 80)


def test_a_removed_target_can_be_removed_again_without_harm(cast, commune):
    target = set_target(unit(commune.committee), by=cast.commune, **OVER_80)
    remove_target(target, by=cast.commune)
    remove_target(target, by=cast.secretary)
    assert YearTarget.objects.get().removed_by == cast.commune
