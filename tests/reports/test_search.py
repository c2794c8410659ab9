"""One field finds everything its reader may see, however it is typed, and nothing else."""

import datetime as dt
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import Candidate, Transfer
from core.vietnamese import search_key, sort_key
from evaluations.models import Decision, Evaluation
from evaluations.services.periods import open_period
from meetings.models import PartyDocument, Passage, Task
from meetings.services.passages import save_passage
from reports.queries.search import asked_time, search
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting

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


def test_evaluations_of_units_are_found_by_their_name_and_any_by_the_number_of_the_decision(cast, commune):
    open_period(commune.committee, year=2026, by=cast.commune)
    assert "Chi bộ thôn Song Vân" in found(cast.commune, "song van")["Đánh giá, xếp loại"]
    Decision.objects.create(
        evaluation=Evaluation.objects.get(member=cast.member.member), level="good", computed_level="good",
        decided_on=dt.date(2026, 11, 20), facts={}, trace=[], document_number="12-QĐ/ĐU", decided_by=cast.commune,
    )  # fmt: skip
    assert found(cast.commune, "12-QĐ/ĐU")["Đánh giá, xếp loại"] == ["Trịnh Mạnh Lâm"]
    assert "Đánh giá, xếp loại" not in found(cast.stranger, "12-QĐ/ĐU")


def test_forms_are_found_by_name_and_number_for_the_own_unit(cast, commune, client_of):
    open_period(commune.committee, year=2026, by=cast.commune)
    (group,) = search(cast.commune, "mau 2a")
    assert group.label == "Biểu mẫu"
    assert "Mẫu 2A-HD KĐ.ĐG 2025" in group.hits[0].detail
    assert client_of(cast.commune).get(group.hits[0].url).status_code == 200
    assert "Biểu mẫu" in found(cast.secretary, "bien ban")
    assert found(cast.admin, "mau 2a") == {}


def test_people_prepared_for_admission_and_papers_of_transfer_are_found(cast, commune):
    name = "Trần Thị Quý"
    Candidate.objects.create(
        cell=commune.cells[0], full_name=name, sort_key=sort_key(name), search_key=search_key(name),
        birth_date=dt.date(2000, 1, 1),
    )  # fmt: skip
    Transfer.objects.create(
        member=cast.member.member, from_cell=commune.cells[0], to_cell=commune.cells[1], document="12-GT/ĐU",
        issued_on=dt.date(2026, 11, 2), present_by=dt.date(2026, 12, 14), issued_by=cast.commune,
    )  # fmt: skip
    assert found(cast.secretary, "thi quy") == {"Quần chúng ưu tú": [name]}
    assert found(cast.secretary, "12-GT") == {"Giấy giới thiệu": ["12-GT/ĐU: Trịnh Mạnh Lâm"]}
    for stranger in (cast.stranger, cast.member, cast.admin):
        assert found(stranger, "thi quy") == {}
        assert found(stranger, "12-GT") == {}


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("05/10/2026", (2026, 10, 5), (2026, 10, 5)),
        ("5-10-2026", (2026, 10, 5), (2026, 10, 5)),
        ("ngày 5 tháng 10 năm 2026", (2026, 10, 5), (2026, 10, 5)),
        ("10/2026", (2026, 10, 1), (2026, 10, 31)),
    ],
)
def test_day_and_month_are_understood(typed, first, last):
    asked = asked_time(typed)
    assert asked is not None
    assert (asked.earliest, asked.latest) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("typed", ["2026", "901", "12345678", "31/02/2026", "12-NQ/CB", "10/2026 x", "/", "99/99/9999"])
def test_what_is_no_day_is_none(typed):
    assert asked_time(typed) is None


def test_meetings_and_documents_of_a_day_are_found_also_planned_ones_and_none_of_others(cast, commune):
    planned = make_meeting(commune.cells[0], dt.date(2026, 12, 5))
    make_meeting(commune.elsewhere, dt.date(2026, 12, 5))
    PartyDocument.objects.create(
        organisation=commune.cells[0], kind="NQ", number=12, symbol="12-NQ/CB", signed_on=dt.date(2026, 12, 5),
        title="Nghị quyết lắp đèn", registered_by=cast.secretary,
    )  # fmt: skip
    wanted = {"Họp 05/12/2026": [f"Chi bộ thôn Song Vân: {planned}"], "Văn bản 05/12/2026": ["Nghị quyết lắp đèn"]}
    assert found(cast.secretary, "05/12/2026") == wanted
    assert found(cast.member, "5/12/2026") == wanted
    write(commune.cells[0], cast.secretary, "Có 12 hộ, năm 2026 còn 3.", dt.date(2026, 9, 5))
    assert list(found(cast.secretary, "12/2026")) == ["Họp 12/2026", "Văn bản 12/2026"]
    assert list(found(cast.stranger, "05/12/2026")["Họp 05/12/2026"][0])
    assert "Song Vân" not in str(found(cast.stranger, "05/12/2026"))
    assert found(cast.admin, "05/12/2026") == {}


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


@pytest.mark.parametrize(
    "typed",
    ["x" * 10_000, "a " * 5_000, "đ/" * 5_000, "\x00\x00", "'; DROP", "%_%", '"', "((", "\\m", "9" * 30, "²³", "​ab"],
)
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
