"""Words are found without accents, in any order, in what one may read, and nowhere else."""

import datetime as dt

import pytest
from django.db import connection

from core.search_words import understand
from meetings.access.search import entries_visible_to
from meetings.models import Meeting, PartyDocument, Passage, SearchEntry, Task, Vote
from meetings.queries.search import MOST, _of_entry, find, results
from meetings.services.items import remove_item
from meetings.services.opinions import add_opinion, remove_opinion
from meetings.services.passages import save_passage
from tests.factories import make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], DAY, by=cast.secretary)


def write(meeting: Meeting, text: str, kind: str = "conclusion") -> Passage:
    passage = Passage.objects.get(meeting=meeting, kind=kind)
    return save_passage(passage, text=text, base_revision=passage.revision, by=meeting.opened_by)


def found(user, query: str, **values) -> list[Meeting | PartyDocument]:
    wanted = understand(query)
    rows = results(find(entries_visible_to(user), wanted, **values).numbers, wanted)
    return [row.meeting or row.document for row in rows]


@pytest.mark.parametrize(
    "query",
    [
        "đèn đường ",
        "den duong ",
        "DUONG den ",
        "ĐÈN",
        '"lắp đèn đường" ',
        '"lap den" ngo ',
        "thap sa",
        "38/40 ",
        "dac lac ",
    ],
)
def test_search_finds_words_without_accents_in_any_order(meeting, cast, query):
    write(meeting, "Thống nhất lắp đèn đường ngõ 5, thắp sáng 38/40 cột tại Đắc Lắc.")
    assert found(cast.secretary, query) == [meeting]


@pytest.mark.parametrize("query", ["đèn ngõ 6 ", '"đường đèn" ', "den duong kenh ", "thap sa ", "èn "])
def test_search_for_other_words_finds_nothing(meeting, cast, query):
    write(meeting, "Thống nhất lắp đèn đường ngõ 5, thắp sáng 38/40 cột.")
    assert found(cast.secretary, query) == []


def test_search_looks_in_theme_agenda_opinions_votes_tasks(meeting, cast):
    Meeting.objects.filter(pk=meeting.pk).update(theme="Chống lãng phí")
    item = meeting.items.get()
    opinion = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    save_passage(opinion, text="Nên làm kênh mương", base_revision=0, by=cast.secretary)
    Task.objects.create(meeting=meeting, text="Rà soát hộ nghèo")
    Vote.objects.create(meeting=meeting, question="Đề nghị kết nạp", person="Vũ Thị Mai", yes=3)
    for query in ("lang phi ", "phuong huong ", "kenh muong ", "ho ngheo ", "vu thi mai "):
        assert found(cast.secretary, query) == [meeting], query


def test_search_finds_no_removed_row_and_no_former_text(meeting, cast):
    write(meeting, "Nạo vét kênh mương")
    write(meeting, "Lắp đèn đường")
    assert found(cast.secretary, "kenh ") == []
    item = meeting.items.get()
    opinion = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    save_passage(opinion, text="Ý kiến về vụ đông", base_revision=0, by=cast.secretary)
    assert found(cast.secretary, "vu dong ") == [meeting]
    remove_opinion(opinion, by=cast.secretary)
    assert found(cast.secretary, "vu dong ") == []
    remove_item(item, by=cast.secretary)
    assert found(cast.secretary, "phuong huong ") == []


def test_planned_and_cancelled_meetings_are_not_found(commune, cast):
    make_meeting(commune.cells[0], theme="Chống lãng phí", by=cast.secretary)
    assert found(cast.secretary, "lang phi ") == []


def test_search_shows_each_reader_what_the_meeting_page_would(meeting, cast):
    write(meeting, "Lắp đèn đường")
    readers = {who: found(getattr(cast, who), "den duong ") for who in cast._fields}
    may = {"secretary", "deputy", "commune", "officer"}
    assert {who for who, rows in readers.items() if rows} == may
    Meeting.objects.filter(pk=meeting.pk).update(
        state="approved", ended_at=dt.time(21), submitted_by=cast.secretary, submitted_at=meeting.opened_at,
        approved_by=cast.commune, approved_at=meeting.opened_at, snapshot={},
    )  # fmt: skip
    readers = {who: found(getattr(cast, who), "den duong ") for who in cast._fields}
    assert {who for who, rows in readers.items() if rows} == may | {"member"}


def test_words_as_written_come_first_then_the_newest(commune, cast):
    cell, by = commune.cells[0], cast.secretary
    rows = [make_open_meeting(cell, dt.date(2026, month, 5), by=by) for month in (7, 8, 9)]
    for meeting, text in zip(rows, ("Bảo vệ rừng", "Báo cáo", "Bao bì"), strict=True):
        write(meeting, text)
    assert found(by, "bảo ") == [rows[0], rows[2], rows[1]]
    assert found(by, "bao ") == [rows[2], rows[1], rows[0]]


def test_search_is_narrowed_by_year_and_unit(commune, cast):
    meetings = [
        make_open_meeting(cell, dt.date(year, 3, 5), by=cast.secretary)
        for cell, year in ((commune.cells[0], 2025), (commune.cells[0], 2026), (commune.cells[1], 2026))
    ]
    for meeting in meetings:
        write(meeting, "Đèn đường")
    assert found(cast.commune, "den ", year=2025) == [meetings[0]]
    assert found(cast.commune, "den ", unit=commune.cells[1].pk) == [meetings[2]]
    assert found(cast.secretary, "den ", unit=commune.cells[1].pk) == []


def test_search_finds_documents_by_symbol_title_and_content(commune, cast):
    document = PartyDocument.objects.create(
        organisation=commune.cells[0], kind="NQ", symbol="05-NQ/CB", title="Nghị quyết về vụ đông",
        content={"muc": [{"chu": "Giao 4.000 m2 đất dịch vụ"}]}, registered_by=cast.secretary,
    )  # fmt: skip
    for query in ("05-NQ/CB ", "vu dong ", "dat dich vu ", "4.000 m2"):
        assert found(cast.secretary, query) == [document], query
    assert found(cast.member, "vu dong ") == []
    PartyDocument.objects.filter(pk=document.pk).update(signed_on=DAY)
    assert found(cast.member, "vu dong ") == [document]


def test_results_show_where_the_words_stand(meeting, cast):
    write(meeting, "Chi bộ thống nhất lắp đèn đường.")
    Task.objects.create(meeting=meeting, text="Mua 40 bóng đèn")
    wanted = understand("đèn ")
    (row,) = results(find(entries_visible_to(cast.secretary), wanted).numbers, wanted)
    assert [place.label for place in row.places] == ["Kết luận chung", "Nhiệm vụ"]
    assert ("đèn", True) in row.places[0].snippet.pieces


ANYTHING = ["'", "'':*", "!!&|", "a' | 'b", "\\", "%", "😀 đèn", "中文 ", "đèn:* & !x", "x" * 10_000, "1e ", "@@ "]


@pytest.mark.parametrize("query", ANYTHING)
def test_search_for_anything_breaks_nothing(meeting, cast, query):
    write(meeting, "Lắp đèn đường")
    found(cast.secretary, query)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_text_of_many_different_words_is_saved_all_the_same(meeting):
    for number, passage in enumerate(meeting.passages.all()):
        words = " ".join(f"đường{number}x{each}" for each in range(1500))
        save_passage(passage, text=words[:19_000], base_revision=0, by=meeting.opened_by)
    assert SearchEntry.objects.get(meeting=meeting).words
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT length(meetings_search_words(string_agg(md5(n::text), ' '))) FROM generate_series(1, 80000) n"
        )
        assert cursor.fetchone()[0] > 1000


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_a_fixed_number_of_queries(commune, cast, count, django_assert_num_queries):
    for month in range(1, count + 1):
        write(make_open_meeting(commune.cells[0], dt.date(2026, month, 5), by=cast.secretary), "Đèn đường")
    entries, wanted = entries_visible_to(cast.secretary), understand("đèn ")
    with django_assert_num_queries(9):
        assert len(results(find(entries, wanted).numbers, wanted)) == count


def test_more_than_the_most_is_said(meeting, cast, monkeypatch):
    assert MOST == 200
    monkeypatch.setattr("meetings.queries.search.MOST", 1)
    other = make_open_meeting(meeting.cell, dt.date(2026, 9, 5), by=cast.secretary)
    for each in (meeting, other):
        write(each, "Đèn đường")
    answer = find(entries_visible_to(cast.secretary), understand("den "))
    assert (len(answer.numbers), answer.has_more) == (1, True)


def test_what_a_document_holds_shows_no_words_of_its_layout() -> None:
    table = {"columns": [{"label": "Thời hạn", "width": "due"}], "rows": [["28/09/2026"]]}
    entry = SearchEntry(document=PartyDocument(content={"sections": [{"heading": "Phân công", "table": table}]}))
    assert _of_entry(entry)[-1][1] == "Phân công\nThời hạn\n28/09/2026"
