"""The pages, told with the cast: who sees what, and that each works as a plain form."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from cells.models import StatusPeriod
from evaluations.models import Decision, Evaluation, FactEntry, Period, Review
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.process import review_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT, GOOD
from tests.factories import make_member, make_open_meeting


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_period_list_shows_years_in_scope(period: Period, cast: Cast, client_of) -> None:
    for user, seen in ((cast.commune, True), (cast.secretary, True), (cast.member, True), (cast.officer, True)):
        assert ("Năm 2026" in text_of(client_of(user).get(address("period_list")))) is seen
    assert "Chưa có kỳ đánh giá nào" in text_of(client_of(cast.stranger).get(address("period_list")))


def test_period_open_page_opens_the_year(commune: Commune, cast: Cast, client_of) -> None:
    url = address("period_open", commune.committee.pk)
    client = client_of(cast.commune)
    assert client.get(url).status_code == 200

    refused = client.post(url, {"year": "2027", "cap_mode": "good_only", "cap_rate": "20"})
    assert "Năm 2027 chưa đến" in text_of(refused)
    assert 'value="2027"' in text_of(refused)
    opened = client.post(url, {"year": "2026", "cap_mode": "good_only", "cap_rate": "20", "reference_date": ""})

    period = Period.objects.get()
    assert opened.headers["Location"] == period.get_absolute_url()
    assert period.reference_date == dt.date(2026, 12, 31)


def test_period_open_is_for_those_who_lead_the_committee(commune: Commune, cast: Cast, client_of) -> None:
    url = address("period_open", commune.committee.pk)
    assert [client_of(user).get(url).status_code for user in cast] == [404, 404, 404, 200, 403, 404, 404]


def test_period_detail_shows_each_only_what_he_may_see(
    period: Period, cast: Cast, client_of, sent, commune: Commune
) -> None:
    sent(cast.member, EXCELLENT)
    commune_page = text_of(client_of(cast.commune).get(period.get_absolute_url()))
    assert "Chi bộ thôn Đồng Tâm" in commune_page
    assert "Tỷ lệ hoàn thành xuất sắc" in commune_page
    assert "vượt 1" in commune_page
    secretary_page = text_of(client_of(cast.secretary).get(period.get_absolute_url()))
    assert "Trịnh Mạnh Lâm" in secretary_page
    assert "Lê Quang Vinh" not in secretary_page
    assert "Tỷ lệ hoàn thành xuất sắc" not in secretary_page
    own_page = text_of(client_of(cast.member).get(period.get_absolute_url()))
    assert "Trịnh Mạnh Lâm" in own_page
    assert "Hoàng Thị Hằng" not in own_page
    assert "Phiếu của Chi bộ" not in own_page
    assert client_of(cast.stranger).get(period.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("?xem=dang-vien&tim=lam", "Trịnh Mạnh Lâm", "Hoàng Thị Hằng"),
        ("?xem=dang-vien&trang-thai=submitted", "Trịnh Mạnh Lâm", "Hoàng Thị Hằng"),
        ("?xem=dang-vien&muc=good", "Trịnh Mạnh Lâm", "Hoàng Thị Hằng"),
        ("?xem=dang-vien&muc=undetermined", "Hoàng Thị Hằng", "Trịnh Mạnh Lâm"),
        ("?xem=dang-vien&nhom=leader", "Lê Quang Vinh", "Trịnh Mạnh Lâm"),
    ],
)
def test_period_detail_filters(period: Period, cast: Cast, client_of, sent, query: str, seen: str, unseen: str) -> None:
    sent(cast.member)

    page = text_of(client_of(cast.commune).get(period.get_absolute_url() + query))

    assert seen in page
    assert unseen not in page


def test_period_settings_page_saves_and_refuses(period: Period, cast: Cast, client_of) -> None:
    url, client = address("period_settings", period.pk), client_of(cast.commune)
    form = {"reference_date": "15/12/2026", "cap_mode": "all_rated", "cap_rate": "25", "cap_document": ""}

    assert "phải có văn bản cho phép" in text_of(client.post(url, form))
    assert client.post(url, form | {"cap_document": "12-CV/TU"}).status_code == 302
    period.refresh_from_db()
    assert (period.cap_rate, period.reference_date) == (25, dt.date(2026, 12, 15))


def test_period_close_page_names_what_is_open(period: Period, cast: Cast, client_of) -> None:
    page = text_of(client_of(cast.commune).post(address("period_close", period.pk)))
    assert "Còn 7 phiếu chưa quyết định" in page
    row = Evaluation.objects.get(period=period, member=cast.deputy.member)
    assert f'<a href="{row.get_absolute_url()}">Hoàng Thị Hằng</a> <span class="muted">(đang nhập)</span>' in page
    assert "Hoàng Thị Hằng" in text_of(client_of(cast.commune).get(address("period_close", period.pk)))


def test_subjects_update_button_adds_a_newcomer(period: Period, cast: Cast, client_of, commune: Commune) -> None:
    make_member(commune.cells[1], "Phan Thị Bính")
    response = client_of(cast.commune).post(address("subjects_update", period.pk), follow=True)
    assert "0 tập thể, 1 đảng viên" in text_of(response)


def test_cell_sheet_saves_the_whole_grid(period: Period, cast: Cast, client_of, of, commune: Commune) -> None:
    url, client = address("cell_sheet", period.pk, commune.cells[0].pk), client_of(cast.secretary)
    lam, hang = of(cast.member), of(cast.deputy)
    assert client.get(url).status_code == 200

    response = client.post(
        url,
        {
            f"f-{lam.pk}-score_general": "27,5",
            f"f-{lam.pk}-score_results": "60",
            f"f-{lam.pk}-triggers": "none",
            f"f-{hang.pk}-tasks_assigned": "8",
        },
        follow=True,
    )

    assert "Đã lưu số liệu của 2 đồng chí" in text_of(response)
    assert set(FactEntry.objects.values_list("evaluation", "key")) == {
        (lam.pk, "score_general"),
        (lam.pk, "score_results"),
        (lam.pk, "triggers"),
        (hang.pk, "tasks_assigned"),
    }
    assert FactEntry.objects.get(evaluation=lam, key="score_general").value == "27.5"
    assert "87,5" in text_of(response)


def test_cell_sheet_with_faults_says_them_box_by_box_and_keeps_every_word(
    period: Period, cast: Cast, client_of, of, commune: Commune
) -> None:
    url, client = address("cell_sheet", period.pk, commune.cells[0].pk), client_of(cast.secretary)
    lam, hang = of(cast.member), of(cast.deputy)

    page = text_of(
        client.post(
            url,
            {
                f"f-{lam.pk}-score_general": "ba mươi",
                f"f-{lam.pk}-score_results": "60",
                f"f-{hang.pk}-tasks_assigned": "8",
                f"f-{hang.pk}-tasks_done": "9",
            },
        )
    )

    assert "có 2 ô cần sửa" in page
    assert "“ba mươi” không phải là số" in page
    assert "không thể nhiều hơn số nhiệm vụ được giao" in page
    for word in ("ba mươi", "60", "8", "9"):
        assert f'value="{word}"' in page
    assert not FactEntry.objects.exists()


def test_cell_sheet_tells_of_a_change_by_another_and_the_second_save_overwrites(
    period: Period, cast: Cast, client_of, of, commune: Commune
) -> None:
    url, client = address("cell_sheet", period.pk, commune.cells[0].pk), client_of(cast.secretary)
    lam = of(cast.member)
    was = json.dumps({"score_general": None})
    enter_facts(lam, by=cast.deputy, values={"score_general": 22})
    typed = {f"f-{lam.pk}-score_general": "25", f"was-{lam.pk}": was}

    page = client.post(url, typed)

    assert "Đồng chí Hoàng Thị Hằng vừa sửa ô này thành “22”" in text_of(page)
    shown = next(row for row, *_rest in page.context["rows"] if row.evaluation.pk == lam.pk)
    assert client.post(url, typed | {f"was-{lam.pk}": shown.was}).status_code == 302
    assert FactEntry.objects.get().value == 25


def test_cell_sheet_of_another_cell_is_not_found_and_a_plain_member_is_refused(
    period: Period, cast: Cast, client_of, commune: Commune
) -> None:
    first = address("cell_sheet", period.pk, commune.cells[0].pk)
    second = address("cell_sheet", period.pk, commune.cells[1].pk)
    assert [client_of(user).get(first).status_code for user in cast] == [200, 200, 403, 200, 200, 404, 404]
    assert [client_of(user).get(second).status_code for user in cast] == [404, 404, 404, 200, 200, 404, 404]


def test_cell_sheet_for_the_board_is_to_read_only(period: Period, cast: Cast, client_of, of, commune: Commune) -> None:
    url = address("cell_sheet", period.pk, commune.cells[0].pk)
    page = text_of(client_of(cast.officer).get(url))
    assert "Lưu cả bảng" not in page

    client_of(cast.officer).post(url, {f"f-{of(cast.member).pk}-score_general": "20"})
    assert not FactEntry.objects.exists()


def test_sheet_submit_sends_the_ready_ones(period: Period, cast: Cast, client_of, of, commune: Commune) -> None:
    enter_facts(of(cast.member), by=cast.secretary, values=GOOD)

    page = client_of(cast.secretary).post(address("sheet_submit", period.pk, commune.cells[0].pk), follow=True)

    assert "Đã gửi 1 phiếu" in text_of(page)
    assert "Hoàng Thị Hằng: chưa nhập điểm" in text_of(page)
    assert of(cast.member).state == "submitted"


def test_facts_enter_keeps_grounds_and_claims(cast: Cast, client_of, of) -> None:
    lam, client = of(cast.member), client_of(cast.secretary)
    url = address("facts_enter", lam.pk)
    assert client.get(url).status_code == 200

    client.post(
        url,
        {
            f"f-{lam.pk}-tasks_assigned": "5",
            "note-tasks_assigned": "Nghị quyết 02",
            "looked": "on",
            "stated-degradation_concluded": "on",
            "waived-degradation_concluded": "on",
            "reason-degradation_concluded": "đã tự nhận, khắc phục xong",
        },
    )

    entries = {entry.key: entry for entry in FactEntry.objects.filter(evaluation=lam)}
    assert (entries["tasks_assigned"].value, entries["tasks_assigned"].note) == (5, "Nghị quyết 02")
    assert entries["triggers"].value == [
        {"key": "degradation_concluded", "waived": True, "reason": "đã tự nhận, khắc phục xong"}
    ]
    page = text_of(client.get(lam.get_absolute_url()))
    assert "Được xem xét không áp dụng" in page
    assert "Nghị quyết 02" in page


def test_facts_enter_with_a_waiver_without_reason_keeps_what_was_typed(cast: Cast, client_of, of) -> None:
    lam = of(cast.member)
    page = text_of(
        client_of(cast.secretary).post(
            address("facts_enter", lam.pk),
            {f"f-{lam.pk}-tasks_assigned": "5", "note-tasks_assigned": "NQ 02", "waived-degradation_concluded": "on"},
        )
    )
    assert "phải ghi lý do" in page
    assert 'value="NQ 02"' in page
    assert not FactEntry.objects.exists()


def test_subject_change_page(cast: Cast, client_of, of) -> None:
    evaluation = of(cast.secretary)
    client_of(cast.secretary).post(address("subject_change", evaluation.pk), {"subject": "leader"})
    assert of(cast.secretary).subject == "leader"


def test_evaluation_detail_explains_in_plain_words(cast: Cast, client_of, sent, commune: Commune) -> None:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    evaluation = sent(cast.member, GOOD | {"shortcomings_named": None, "shortcomings_remedied": None})

    page = text_of(client_of(cast.commune).get(evaluation.get_absolute_url()))

    assert "Hoàn thành tốt nhiệm vụ" in page
    assert "Còn thiếu gì để đạt “Hoàn thành xuất sắc nhiệm vụ”?" in page
    assert "Ít nhất 30% nhiệm vụ hoàn thành vượt mức." in page
    assert "Số hoàn thành vượt mức: 1; Số nhiệm vụ được giao: 10" in page
    assert "Chưa có số liệu: Số hạn chế đã chỉ ra kỳ trước; Số hạn chế đã khắc phục" in page
    assert "Quy định 366-QĐ/TW, Điều 11, khoản 1" in page
    assert "Bùi Thị Tuyết nhập lúc" in page
    assert "Kết nạp ngày 03/02/1990, tính đến 31/12/2026" in page
    assert reverse("meetings:meeting_detail", args=[meeting.pk]) in page
    assert "Chưa có ý kiến thẩm định" in page


def test_evaluation_detail_of_an_open_question_says_who_decides(cast: Cast, client_of, sent) -> None:
    evaluation = sent(cast.member, GOOD | {"tasks_done": 9, "tasks_on_time": 9})
    page = text_of(client_of(cast.commune).get(evaluation.get_absolute_url()))
    assert "Tập thể, cấp ủy quyết định, ghi rõ lý do." in page


def test_evaluation_detail_is_for_the_subject_the_cell_and_those_above(cast: Cast, client_of, of) -> None:
    url = of(cast.member).get_absolute_url()
    assert [client_of(user).get(url).status_code for user in cast] == [200, 200, 200, 200, 200, 404, 404]
    of_deputy = of(cast.deputy).get_absolute_url()
    assert client_of(cast.member).get(of_deputy).status_code == 404


def test_the_whole_way_from_sending_to_the_decision(cast: Cast, client_of, of) -> None:
    lam = of(cast.member)
    enter_facts(lam, by=cast.secretary, values=GOOD)
    cell, board, committee = client_of(cast.secretary), client_of(cast.officer), client_of(cast.commune)

    cell.post(address("evaluation_submit", lam.pk))
    committee.post(address("evaluation_return", lam.pk), {"reason": "Bổ sung minh chứng"})
    assert "Bị trả lại:" in text_of(cell.get(lam.get_absolute_url()))
    cell.post(address("evaluation_submit", lam.pk))
    assert board.post(address("evaluation_review", lam.pk), {"level": ""}).status_code == 200
    assert not Review.objects.exists()
    board.post(address("evaluation_review", lam.pk), {"level": "good", "opinion": "Nhất trí"})
    assert Review.objects.get().opinion == "Nhất trí"
    form = {"level": "completed", "decided_on": "20/11/2026", "document_number": "15-QĐ/ĐU", "reason": ""}
    refused = text_of(committee.post(address("evaluation_decide", lam.pk), form))
    assert "khác mức đề xuất" in refused
    committee.post(address("evaluation_decide", lam.pk), form | {"reason": "Chậm hai việc"})

    decision = Decision.objects.get()
    assert (decision.level, decision.decided_on) == ("completed", dt.date(2026, 11, 20))
    page = text_of(committee.get(lam.get_absolute_url()))
    assert "15-QĐ/ĐU" in page
    assert "Chậm hai việc" in page


def test_evaluation_detail_after_a_later_change_shows_the_difference_and_keeps_the_class(
    cast: Cast, client_of, sent, commune: Commune
) -> None:
    evaluation = sent(cast.member)
    decide_evaluation(
        evaluation,
        by=cast.commune,
        level="good",
        decided_on=dt.date(2026, 11, 20),
        document_number="15-QĐ/ĐU",
        despite="Vội",
    )
    client = client_of(cast.commune)
    assert "Số liệu đã đổi" not in text_of(client.get(evaluation.get_absolute_url()))

    StatusPeriod.objects.create(member=cast.member.member, status="exempt", valid_from=dt.date(2026, 1, 1))
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))

    page = text_of(client.get(evaluation.get_absolute_url()))
    assert "Số liệu đã đổi sau khi quyết định" in page
    assert "Được miễn công tác và sinh hoạt đảng: khi quyết định là không, nay là có." in page
    assert "Hoàn thành tốt nhiệm vụ" in page
    assert "số liệu đã đổi" in text_of(client.get(evaluation.period.get_absolute_url() + "?xem=dang-vien"))


def test_decide_batch_page_decides_what_is_marked(period: Period, cast: Cast, client_of, sent) -> None:
    lam, hang = sent(cast.member), sent(cast.deputy)
    star = sent(cast.secretary, EXCELLENT)
    client, url = client_of(cast.commune), address("decide_batch", period.pk)
    page = text_of(client.get(url))
    assert "nhóm vượt tỷ lệ xuất sắc" in page

    refused = client.post(url, {"phieu": [lam.pk], "decided_on": "20/11/2026", "document_number": ""})
    assert "Hãy ghi số quyết định" in text_of(refused)
    response = client.post(
        url,
        {
            "phieu": [lam.pk, star.pk],
            "decided_on": "20/11/2026",
            "document_number": "15-QĐ/ĐU",
            "despite": "Hội nghị họp gấp",
        },
        follow=True,
    )

    assert "Đã quyết định 1 phiếu" in text_of(response)
    assert "Bùi Thị Tuyết: nhóm vượt tỷ lệ xuất sắc" in text_of(response)
    assert list(Decision.objects.values_list("evaluation", flat=True)) == [lam.pk]
    assert Evaluation.objects.get(pk=hang.pk).state == "submitted"


def test_the_steps_are_guarded_by_the_same_verbs_that_draw_the_buttons(
    period: Period, cast: Cast, client_of, sent, of
) -> None:
    lam, hang = sent(cast.member), of(cast.deputy)
    expected = {
        ("facts_enter", hang.pk): [200, 200, 404, 200, 403, 404, 404],
        ("evaluation_return", lam.pk): [403, 403, 403, 200, 200, 404, 404],
        ("evaluation_review", lam.pk): [403, 403, 403, 403, 200, 404, 404],
        ("evaluation_decide", lam.pk): [403, 403, 403, 200, 403, 404, 404],
        ("period_settings", period.pk): [403, 403, 403, 200, 403, 404, 404],
        ("period_close", period.pk): [403, 403, 403, 200, 403, 404, 404],
        ("decide_batch", period.pk): [403, 403, 403, 200, 403, 404, 404],
    }
    for (name, pk), statuses in expected.items():
        assert [client_of(user).get(address(name, pk)).status_code for user in cast] == statuses, name


def test_the_board_does_not_review_what_its_officer_sent(cast: Cast, client_of, sent) -> None:
    evaluation = sent(cast.member, by=cast.officer)
    assert client_of(cast.officer).get(address("evaluation_review", evaluation.pk)).status_code == 403


def test_the_opinion_of_the_board_is_not_shown_to_the_member_concerned(cast: Cast, client_of, sent) -> None:
    evaluation = sent(cast.member)
    review_evaluation(evaluation, by=cast.officer, level="good", opinion="Nên nhắc nhở thêm")

    assert "Nên nhắc nhở thêm" in text_of(client_of(cast.secretary).get(evaluation.get_absolute_url()))
    own = text_of(client_of(cast.member).get(evaluation.get_absolute_url()))
    assert "Nên nhắc nhở thêm" not in own
    assert "Hoàn thành tốt nhiệm vụ" in own
