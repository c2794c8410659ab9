"""Lines put together from small fields: a document made known, a word on a member."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Meeting, Passage, PassageRevision
from meetings.services.lines import note_document, note_remark
from meetings.services.passages import save_passage
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def words(meeting: Meeting) -> str:
    return Passage.objects.get(meeting=meeting, kind="item_body").text


def document(meeting, cast, **facts):
    values = {"number": "42-HD/BTCTW", "title": "Hướng dẫn về sinh hoạt chi bộ", "issued_on": dt.date(2025, 10, 28)}
    return note_document(meeting, item=meeting.items.get(), by=cast.secretary, **{**values, **facts})


def test_document_stands_below_what_was_written(meeting, cast):
    save_passage(
        Passage.objects.get(meeting=meeting, kind="item_body"), text="Tình hình chung.", base_revision=0, by=cast.deputy
    )
    document(meeting, cast)
    assert words(meeting) == ("Tình hình chung.\n- Hướng dẫn về sinh hoạt chi bộ (số 42-HD/BTCTW, ngày 28/10/2025).")
    assert set(PassageRevision.objects.values_list("saved_by", flat=True)) == {cast.deputy.pk, cast.secretary.pk}
    assert AuditEvent.objects.filter(action="meetings.passage_saved", actor=cast.secretary).count() == 1


def test_document_noted_twice_stands_once_and_without_a_day_too(meeting, cast):
    for _click in "12":
        document(meeting, cast, issued_on=None)
    assert words(meeting) == "- Hướng dẫn về sinh hoạt chi bộ (số 42-HD/BTCTW)."


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"number": " "}, "number", "ghi số, ký hiệu"),
        ({"title": ""}, "title", "ghi tên loại"),
        ({"issued_on": dt.date(2026, 10, 6)}, "issued_on", "sau ngày họp 05/10/2026"),
    ],
)
def test_document_without_number_title_or_of_a_day_to_come_is_refused(meeting, cast, facts, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        document(meeting, cast, **facts)
    assert (refused.value.field, words(meeting)) == (field, "")


def test_remark_names_the_member_and_what_for(meeting, cast):
    facts = {"item": meeting.items.get(), "member": cast.member.member, "by": cast.secretary}
    note_remark(meeting, sort="praise", words="vận động 5 hộ hiến đất.", **facts)
    note_remark(meeting, sort="reminder", words="vắng hai buổi", **facts)
    assert words(meeting) == (
        "- Biểu dương đồng chí Trịnh Mạnh Lâm: vận động 5 hộ hiến đất.\n"
        "- Nhắc nhở đồng chí Trịnh Mạnh Lâm: vắng hai buổi."
    )


def test_remark_of_no_kind_on_a_stranger_or_without_words_is_refused(meeting, cast, commune):
    facts = {"item": meeting.items.get(), "by": cast.secretary, "words": "x"}
    member, stranger = cast.member.member, make_member(commune.cells[1])
    for wrong, sentence in (
        ({"sort": "reward", "member": member}, "Hãy chọn: biểu dương"),
        ({"sort": "praise", "member": stranger}, "chọn đồng chí"),
        ({"sort": "praise", "member": None}, "chọn đồng chí"),
        ({"sort": "praise", "member": member, "words": " "}, "về việc gì"),
    ):
        with pytest.raises(DomainError, match=sentence):
            note_remark(meeting, **{**facts, **wrong})
    assert words(meeting) == ""


def test_line_into_minutes_that_were_sent_is_refused(meeting, cast):
    Meeting.objects.update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        document(meeting, cast)
