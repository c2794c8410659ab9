"""The pages of the review in writing, told with the cast: each works as a plain form and loses no word."""

import datetime as dt

import pytest
from django.urls import reverse

from evaluations.models import (
    Ballot,
    BallotCount,
    Commitment,
    FactEntry,
    Opinion,
    ReviewMeeting,
    SelfReview,
    Shortcoming,
    Suggestion,
)
from evaluations.queries.opinions import asked_lines
from evaluations.services.opinions import Said, record_opinion
from evaluations.services.self_reviews import seen_mark, write_section
from evaluations.services.shortcomings import name_shortcoming
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_member, make_open_meeting

DAY = dt.date(2026, 11, 18)
NOTHING = seen_mark("")


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_member_writes_the_own_form_section_by_section(of, cast: Cast, client_of) -> None:
    evaluation, client = of(cast.member), client_of(cast.member)
    page = text_of(client.get(address("self_review", evaluation.pk)))
    assert "Bản kiểm điểm, tự đánh giá, xếp loại đảng viên không làm việc trong hệ thống chính trị" in page
    assert "Bắt đầu viết" in page
    section = address("self_review_section", evaluation.pk, "I.1")
    assert "Lưu, sang mục sau" in text_of(client.get(section))

    done = client.post(section, {"text": "Gương mẫu", "seen": NOTHING, "next": ""})

    assert done.headers["Location"] == address("self_review_section", evaluation.pk, "I.2")
    assert SelfReview.objects.get().sections == {"I.1": "Gương mẫu"}
    assert "Viết tiếp" in text_of(client.get(address("self_review", evaluation.pk)))
    assert client.get(address("self_review_section", evaluation.pk, "B")).status_code == 404


def test_section_written_meanwhile_shows_both_texts_and_is_saved_again(of, cast: Cast, client_of) -> None:
    evaluation, client = of(cast.member), client_of(cast.member)
    section = address("self_review_section", evaluation.pk, "I.1")
    write_section(evaluation, key="I.1", text="Chữ của bí thư", seen=NOTHING, by=cast.secretary)

    refused = client.post(section, {"text": "Chữ của tôi", "seen": NOTHING})

    page = text_of(refused)
    assert refused.status_code == 422
    assert "Chữ của bí thư" in page
    assert "Chữ của tôi</textarea>" in page
    seen = seen_mark("Chữ của bí thư")
    assert f'name="seen" value="{seen}"' in page
    client.post(section, {"text": "Chữ chung", "seen": seen})
    assert SelfReview.objects.get().sections == {"I.1": "Chữ chung"}


def test_section_shows_last_year_and_what_records_know_without_copying(of, cast: Cast, commune, client_of) -> None:
    cell, evaluation = commune.cells[0], of(commune.cells[0])
    name_shortcoming(cell, year=2025, text="Ít chuyên đề", by=cast.secretary)
    before = type(evaluation.period).objects.create(
        organisation=commune.committee,
        year=2025,
        regulation_key="366-43",
        regulation=evaluation.period.regulation,
        regulation_sha256="0",
        reference_date=dt.date(2025, 12, 31),
        opened_by=cast.commune,
    )
    last = before.evaluations.create(subject="cell", cell=cell)
    SelfReview.objects.create(evaluation=last, form="01", sections={"III": "Chữ năm 2025"}, updated_by=cast.secretary)
    page = text_of(client_of(cast.secretary).get(address("self_review_section", evaluation.pk, "III")))
    assert "Chữ năm 2025" in page
    assert "Chữ năm 2025</textarea>" not in page
    assert "Ít chuyên đề" in page
    assert "Sinh hoạt thường kỳ" in page


def test_suggestion_goes_from_above_to_the_member_and_its_answer_stands_in_the_form(of, cast, client_of) -> None:
    evaluation = of(cast.member)
    above, member = client_of(cast.commune), client_of(cast.member)
    asked = {"question": "Thu đảng phí ra sao?", "document": "CV 5", "asked_on": "18/11/2026"}
    refused = above.post(address("suggestion_make", evaluation.pk), asked | {"asked_on": "1/12/2026"})
    assert "Thu đảng phí ra sao?" in text_of(refused)
    above.post(address("suggestion_make", evaluation.pk), asked)
    row = Suggestion.objects.get()
    assert "Thu đảng phí ra sao?" in text_of(member.get(address("self_review", evaluation.pk)))
    stale = member.post(address("suggestion_answer", row.pk), {"answer": "Thu đủ", "seen": "khác"})
    assert "Thu đủ" in text_of(stale)
    member.post(address("suggestion_answer", row.pk), {"answer": "Thu đủ", "seen": ""})
    row.refresh_from_db()
    assert row.answer == "Thu đủ"
    above.post(address("suggestion_remove", row.pk))
    row.refresh_from_db()
    assert not row.is_removed


def test_opinions_of_a_subject_say_what_is_missing_and_are_changed_and_taken_away(of, cast: Cast, client_of) -> None:
    evaluation, client = of(cast.member), client_of(cast.secretary)
    type(evaluation).objects.filter(pk=evaluation.pk).update(subject="member")
    page = text_of(client.get(address("opinion_list", evaluation.pk)))
    assert "Chưa có kết quả xếp loại cán bộ, công chức" in page
    assert "Còn thiếu" in page
    given = {"giver": "civil_service", "level": "good", "given_on": "18/11/2026", "giver_name": "UBND"}
    refused = client.post(address("opinion_record", evaluation.pk), given | {"given_on": ""})
    assert 'value="UBND"' in text_of(refused)
    client.post(address("opinion_record", evaluation.pk), given)
    row = Opinion.objects.get()
    assert "Chưa có kết quả xếp loại cán bộ" not in text_of(client.get(address("opinion_list", evaluation.pk)))
    client.post(address("opinion_change", row.pk), given | {"level": "excellent"})
    new = Opinion.objects.get(is_removed=False)
    assert (new.level, new.giver_name) == ("excellent", "UBND")
    client.post(address("opinion_remove", new.pk))
    assert not Opinion.objects.filter(is_removed=False).exists()
    assert client.get(address("opinion_change", new.pk)).status_code == 404


def test_opinion_sheet_saves_all_or_keeps_every_word(of, period, commune: Commune, cast: Cast, client_of) -> None:
    member, deputy, client = of(cast.member), of(cast.deputy), client_of(cast.secretary)
    old = record_opinion(deputy, said=Said("cell_committee", "good", given_on=DAY), by=cast.secretary)
    url = address("opinion_sheet", period.pk, commune.cells[0].pk)
    assert "Trịnh Mạnh Lâm" in text_of(client.get(url))
    posted = {
        f"o-{member.pk}-residence": "Gương mẫu",
        f"o-{member.pk}-cell_committee": "good",
        f"o-{deputy.pk}-cell_committee": "excellent",
        f"was-o-{deputy.pk}-cell_committee": str(old.pk),
        "day-cell_committee": "18/11/2026",
        "day-residence": "mai",
    }
    refused = client.post(url, posted)
    assert refused.status_code == 422
    assert 'value="mai"' in text_of(refused)
    assert 'value="Gương mẫu"' in text_of(refused)
    assert Opinion.objects.filter(is_removed=False).count() == 1
    client.post(url, posted | {"day-residence": "20/11/2026", "doc-residence": "Giấy 1"})
    found = {
        (row.evaluation_id, row.giver): (row.level or row.text) for row in Opinion.objects.filter(is_removed=False)
    }
    assert found == {
        (member.pk, "residence"): "Gương mẫu",
        (member.pk, "cell_committee"): "good",
        (deputy.pk, "cell_committee"): "excellent",
    }
    summary = text_of(client.get(address("opinion_summary", period.pk, commune.cells[0].pk)))
    assert "Gương mẫu" in summary
    assert "Hoàn thành xuất sắc nhiệm vụ" in summary


@pytest.mark.parametrize("page", ["self_review_list", "opinion_sheet", "opinion_summary", "review_meeting_list"])
def test_pages_of_a_unit_ask_as_many_questions_for_many_as_for_few(
    page, period, commune: Commune, cast: Cast, client_of, django_assert_max_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from evaluations.services.subjects import update_subjects

    url, client = address(page, period.pk, commune.cells[0].pk), client_of(cast.secretary)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(3):
        make_member(commune.cells[0], f"Phạm Văn {number}")
    update_subjects(period, by=cast.commune)
    with django_assert_max_num_queries(min(30, len(few))):
        client.get(url)


def test_review_meeting_page_tells_the_order_who_was_away_and_what_is_late(
    of, period, commune: Commune, cast: Cast, client_of
) -> None:
    cell, client = commune.cells[0], client_of(cast.secretary)
    meeting = make_open_meeting(cell, dt.date(2026, 11, 20), by=cast.secretary, kind="review")
    meeting.attendances.filter(member=cast.member.member).update(state="excused", reason="ốm")
    link = address("review_meeting_link", period.pk, cell.pk)
    assert "20/11/2026" in text_of(client.get(link))
    refused = client.post(link, {"meeting": meeting.pk, "drafts_sent_on": "21/11/2026", "delegation": "Đ/c Vinh"})
    assert "sau ngày họp" in text_of(refused)
    assert "Đ/c Vinh" in text_of(refused)
    client.post(link, {"meeting": meeting.pk, "drafts_sent_on": "18/11/2026", "delegation": ""})
    row = ReviewMeeting.objects.get()
    page = text_of(client.get(address("review_meeting_list", period.pk, cell.pk)))
    assert "chỉ 2 ngày làm việc, cần ít nhất 3" in page
    assert "Vắng tại hội nghị kiểm điểm" in page
    assert page.index("Chi bộ thôn Song Vân</a></th>") < page.index("Bùi Thị Tuyết</a></th>")
    assert page.index("Bùi Thị Tuyết</a></th>") < page.index("Hoàng Thị Hằng</a></th>")
    client.post(address("review_meeting_change", row.pk), {"meeting": meeting.pk, "drafts_sent_on": "16/11/2026"})
    assert "ngày làm việc" not in text_of(client.get(address("review_meeting_list", period.pk, cell.pk)))


def test_shortcoming_pages_name_change_report_and_remove(commune: Commune, cast: Cast, client_of) -> None:
    cell, client = commune.cells[0], client_of(cast.secretary)
    words = {"year": "2025", "text": "Ít chuyên đề", "remedy": "Mỗi quý một", "responsible": cast.deputy.member.pk}
    refused = client.post(address("shortcoming_name", cell.pk), words | {"due_on": "x"})
    assert "Ít chuyên đề" in text_of(refused)
    client.post(address("shortcoming_name", cell.pk), words | {"due_on": "31/10/2026"})
    row = Shortcoming.objects.get()
    listed = text_of(client.get(address("shortcoming_list", cell.pk)))
    assert "chưa khắc phục, đến hạn" in listed
    client.post(address("shortcoming_change", row.pk), {"text": "Ít chuyên đề quá", "responsible": ""})
    report = address("shortcoming_report", row.pk)
    assert "ghi ngày khắc phục xong" in text_of(client.post(report, {"progress": "remedied", "result": "Đủ 4"}))
    client.post(report, {"progress": "remedied", "remedied_on": "1/11/2026", "result": "Đủ 4"})
    row.refresh_from_db()
    assert (row.text, row.progress) == ("Ít chuyên đề quá", "remedied")
    assert "Không có hạn chế nào chưa khắc phục" in text_of(client.get(address("shortcoming_list", cell.pk)))
    assert "Ít chuyên đề quá" in text_of(client.get(address("shortcoming_list", cell.pk) + "?xem=tat-ca"))
    client.post(address("shortcoming_remove", row.pk), {"reason": "Nhầm"})
    assert "Chưa ghi hạn chế nào" in text_of(client.get(address("shortcoming_list", cell.pk) + "?xem=tat-ca"))


def test_responsible_member_reports_on_the_own_task_and_goes_home(commune: Commune, cast: Cast, client_of) -> None:
    row = name_shortcoming(commune.cells[0], year=2025, text="a", responsible=cast.member.member, by=cast.secretary)
    client = client_of(cast.member)
    done = client.post(address("shortcoming_report", row.pk), {"progress": "under_way"})
    assert done.headers["Location"] == "/"
    assert client.get(address("shortcoming_change", row.pk)).status_code == 403


def test_commitment_sheet_signs_for_everyone_and_lines_are_written(commune: Commune, cast: Cast, client_of) -> None:
    cell, client = commune.cells[0], client_of(cast.secretary)
    url, member = address("commitment_sheet", cell.pk, 2026), cast.member.member.pk
    assert "Chưa ký cam kết:" in text_of(client.get(url))
    boxes = {f"s-{row.pk}-commitment": "" for row in (cast.member.member, cast.deputy.member, cast.secretary.member)}
    refused = client.post(url, boxes | {f"s-{member}-commitment": "hôm qua"})
    assert 'value="hôm qua"' in text_of(refused)
    refused = client.post(url, boxes | {"everyone": "hôm qua"})
    assert refused.status_code == 422
    client.post(url, boxes | {"everyone": "10/3/2026", "document": "Mẫu 1"})
    assert Commitment.objects.filter(signed_on=dt.date(2026, 3, 10), document="Mẫu 1").count() == 3
    client.post(address("commitment_begin", cell.pk, 2026), {"kind": "programme", "member": "0"})
    own = Commitment.objects.get(kind="programme")
    page = address("commitment_detail", own.pk)
    lines = {"text-0": "Làm đường", "due-0": "31/12/2026", "result-0": "done", "finished-0": "", "product-0": "2 km"}
    assert "Đã hoàn thành thì ghi ngày hoàn thành" in text_of(client.post(page, lines))
    assert 'value="2 km"' in text_of(client.post(page, lines))
    client.post(page, lines | {"finished-0": "1/11/2026"})
    assert own.items.get().product == "2 km"
    assert "Làm đường" in text_of(client_of(cast.commune).get(page))
    client.post(address("commitment_copy", cell.pk, 2027))
    assert Commitment.objects.filter(year=2027, signed_on=None).count() == 4


def test_points_are_refused_above_the_maximum_and_kept_with_the_level(of, cast: Cast, client_of) -> None:
    evaluation, client = of(cast.member), client_of(cast.member)
    url = address("self_points", evaluation.pk)
    assert "Mức tự xếp loại" in text_of(client.get(url))
    given = {"p-score_general": "31", "p-score_results": "60,5", "level": "good"}
    refused = client.post(url, given)
    page = text_of(refused)
    assert refused.status_code == 422
    assert 'value="31"' in page
    assert "field-error" in page
    assert not FactEntry.objects.exists()
    client.post(url, given | {"p-score_general": "28"})
    assert dict(FactEntry.objects.values_list("key", "value")) == {"score_general": 28, "score_results": "60.5"}
    assert SelfReview.objects.get().level == "good"
    assert "88,5" in text_of(client.get(url))


def test_appraisal_enters_its_points_beside_the_own(sent, cast: Cast, client_of) -> None:
    evaluation, client = sent(cast.member), client_of(cast.officer)
    url = address("points_appraise", evaluation.pk)
    assert "25" in text_of(client.get(url))
    client.post(url, {"p-score_general": "20", "p-score_results": "50"})
    appraised = FactEntry.objects.filter(stage="appraised")
    assert dict(appraised.values_list("key", "value")) == {"score_general": 20, "score_results": 50}
    assert FactEntry.objects.get(stage="self", key="score_general").value == 25


def test_another_member_reads_neither_forms_nor_opinions_nor_promises(of, cast: Cast, commune, client_of) -> None:
    evaluation, client = of(cast.deputy), client_of(cast.member)
    row = record_opinion(evaluation, said=Said("cell", "good", given_on=DAY), by=cast.secretary)
    own = Commitment.objects.create(cell=commune.cells[0], member=cast.deputy.member, year=2026, kind="plan")
    for name, pk in (("self_review", evaluation.pk), ("self_points", evaluation.pk), ("commitment_detail", own.pk)):
        assert client.get(address(name, pk)).status_code == 404
    assert client.get(address("opinion_change", row.pk)).status_code == 404
    assert client.get(address("opinion_list", of(cast.member).pk)).status_code == 403


def test_self_review_page_asks_few_questions(
    of, cast: Cast, commune: Commune, client_of, django_assert_max_num_queries
):
    evaluation, client = of(commune.cells[0]), client_of(cast.secretary)
    make_meeting(commune.cells[0], dt.date(2026, 11, 20), by=cast.secretary)
    with django_assert_max_num_queries(30):
        client.get(address("self_review", evaluation.pk))


def test_summary_shows_what_the_unit_voted(of, period, commune: Commune, cast: Cast, client_of) -> None:
    evaluation = of(cast.member)
    ballot = Ballot.objects.create(
        period=period,
        organisation=commune.cells[0],
        stage="levels",
        about="Xếp loại",
        body=3,
        state="confirmed",
        prepared_by=cast.secretary,
    )
    ballot.evaluations.add(evaluation)
    counts = {str(evaluation.pk): {"good": 2, "completed": 1}}
    BallotCount.objects.create(ballot=ballot, place=1, issued=3, collected=3, counts=counts, entered_by=cast.secretary)
    page = text_of(client_of(cast.secretary).get(address("opinion_summary", period.pk, commune.cells[0].pk)))
    assert "tốt 2, hoàn thành 1 / 3 phiếu" in page


def test_who_moved_in_the_year_needs_the_words_of_the_former_cell(of, period, commune, cast, client_of) -> None:
    moved = make_member(commune.cells[1], "Vũ Văn Chuyển", since=dt.date(2025, 1, 1))
    moved.memberships.update(valid_to=dt.date(2026, 8, 31), end_reason="transferred")
    moved.memberships.create(cell=commune.cells[0], valid_from=dt.date(2026, 9, 1))
    evaluation = period.evaluations.create(subject="member_outside", cell=commune.cells[0], member=moved)
    lines = {line.giver: line for line in asked_lines(evaluation)}
    assert lines["former_cell"].is_missing
    assert not {line.giver: line for line in asked_lines(of(cast.member))}["former_cell"].is_missing
    record_opinion(evaluation, said=Said("former_cell", text="Tốt", given_on=DAY), by=cast.secretary)
    assert not {line.giver: line for line in asked_lines(evaluation)}["former_cell"].is_missing
