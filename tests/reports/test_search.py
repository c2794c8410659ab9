"""One field finds everything its reader may see, however it is typed, and nothing else."""

import datetime as dt
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.services.periods import open_period
from meetings.models import PartyDocument, Passage, Task
from meetings.services.passages import save_passage
from reports.queries.search import search
from tests.factories import make_cell, make_member, make_open_meeting

pytestmark = pytest.mark.django_db
ADDRESS = "/tim/"


def found(user, typed):
    """What is found, by the label of its group."""
    return {
        group.label: [hit.title for hit in group.hits] + [result.meeting or result.document for result in group.results]
        for group in search(user, typed)
    }


def write(cell, by, text, held_on=dt.date(2026, 10, 5)):
    meeting = make_open_meeting(cell, held_on, by=by)
    save_passage(Passage.objects.get(meeting=meeting, kind="conclusion"), text=text, base_revision=0, by=by)
    return meeting


@pytest.mark.parametrize(
    "typed", ["Hòa Bình", "Hoà Bình", "hoa binh", "HÒA  bình", unicodedata.normalize("NFD", "Hòa Bình")]
)
def test_name_is_found_however_it_is_typed(cast, commune, typed):
    make_cell(commune.committee, "Chi bộ thôn Hòa Bình")
    make_member(commune.cells[0], "Lê Hòa Bình")
    result = found(cast.commune, typed)
    assert result["Tổ chức đảng"] == ["Chi bộ thôn Hòa Bình"]
    assert result["Đảng viên"] == ["Lê Hòa Bình"]


def test_minutes_tasks_documents_and_pages_are_found_by_words(cast, commune):
    meeting = write(commune.cells[0], cast.secretary, "Thống nhất lắp đèn đường ngõ 5.")
    Task.objects.create(meeting=meeting, text="Vận động lắp đèn đường", owner=cast.member.member)
    Task.objects.create(meeting=meeting, text="Thu quỹ")
    document = PartyDocument.objects.create(
        organisation=commune.cells[0], kind="NQ", title="Nghị quyết lắp đèn đường", registered_by=cast.secretary
    )
    result = found(cast.secretary, "den duong")
    assert result == {"Buổi họp": [meeting], "Nhiệm vụ": ["Vận động lắp đèn đường"], "Văn bản": [document]}
    assert found(cast.secretary, "nhac viec") == {"Trang": ["Nhắc việc"]}


def test_evaluations_are_found_by_name_and_year(cast, commune):
    open_period(commune.committee, year=2026, by=cast.commune)
    assert found(cast.commune, "trinh manh lam 2026")["Đánh giá, xếp loại"] == ["Trịnh Mạnh Lâm"]
    assert "Đánh giá, xếp loại" not in found(cast.commune, "trinh manh lam 2025")
    assert "Đánh giá, xếp loại" not in found(cast.commune, "2026")


def test_card_is_found_by_its_last_three_digits_or_whole_and_never_in_between(cast, commune):
    make_member(commune.cells[0], "Lê Thị Thẻ", card_number="012345678901")
    for typed in ("901", "012345678901"):
        assert found(cast.commune, typed)["Đảng viên"] == ["Lê Thị Thẻ"]
    for typed in ("8901", "45678901", "0123456789", "012"):
        assert "Đảng viên" not in found(cast.commune, typed)


def test_page_shows_no_more_of_a_card_than_its_end(cast, commune, client_of):
    make_member(commune.cells[0], "Lê Thị Thẻ", card_number="012345678901")
    page = client_of(cast.commune).get(ADDRESS, {"tim": "901"}).content.decode()
    assert "•••••••••901" in page
    assert "012345678" not in page


def test_unit_is_found_by_its_code(cast, commune):
    assert found(cast.commune, "vt")["Tổ chức đảng"] == ["Đảng bộ xã Vân Trục"]


@pytest.mark.parametrize("typed", ["Song Vân", "Trịnh Mạnh Lâm", "đèn đường"])
def test_nothing_of_others_is_found(cast, commune, typed):
    meeting = write(commune.cells[0], cast.secretary, "Lắp đèn đường.")
    Task.objects.create(meeting=meeting, text="Lắp đèn đường")
    open_period(commune.committee, year=2026, by=cast.commune)
    assert found(cast.stranger, typed) == {}
    assert found(cast.admin, typed) == {}


def test_plain_member_finds_himself_and_not_his_comrades_records(cast, commune):
    write(commune.cells[0], cast.secretary, "Lắp đèn đường.")
    assert found(cast.member, "Hoàng Thị Hằng") == {}
    assert found(cast.member, "Trịnh Mạnh Lâm") == {"Đảng viên": ["Trịnh Mạnh Lâm"]}
    # Minutes that are not final are not a member's to read.
    assert found(cast.member, "đèn đường") == {}


def test_groups_show_a_few_and_lead_to_the_list(cast, commune, client_of):
    for number in range(8):
        make_member(commune.cells[0], f"Đỗ Văn Tìm {number}")
    page = client_of(cast.commune).get(ADDRESS, {"tim": "do van tim"}).content.decode()
    assert page.count("Đỗ Văn Tìm") == 5
    assert "Xem tất cả" in page
    assert "?tim=do+van+tim" in page


def test_page_says_what_to_do(cast, client_of):
    client = client_of(cast.commune)
    assert "ít nhất hai chữ" in client.get(ADDRESS, {"tim": "a"}).content.decode()
    assert "Không tìm thấy" in client.get(ADDRESS, {"tim": "khong co gi"}).content.decode()
    assert "Cách tìm" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("typed", ["x" * 5000, "\x00\x00", "'; DROP", "%_%", '"', "((", "\\m", "9" * 30, "²³", "​ab"])
def test_page_bears_whatever_is_typed(cast, client_of, typed):
    assert client_of(cast.commune).get(ADDRESS, {"tim": typed}).status_code == 200


def test_page_asks_as_many_questions_for_much_as_for_little(cast, commune, client_of):
    client = client_of(cast.commune)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS, {"tim": "chung"}).status_code == 200
        return len(queries)

    def grow(number):
        cell = make_cell(commune.committee, f"Chi bộ Chung {number}")
        make_member(cell, f"Lê Văn Chung {number}")
        meeting = write(cell, cast.commune, "Việc chung", dt.date(2026, 10, 1 + number))
        Task.objects.create(meeting=meeting, text="Việc chung", owner=cast.member.member)
        PartyDocument.objects.create(organisation=cell, kind="NQ", title="Việc chung", registered_by=cast.commune)

    open_period(commune.committee, year=2026, by=cast.commune)
    grow(0)
    asked()
    few = asked()
    for number in range(1, 4):
        grow(number)
    assert asked() == few
    assert few <= 30
