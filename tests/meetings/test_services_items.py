"""The agenda while the minutes are written."""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import AgendaItem, Meeting, Passage
from meetings.services.items import add_item, change_item, move_item, remove_item, restore_item
from meetings.services.passages import save_passage
from meetings.services.tasks import assign_task, remove_task
from meetings.services.votes import record_vote, remove_vote
from tests.factories import make_item, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.filter(is_removed=False)]


def test_add_item_comes_last_with_its_passages_and_an_audit_line(meeting, cast, commune):
    item = add_item(meeting, title=" Kinh phí   hoạt động ", presenter=cast.deputy.member, by=cast.secretary)
    assert titles(meeting) == ["Phương hướng, nhiệm vụ tháng tới", "Kinh phí hoạt động"]
    assert (item.kind, item.presenter) == ("other", cast.deputy.member)
    assert set(Passage.objects.filter(item=item).values_list("kind", flat=True)) == {"item_body", "item_conclusion"}
    line = AuditEvent.objects.get(action="meetings.item_added")
    assert (line.thing_label, line.organisation_number) == ("Kinh phí hoạt động", commune.cells[0].pk)


def test_add_item_clicked_twice_gives_one(meeting, cast):
    first, second = (add_item(meeting, title="Kinh phí", by=cast.secretary) for _click in "12")
    assert first == second


@pytest.mark.parametrize(("title", "words"), [(" ", "ghi tên"), ("x" * 301, "300 ký tự")])
def test_add_item_with_no_title_or_a_page_of_it_is_refused(meeting, cast, title, words):
    with pytest.raises(DomainError, match=words):
        add_item(meeting, title=title, by=cast.secretary)


def test_add_item_presented_by_someone_from_elsewhere_is_refused(meeting, cast):
    with pytest.raises(DomainError, match="không có trong danh sách"):
        add_item(meeting, title="Kinh phí", presenter=cast.stranger.member, by=cast.secretary)


def test_change_item_writes_before_and_after(meeting, cast):
    item = meeting.items.get()
    assert change_item(item, title="Nhiệm vụ tháng 11", presenter=cast.deputy.member, by=cast.secretary)
    assert not change_item(item, title="Nhiệm vụ tháng 11", presenter=cast.deputy.member, by=cast.secretary)
    assert titles(meeting) == ["Nhiệm vụ tháng 11"]
    assert AuditEvent.objects.get(action="meetings.item_changed").changes == {
        "title": ["Phương hướng, nhiệm vụ tháng tới", "Nhiệm vụ tháng 11"],
        "presenter": [None, "Hoàng Thị Hằng"],
    }


def test_move_item_changes_places_with_the_neighbour_and_stops_at_the_ends(meeting, cast):
    second, third = make_item(meeting, "Hai"), make_item(meeting, "Ba")
    assert move_item(third, earlier=True, by=cast.secretary)
    assert titles(meeting) == ["Phương hướng, nhiệm vụ tháng tới", "Ba", "Hai"]
    assert not move_item(second, earlier=False, by=cast.secretary)
    assert AuditEvent.objects.get(action="meetings.item_changed").changes == {"order": [3, 2]}


def test_remove_item_hides_it_and_restore_brings_it_back_with_its_text(meeting, cast):
    item = make_item(meeting, "Hai")
    body = Passage.objects.create(meeting=meeting, item=item, kind="item_body")
    save_passage(body, text="Đã ghi", base_revision=0, by=cast.secretary)
    assert remove_item(item, by=cast.secretary)
    assert not remove_item(item, by=cast.secretary)
    assert titles(meeting) == ["Phương hướng, nhiệm vụ tháng tới"]
    assert restore_item(item, by=cast.secretary)
    assert not restore_item(item, by=cast.secretary)
    assert titles(meeting) == ["Phương hướng, nhiệm vụ tháng tới", "Hai"]
    assert Passage.objects.get(pk=body.pk).text == "Đã ghi"
    assert AuditEvent.objects.filter(action__in=["meetings.item_removed", "meetings.item_restored"]).count() == 2


def test_remove_item_with_votes_or_tasks_is_refused(meeting, cast):
    item = meeting.items.get()
    task = assign_task(meeting, item=item, text="Việc", by=cast.secretary)
    with pytest.raises(DomainError, match="biểu quyết hoặc nhiệm vụ"):
        remove_item(item, by=cast.secretary)
    remove_task(task, by=cast.secretary)
    vote = record_vote(meeting, item=item, matter="ordinary", question="Nhất trí?", yes=2, by=cast.secretary)
    with pytest.raises(DomainError, match="biểu quyết hoặc nhiệm vụ"):
        remove_item(item, by=cast.secretary)
    remove_vote(vote, by=cast.secretary)
    assert remove_item(item, by=cast.secretary)


def test_agenda_of_closed_minutes_is_refused(meeting, cast):
    item = meeting.items.get()
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    deeds = (
        lambda: add_item(meeting, title="Thêm", by=cast.secretary),
        lambda: change_item(item, title="Khác", presenter=None, by=cast.secretary),
        lambda: move_item(item, earlier=True, by=cast.secretary),
        lambda: remove_item(item, by=cast.secretary),
        lambda: restore_item(item, by=cast.secretary),
    )
    for deed in deeds:
        with pytest.raises(DomainError, match="chưa mở"):
            deed()
    assert AgendaItem.objects.get(pk=item.pk).title == "Phương hướng, nhiệm vụ tháng tới"
