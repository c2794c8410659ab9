"""Who spoke, in which order: added, corrected, moved, taken out and brought back."""

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Guest, Meeting, Passage
from meetings.services.items import remove_item
from meetings.services.opinions import add_opinion, change_speaker, move_opinion, remove_opinion, restore_opinion
from meetings.services.passages import save_passage
from tests.factories import make_item, make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def item(meeting):
    return meeting.items.get()


def speakers(item) -> list[str]:
    rows = Passage.objects.filter(item=item, kind="opinion", is_removed=False).select_related("speaker", "guest")
    return [str(row.speaker or row.guest) for row in rows]


@pytest.fixture
def three(meeting, item, cast) -> list[Passage]:
    people = (cast.member, cast.deputy, cast.secretary)
    return [add_opinion(meeting, item=item, speaker=user.member, by=cast.secretary) for user in people]


def test_add_opinion_puts_speakers_in_order_with_audit_lines(meeting, item, cast, commune):
    guest = Guest.objects.create(meeting=meeting, full_name="Lê Quang Vinh", office="Bí thư Đảng ủy", is_superior=True)
    add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    opinion = add_opinion(meeting, item=item, guest=guest, by=cast.secretary)
    assert speakers(item) == ["Trịnh Mạnh Lâm", "Lê Quang Vinh"]
    assert (opinion.order, opinion.text, opinion.revision) == (2, "", 0)
    line = AuditEvent.objects.filter(action="meetings.opinion_added").first()
    assert (line.actor, line.organisation_number) == (cast.secretary, commune.cells[0].pk)
    assert line.thing_label == "Ý kiến: Lê Quang Vinh – Phương hướng, nhiệm vụ tháng tới"


def test_add_opinion_clicked_twice_gives_one(meeting, item, cast):
    first, second = (add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary) for _click in "12")
    assert first == second
    assert AuditEvent.objects.filter(action="meetings.opinion_added").count() == 1


def test_add_opinion_of_someone_who_speaks_again_gives_a_second(meeting, item, cast):
    first = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    save_passage(first, text="Tôi nhất trí.", base_revision=0, by=cast.secretary)
    assert add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary) != first


def test_add_opinion_without_a_speaker_is_refused(meeting, item, cast):
    with pytest.raises(DomainError, match="chọn đồng chí"):
        add_opinion(meeting, item=item, by=cast.secretary)


def test_add_opinion_of_someone_from_elsewhere_is_refused(meeting, item, cast, commune):
    with pytest.raises(DomainError, match="Ngô Văn Bền không có trong danh sách"):
        add_opinion(meeting, item=item, speaker=cast.stranger.member, by=cast.secretary)
    other = make_open_meeting(commune.cells[1], by=cast.secretary)
    guest = Guest.objects.create(meeting=other, full_name="Khách")
    with pytest.raises(DomainError, match="Khách dự này"):
        add_opinion(meeting, item=item, guest=guest, by=cast.secretary)


def test_add_opinion_on_a_point_of_another_meeting_or_a_removed_one_is_refused(meeting, item, cast, commune):
    other = make_open_meeting(commune.cells[1], by=cast.secretary)
    with pytest.raises(DomainError, match="không còn trong chương trình"):
        add_opinion(meeting, item=other.items.get(), speaker=cast.member.member, by=cast.secretary)
    remove_item(item, by=cast.secretary)
    with pytest.raises(DomainError, match="không còn trong chương trình"):
        add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)


def test_add_opinion_when_the_minutes_were_sent_is_refused(meeting, item, cast):
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)


def test_change_speaker_keeps_text_and_place_and_names_both_in_the_audit(three, item, cast, meeting):
    late = make_member(meeting.cell, "Đỗ Văn Muộn")
    meeting.attendances.create(member=late, is_official=True, state="present")
    save_passage(three[0], text="Đề nghị sửa mương.", base_revision=0, by=cast.secretary)
    change_speaker(three[0], speaker=late, by=cast.secretary)
    change_speaker(three[0], speaker=late, by=cast.secretary)
    assert speakers(item) == ["Đỗ Văn Muộn", "Hoàng Thị Hằng", "Bùi Thị Tuyết"]
    assert Passage.objects.get(pk=three[0].pk).text == "Đề nghị sửa mương."
    line = AuditEvent.objects.get(action="meetings.opinion_changed")
    assert line.changes == {"speaker": ["Trịnh Mạnh Lâm", "Đỗ Văn Muộn"]}


def test_change_speaker_to_nobody_is_refused(three, cast):
    with pytest.raises(DomainError, match="chọn đồng chí"):
        change_speaker(three[0], by=cast.secretary)


def test_move_opinion_changes_places_with_the_neighbour_and_stops_at_the_ends(three, item, cast):
    assert move_opinion(three[2], earlier=True, by=cast.secretary)
    assert speakers(item) == ["Trịnh Mạnh Lâm", "Bùi Thị Tuyết", "Hoàng Thị Hằng"]
    assert not move_opinion(three[0], earlier=True, by=cast.secretary)
    assert not move_opinion(three[1], earlier=False, by=cast.secretary)
    assert AuditEvent.objects.get(action="meetings.opinion_changed").changes == {"order": [3, 2]}


def test_remove_opinion_hides_it_and_restore_brings_text_and_place_back(three, item, cast):
    save_passage(three[1], text="Giữ lại", base_revision=0, by=cast.secretary)
    assert remove_opinion(three[1], by=cast.secretary)
    assert not remove_opinion(three[1], by=cast.secretary)
    assert speakers(item) == ["Trịnh Mạnh Lâm", "Bùi Thị Tuyết"]
    assert restore_opinion(three[1], by=cast.secretary)
    assert not restore_opinion(three[1], by=cast.secretary)
    assert speakers(item) == ["Trịnh Mạnh Lâm", "Hoàng Thị Hằng", "Bùi Thị Tuyết"]
    assert Passage.objects.get(pk=three[1].pk).text == "Giữ lại"
    actions = AuditEvent.objects.filter(thing_id=three[1].pk, thing_kind="meetings.Passage").values_list(
        "action", flat=True
    )
    assert list(actions) == [
        "meetings.opinion_restored",
        "meetings.opinion_removed",
        "meetings.passage_saved",
        "meetings.opinion_added",
    ]


def test_move_or_change_of_a_removed_opinion_is_refused(three, cast):
    remove_opinion(three[1], by=cast.secretary)
    with pytest.raises(DomainError, match="đã bị bỏ"):
        move_opinion(three[1], earlier=True, by=cast.secretary)
    with pytest.raises(DomainError, match="đã bị bỏ"):
        change_speaker(three[1], speaker=cast.member.member, by=cast.secretary)


def test_restore_opinion_under_a_removed_point_is_refused(meeting, cast):
    item = make_item(meeting, "Nội dung khác")
    opinion = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    remove_opinion(opinion, by=cast.secretary)
    remove_item(item, by=cast.secretary)
    with pytest.raises(DomainError, match="không còn trong chương trình"):
        restore_opinion(opinion, by=cast.secretary)
