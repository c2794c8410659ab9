"""The fields of the writing page: corrections, lines, figures, usual sentences, the parts of each kind of meeting."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from cells.models import Candidate, FeeMonth
from meetings.models import AgendaItem, KeyTask, Meeting, MeetingScore, Passage, Task, TaskProgress, Vote, YearTheme
from meetings.services.opinions import add_opinion
from meetings.services.tasks import assign_task
from meetings.services.votes import record_vote
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return meeting.items.get()


@pytest.fixture
def desk(client_of, cast):
    return client_of(cast.secretary)


def url(name: str, meeting: Meeting, *numbers: int) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *numbers])


def by_script(client, address, **fields):
    return client.post(address, fields, headers={"X-Part": "1"})


def page_of(desk, meeting, query: str = "") -> str:
    return desk.get(url("minutes", meeting) + query).content.decode()


# --- Votes ---


def test_vote_on_a_candidate_is_chosen_from_the_cells_record(meeting, item, desk, commune):
    candidate = Candidate.objects.create(
        cell=commune.cells[0], full_name="Nguyễn Thị Thu", birth_date=dt.date(1998, 3, 1), stage="dossier"
    )
    html = page_of(desk, meeting)
    assert f'<optgroup label="Đề nghị kết nạp"><option value="c{candidate.pk}">Nguyễn Thị Thu</option>' in html
    assert "#subject" not in html
    fields = {"item": item.pk, "question": "Kết nạp", "matter": "admission", "yes": "3"}
    answer = by_script(desk, url("vote_add", meeting), subject=f"c{candidate.pk}", **fields)
    assert "được thông qua" in answer.json()["parts"][f"votes-{item.pk}"]
    assert Vote.objects.get().candidate == candidate


def test_vote_on_a_member_who_may_not_be_voted_on_says_why_beside_the_choice(meeting, item, desk, cast):
    fields = {"item": item.pk, "question": "Công nhận", "matter": "recognition", "yes": "3"}
    answer = by_script(desk, url("vote_add", meeting), subject=f"m{cast.member.member.pk}", **fields)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["subject"])


def test_vote_of_a_probationary_member_too_is_refused_with_the_figures(commune, cast, desk):
    make_member(commune.cells[0], official_on=None)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    fields = {"item": meeting.items.get().pk, "question": "Thông qua", "yes": "4"}
    answer = by_script(desk, url("vote_add", meeting), **fields)
    assert answer.status_code == 422
    assert "nhiều hơn 3 đồng chí" in answer.json()["errors"]["yes"]
    assert "Được biểu quyết: 3 đảng viên chính thức, có mặt 3 (không tính: dự bị 1)." in page_of(desk, meeting)


def test_vote_is_corrected_in_its_own_form(meeting, item, desk, cast):
    vote = record_vote(
        meeting, item=item, matter="resolution", question="Thông qua nghị quyết", yes=2, by=cast.secretary
    )
    opened = page_of(desk, meeting, f"?mo=ballot-{vote.pk}")
    assert 'value="Thông qua nghị quyết"' in opened
    fields = {"question": "Thông qua nghị quyết", "matter": "resolution", "yes": "3", "reserved": "Xin bảo lưu"}
    answer = by_script(desk, url("vote_change", meeting, vote.pk), **fields)
    assert "Tán thành 3/3" in answer.json()["parts"][f"votes-{item.pk}"]
    assert "Xin bảo lưu" in answer.json()["parts"][f"votes-{item.pk}"]
    assert Vote.objects.get().yes == 3
    answer = by_script(desk, url("vote_change", meeting, vote.pk), **{**fields, "yes": "9"})
    assert (answer.status_code, Vote.objects.get().yes) == (422, 3)


# --- Tasks ---


def test_task_with_a_target_in_vietnamese_figures_serves_a_key_task(meeting, item, desk, commune):
    theme = YearTheme.objects.create(organisation=commune.committee, year=2026, title="Năm dân vận")
    key_task = KeyTask.objects.create(theme=theme, kind="key", text="Cải tạo vườn tạp")
    assert f'<option value="k{key_task.pk}">Cải tạo vườn tạp</option>' in page_of(desk, meeting)
    measure = {"target": "4.000", "unit": "m2", "baseline": "812,5", "rhythm": "weekly", "key_task": f"k{key_task.pk}"}
    answer = by_script(desk, url("task_add", meeting), item=item.pk, text="Giao đất", due_on="31/12/2026", **measure)
    assert "4.000 m2" in answer.json()["parts"]["tasks"]
    task = Task.objects.get()
    assert (task.target, task.baseline, task.key_task) == (Decimal(4000), Decimal("812.5"), key_task)


@pytest.mark.parametrize(
    ("measure", "field"),
    [({"target": "4.000"}, "unit"), ({"unit": "m2"}, "target"), ({"target": "nhiều", "unit": "m2"}, "target")],
)
def test_task_with_half_a_target_says_so_beside_the_field(meeting, item, desk, measure, field):
    answer = by_script(desk, url("task_add", meeting), item=item.pk, text="Giao đất", **measure)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Task.objects.exists()


def test_task_is_corrected_in_its_own_form(meeting, desk, cast):
    task = assign_task(meeting, text="Giao đất", target=Decimal(4000), unit="m2", by=cast.secretary)
    opened = page_of(desk, meeting, f"?mo=given-{task.pk}")
    assert 'value="4.000"' in opened
    answer = by_script(desk, url("task_change", meeting, task.pk), text="Giao đất dịch vụ", target="4.100", unit="m2")
    assert "Giao đất dịch vụ" in answer.json()["parts"]["tasks"]
    task.refresh_from_db()
    assert (task.text, task.target) == ("Giao đất dịch vụ", Decimal(4100))


@pytest.mark.parametrize("way", ["script", "plain"])
def test_figure_of_an_earlier_task_is_typed_once(commune, cast, desk, way):
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    task = assign_task(earlier, text="Giao đất", target=Decimal(4000), unit="m2", by=cast.secretary)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    name = f"review-{task.pk}"
    fields = {name: "partly", f"{name}-value": "1.000", f"{name}-note": "đúng tiến độ"}
    for _click in "12":
        if way == "script":
            assert desk.post(url("task_review", meeting, task.pk), fields).status_code == 200
        else:
            assert desk.post(url("minutes", meeting), fields).status_code == 302
    entry = TaskProgress.objects.get()
    assert (entry.value, entry.on, task.reviews.get().note) == (Decimal(1000), meeting.held_on, "đúng tiến độ")
    html = page_of(desk, meeting)
    assert "Chỉ tiêu 4.000 m2; đã đạt 1.000 (ngày 05/10/2026), 25&nbsp;%" in " ".join(html.split())
    fields[f"{name}-value"] = "một nghìn"
    if way == "script":
        assert desk.post(url("task_review", meeting, task.pk), fields).status_code == 422
    else:
        assert 'value="một nghìn"' in desk.post(url("minutes", meeting), fields).content.decode()


# --- Lines, opinions, usual sentences ---


def test_document_and_remark_lines_are_added_to_the_words_of_their_points(meeting, item, desk, cast):
    AgendaItem.objects.update(kind="information")
    assert f'data-open="document-{item.pk}"' in page_of(desk, meeting)
    fields = {"number": "42-HD/BTCTW", "issued_on": "28/10/2025", "title": "Hướng dẫn sinh hoạt chi bộ"}
    answer = by_script(desk, url("document_note", meeting), item=item.pk, **fields)
    assert "(số 42-HD/BTCTW, ngày 28/10/2025)" in answer.json()["parts"][f"body-{item.pk}"]
    AgendaItem.objects.update(kind="members")
    assert f'data-open="remark-{item.pk}"' in page_of(desk, meeting)
    fields = {"sort": "praise", "member": f"m{cast.member.member.pk}", "words": "hiến đất làm đường"}
    answer = by_script(desk, url("remark_note", meeting), item=item.pk, **fields)
    assert "Biểu dương đồng chí Trịnh Mạnh Lâm" in answer.json()["parts"][f"body-{item.pk}"]
    answer = by_script(desk, url("remark_note", meeting), item=item.pk, sort="praise", words="x")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["member"])


def test_chair_answers_by_one_button_and_the_share_of_speakers_follows(meeting, item, desk, cast):
    add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    address = f"{url('opinion_add', meeting)}?item={item.pk}&speaker=m{meeting.chair_id}"
    assert address.replace("&", "&amp;") in page_of(desk, meeting)
    answer = by_script(desk, address).json()
    assert Passage.objects.filter(kind="opinion").last().speaker == meeting.chair
    assert "Đã phát biểu: 2 đồng chí, 66,7 % số đồng chí có mặt." in " ".join(answer["parts"]["speakers"].split())


def test_usual_sentences_and_the_line_on_fees_are_offered_by_buttons(meeting, item, desk, commune, cast):
    html = page_of(desk, meeting)
    assert "Nhất trí với nội dung đã trình bày." in html
    assert "Đảng viên đã nộp đủ đảng phí" in html
    row = FeeMonth.objects.create(
        cell=commune.cells[0], year=2026, month=10, collected=1_250_000, recorded_by=cast.secretary
    )
    row.debtors.add(cast.member.member)
    sentence = "Đảng phí tháng 10/2026: đã thu 1.250.000 đồng; còn nợ: Trịnh Mạnh Lâm."
    assert sentence in page_of(desk, meeting)


# --- Parts ---


def test_missing_list_and_contents_follow_the_order_of_the_meeting(meeting, desk):
    html = page_of(desk, meeting)
    places = [
        html.index(f'href="#{anchor}"') for anchor in ("khai-mac", "dang-phi", "cap-tren", "ket-luan", "ket-thuc")
    ]
    assert places == sorted(places)
    missing = html[html.index('id="con-thieu"') :]
    for words in ("Tình hình đảng phí", "Kết luận nội dung 1", "Kết luận chung của chủ trì", "Giờ kết thúc"):
        assert words in missing
    assert "Phần tiếp theo:" in html


@pytest.mark.parametrize(
    ("kind", "fees", "assessment"),
    [("regular", True, True), ("thematic", False, True), ("flag", False, False), ("congress", False, False)],
)
def test_page_shows_only_the_parts_of_its_kind(meeting, desk, kind, fees, assessment):
    Meeting.objects.update(kind=kind, theme="Học Bác" if kind == "thematic" else "")
    html = page_of(desk, meeting)
    assert ('id="dang-phi"' in html, 'id="tu-danh-gia"' in html) == (fees, assessment)


def test_score_by_a_sheet_is_shown_in_place_of_the_typed_one(meeting, desk, cast):
    assert 'name="self_score"' in page_of(desk, meeting)
    MeetingScore.objects.create(
        meeting=meeting,
        scorer="self",
        sheet={"grades": [{"key": "tot", "label": "Tốt", "least": 90}]},
        total=Decimal("95.5"),
        maximum=100,
        percent=Decimal("95.5"),
        grade="tot",
        scored_by=cast.secretary,
    )
    html = page_of(desk, meeting)
    assert "<strong>95,5/100 điểm</strong>, xếp loại Tốt." in html
    assert 'name="self_score"' not in html
