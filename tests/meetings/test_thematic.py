import dataclasses
import datetime as dt
import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from accounts.models import AuditEvent
from cells.models import Seat
from core.errors import DomainError
from meetings.documents.drafts import paper_of
from meetings.documents.thematic import thematic_paper, thematic_plan_pdf, thematic_plan_word
from meetings.models import AgendaItem, Meeting, MeetingKind, PartyDocument, ThematicPlan, ThematicPlanItem
from meetings.queries.thematic import year_plan
from meetings.rules.thematic import quarter_of, short_quarters
from meetings.services.issuing import cancel_document
from meetings.services.planning import AgendaLine, Plan, cancel_meeting, change_plan, plan_meeting
from meetings.services.thematic import (
    add_theme,
    change_plan_words,
    change_theme,
    remove_theme,
    send_plan,
    start_plan,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_meeting, make_member


@pytest.fixture
def plan(commune: Commune, cast: Cast) -> ThematicPlan:
    return start_plan(commune.cells[0], year=2026, by=cast.secretary)


def add(plan: ThematicPlan, cast: Cast, month: int = 3, topic: str = "Học tập và làm theo Bác", **values):
    return add_theme(plan, month=month, topic=topic, by=cast.secretary, **values)


def meeting_about(commune: Commune, cast: Cast, theme: str, day: dt.date = dt.date(2026, 11, 25), **values) -> Meeting:
    return plan_meeting(commune.cells[0], wanted(theme, day, **values), by=cast.secretary)


def wanted(theme: str, day: dt.date = dt.date(2026, 11, 25), kind: str = MeetingKind.THEMATIC) -> Plan:
    return Plan(
        kind=kind,
        year=day.year,
        month=day.month,
        held_on=day,
        planned_time=dt.time(19, 30),
        place="Nhà văn hóa",
        mode=Meeting.Mode.IN_PERSON,
        theme=theme,
        chair=None,
        secretary=None,
        agenda=[AgendaLine("Chuyên đề", AgendaItem.Kind.THEME, None)],
    )


def state(plan: ThematicPlan) -> str:
    return ThematicPlan.objects.get(pk=plan.pk).state


def test_quarters_of_the_year_and_those_that_lack_a_theme() -> None:
    assert [quarter_of(month) for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert short_quarters(2026, [1, 2, 7]) == [2, 4]


def test_start_plan_begins_with_usual_words_and_a_second_time_is_none(plan, commune, cast) -> None:
    assert "50-CT/TW" in plan.purpose
    assert start_plan(commune.cells[0], year=2026, by=cast.deputy) == plan
    assert AuditEvent.objects.filter(action="meetings.thematic_plan_started").count() == 1


def test_start_plan_from_last_year_takes_themes_and_drops_who_is_gone(plan, commune, cast) -> None:
    gone = make_member(commune.cells[1])
    change_plan_words(plan, purpose="Nhiệm vụ năm 2026", arrangement="a\nb", by=cast.secretary)
    add(plan, cast, preparer=cast.member.member)
    ThematicPlanItem.objects.create(plan=plan, month=5, topic="Việc cũ", preparer=gone)
    remove_theme(add(plan, cast, month=8), by=cast.secretary)

    new = start_plan(commune.cells[0], year=2027, by=cast.secretary, copied=plan)

    assert (new.purpose, new.state) == ("Nhiệm vụ năm 2027", "draft")
    rows = new.items.values_list("month", "topic", "preparer", "meeting")
    assert list(rows) == [(3, "Học tập và làm theo Bác", cast.member.member.pk, None), (5, "Việc cũ", None, None)]


def test_start_plan_too_far_ahead_or_of_an_ended_unit_is_refused(commune, cast) -> None:
    with pytest.raises(DomainError, match="hết năm sau"):
        start_plan(commune.cells[0], year=2028, by=cast.secretary)
    commune.cells[0].ended_on = TODAY
    with pytest.raises(DomainError, match="đã kết thúc hoạt động"):
        start_plan(commune.cells[0], year=2026, by=cast.secretary)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"month": 13}, "từ 1 đến 12"), ({"topic": "  "}, "tên chuyên đề"), ({"topic": "x" * 301}, "tối đa 300 ký tự")],
)
def test_add_theme_that_cannot_stand_is_refused(plan, cast, values, sentence) -> None:
    with pytest.raises(DomainError, match=sentence):
        add(plan, cast, **values)


def test_add_theme_prepared_by_an_outsider_is_refused(plan, cast, commune) -> None:
    with pytest.raises(DomainError, match="không sinh hoạt tại"):
        add(plan, cast, preparer=make_member(commune.cells[1]))


def test_add_theme_sent_twice_is_one(plan, cast) -> None:
    assert add(plan, cast) == add(plan, cast, topic=" Học tập  và làm theo Bác ")
    assert plan.items.count() == 1


def test_send_plan_needs_a_theme_and_is_done_once(plan, cast) -> None:
    with pytest.raises(DomainError, match="chưa có chuyên đề nào"):
        send_plan(plan, by=cast.secretary)
    add(plan, cast)

    assert send_plan(plan, by=cast.secretary)
    assert not send_plan(plan, by=cast.deputy)
    assert (plan.state, plan.sent_by) == ("sent", cast.secretary)


def test_sent_plan_takes_its_number_and_is_kept_in_the_register_as_it_was_sent(plan, cast) -> None:
    draft = thematic_paper(plan)
    add(plan, cast)
    send_plan(plan, by=cast.secretary)
    document = PartyDocument.objects.get()
    ThematicPlan.objects.filter(pk=plan.pk).update(purpose="Ghi sau")
    paper = thematic_paper(ThematicPlan.objects.get())

    assert (draft.number_line, paper.number_line) == ("Số ……-KH/CB", "Số 01-KH/CB")
    assert (document.symbol, document.signed_on, document.signer) == ("01-KH/CB", TODAY, cast.secretary.member)
    assert document.signer_title == "Bí thư"
    assert paper == paper_of(document)
    assert "Ghi sau" not in str(paper)


def test_plan_sent_again_after_a_change_takes_another_number_and_the_first_is_cancelled(plan, cast) -> None:
    add(plan, cast)
    send_plan(plan, by=cast.secretary)
    add(plan, cast, month=6)
    assert thematic_paper(ThematicPlan.objects.get()).number_line == "Số ……-KH/CB"
    with override("en"):
        send_plan(ThematicPlan.objects.get(), by=cast.secretary)

    rows = PartyDocument.objects.order_by("pk").values_list("symbol", "cancelled_on", "cancelled_reason")
    reason = "Đã sửa; kế hoạch gửi ngày 22/11/2026 thay bản này."
    assert list(rows) == [("01-KH/CB", TODAY, reason), ("02-KH/CB", None, "")]
    assert thematic_paper(ThematicPlan.objects.get()).number_line == "Số 02-KH/CB"


def test_plan_whose_document_was_cancelled_may_be_sent_again_as_it_is(plan, cast, client_of) -> None:
    add(plan, cast)
    send_plan(plan, by=cast.secretary)
    page = reverse("meetings:thematic_plan", args=[plan.organisation_id, 2026])
    sending = reverse("meetings:thematic_send", args=[plan.pk])
    assert sending not in client_of(cast.secretary).get(page).content.decode()
    cancel_document(PartyDocument.objects.get(), reason="Nhầm số", by=cast.secretary)

    assert sending in client_of(cast.secretary).get(page).content.decode()
    assert send_plan(plan, by=cast.secretary)

    assert list(PartyDocument.objects.order_by("pk").values_list("symbol", "cancelled_reason")) == [
        ("01-KH/CB", "Nhầm số"),
        ("02-KH/CB", ""),
    ]
    assert sending not in client_of(cast.secretary).get(page).content.decode()
    assert AuditEvent.objects.filter(action="meetings.thematic_plan_sent").count() == 2


def test_plan_of_a_cell_without_a_secretary_is_numbered_and_leaves_room_for_the_signer(plan, cast, commune) -> None:
    add(plan, cast)
    Seat.objects.filter(organisation=commune.cells[0]).update(valid_to=dt.date(2026, 1, 1))
    send_plan(plan, by=cast.secretary)
    assert (PartyDocument.objects.get().signer, thematic_paper(plan).signer) == (None, "")


def test_any_change_after_sending_makes_it_a_draft_to_be_sent_again(plan, cast) -> None:
    item = add(plan, cast)
    deeds = (
        lambda: add(plan, cast, month=6, topic="Mới"),
        lambda: change_theme(item, month=4, topic=item.topic, by=cast.secretary),
        lambda: change_plan_words(plan, purpose="Khác", arrangement="", by=cast.secretary),
        lambda: remove_theme(item, by=cast.secretary),
    )
    for deed in deeds:
        plan.refresh_from_db()
        send_plan(plan, by=cast.secretary)
        deed()
        assert state(plan) == "draft"
        assert AuditEvent.objects.first().changes["state"] == ["sent", "draft"]
    assert not change_plan_words(plan, purpose="Khác", arrangement="", by=cast.secretary)
    with pytest.raises(DomainError, match="đã được bỏ"):
        remove_theme(item, by=cast.deputy)


def test_plan_meeting_with_a_theme_of_the_plan_is_shown_there_and_frees_it_when_cancelled(plan, commune, cast) -> None:
    far = add(plan, cast, month=2, topic="Chuyển đổi số")
    item = add(plan, cast, month=11, topic="Chuyển đổi số")
    meeting = meeting_about(commune, cast, "chuyển đổi số")

    item.refresh_from_db(), far.refresh_from_db()
    assert (item.meeting, far.meeting) == (meeting, None)
    assert [theme.state for theme in year_plan(commune.cells[0], 2026, TODAY).themes] == ["missed", "planned"]

    change_plan(meeting, wanted("Việc khác"), by=cast.secretary)
    item.refresh_from_db()
    assert item.meeting is None
    change_plan(meeting, wanted("Chuyển đổi số"), by=cast.secretary)
    cancel_meeting(meeting, reason="bão", by=cast.secretary)
    assert [theme.state for theme in year_plan(commune.cells[0], 2026, TODAY).themes] == ["missed", "due"]
    again = meeting_about(commune, cast, "Chuyển đổi số", dt.date(2026, 11, 26))
    item.refresh_from_db()
    assert item.meeting == again


def test_change_theme_that_was_held_is_refused(plan, cast, commune) -> None:
    item = add(plan, cast)
    held = make_meeting(commune.cells[0], kind="thematic", state="cancelled", cancelled_reason="x", by=cast.secretary)
    Meeting.objects.filter(pk=held.pk).update(
        state="open", opened_by=cast.secretary, opened_at=dt.datetime(2026, 3, 5, tzinfo=dt.UTC), started_at=dt.time(19)
    )
    ThematicPlanItem.objects.filter(pk=item.pk).update(meeting=held)

    assert year_plan(commune.cells[0], 2026, TODAY).held == 1
    with pytest.raises(DomainError, match="đã sinh hoạt"):
        remove_theme(item, by=cast.secretary)
    with pytest.raises(DomainError, match="đã sinh hoạt"):
        change_theme(item, month=4, topic="x", by=cast.secretary)


def test_thematic_paper_is_a_draft_until_sent_and_signed_for_the_committee_where_there_is_one(
    plan, cast, commune
) -> None:
    add(plan, cast, month=11, preparer=cast.member.member)
    draft = thematic_paper(plan)
    make_member(commune.cells[0], office="committee_member")
    send_plan(plan, by=cast.secretary)

    paper = thematic_paper(plan)

    assert (draft.signed_on, draft.on_behalf, paper.signed_on, paper.on_behalf) == (None, "CHI BỘ", TODAY, "CHI ỦY")
    assert (paper.kind, paper.title, paper.signer) == ("kế hoạch", "sinh hoạt chuyên đề năm 2026", "Bùi Thị Tuyết")
    assert [section.heading for section in paper.sections] == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. NỘI DUNG",
        "III. TỔ CHỨC THỰC HIỆN",
    ]
    assert paper.sections[0].text.startswith("1. Nâng cao")
    row = ("1", "Quý IV, tháng\N{NO-BREAK SPACE}11", "Học tập và làm theo Bác", "Trịnh Mạnh Lâm", "trong tháng 11")
    assert dataclasses.asdict(paper.sections[1].table)["rows"] == (row,)


def test_thematic_plan_pdf_and_word_have_the_same_words(plan, cast) -> None:
    add(plan, cast)

    page = PdfReader(io.BytesIO(thematic_plan_pdf(plan))).pages[0].extract_text()
    words = docx.Document(io.BytesIO(thematic_plan_word(plan)))

    assert "sinh hoạt chuyên đề năm 2026" in page
    assert "Học tập và làm theo Bác" in page
    assert words.tables[1].rows[1].cells[2].text == "Học tập và làm theo Bác"


def test_thematic_pages_from_the_start_to_the_meeting(commune, cast, client_of) -> None:
    cell, client = commune.cells[0], client_of(cast.secretary)
    page = reverse("meetings:thematic_plan", args=[cell.pk, 2026])
    assert "Lập kế hoạch từ mẫu" in client.get(page).content.decode()
    client.post(reverse("meetings:thematic_start", args=[cell.pk, 2026]))
    plan = ThematicPlan.objects.get()
    adding = reverse("meetings:thematic_add", args=[plan.pk])
    assert client.post(adding, {"month": "11", "topic": ""}).status_code == 422
    assert client.post(adding, {"month": "11", "topic": "Chuyển đổi số", "preparer": ""}).status_code == 302
    pasted = {"purpose": "1. Một\r\n\r\n2. Hai", "arrangement": ""}
    assert client.post(reverse("meetings:thematic_words", args=[plan.pk]), pasted).status_code == 302

    shown = client.get(page).content.decode()

    assert "Quý chưa có chuyên đề: 1, 2, 3." in shown
    assert "Lên lịch buổi này" in shown
    item = plan.items.get()
    planning = client.get(reverse("meetings:meeting_plan", args=[cell.pk]), {"loai": "thematic", "chuyen-de": item.pk})
    assert planning.context["form"]["theme"].value() == "Chuyển đổi số"
    assert planning.context["form"]["period"].value() == "2026-11"
    client.post(reverse("meetings:thematic_send", args=[plan.pk]))
    assert "đã gửi ngày 22/11/2026" in client_of(cast.commune).get(page).content.decode()
    assert "Thêm chuyên đề" not in client_of(cast.member).get(page).content.decode()


def test_thematic_board_asks_the_same_number_of_questions_for_one_plan_and_three(commune, cast, client_of) -> None:
    client, counts = client_of(cast.commune), []
    for cell in commune.cells:
        add(start_plan(cell, year=2026, by=cast.commune), cast)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(reverse("meetings:thematic_board"))
        counts.append(len(seen))
    assert counts[0] == counts[2]
    assert len([row for row in answer.context["rows"] if row.plan]) == 3
