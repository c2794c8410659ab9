import datetime as dt
import hashlib

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Meeting, Paper
from meetings.services.papers import add_paper, attach_original, paper_bytes, remove_paper
from tests.cast import Cast, Commune
from tests.core.test_file_kinds import KINDS, WORD
from tests.factories import make_item, make_meeting, make_open_meeting

PDF = KINDS["pdf"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A place of its own for the files."""
    storage = settings.STORAGES["default"]
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    return make_meeting(commune.cells[0], dt.date(2026, 12, 5), by=cast.secretary)


@pytest.fixture
def approved(commune: Commune, cast: Cast) -> Meeting:
    sent = {"ended_at": "21:00", "submitted_by": cast.secretary, "submitted_at": "2026-10-06T00:00Z"}
    approval = {"approved_by": cast.commune, "approved_at": "2026-10-07T00:00Z", "snapshot": {}}
    return make_open_meeting(commune.cells[0], by=cast.secretary, state="approved", **sent, **approval)


def test_add_paper_keeps_file_hash_and_an_audit_line(meeting: Meeting, cast: Cast, folder) -> None:
    item = make_item(meeting)

    paper = add_paper(
        meeting, content=PDF, file_name="C:\\thu\\Dự thảo.pdf", title=" Dự  thảo ", item=item, by=cast.secretary
    )

    paper.refresh_from_db()
    assert (paper.title, paper.file_name, paper.item, paper.size) == ("Dự thảo", "Dự thảo.pdf", item, len(PDF))
    assert (paper.content_type, paper.sha256) == ("application/pdf", hashlib.sha256(PDF).hexdigest())
    assert (folder / paper.file.name).read_bytes() == PDF
    assert paper_bytes(paper) == PDF
    assert AuditEvent.objects.get(action="meetings.paper_added").changes["sha256"] == [None, paper.sha256]


def test_add_paper_same_bytes_again_are_not_doubled(meeting: Meeting, cast: Cast, folder) -> None:
    first = add_paper(meeting, content=PDF, file_name="a.pdf", by=cast.secretary)
    again = add_paper(meeting, content=PDF, file_name="b.pdf", by=cast.deputy)

    assert first == again
    assert Paper.objects.count() == len(list(folder.rglob("*.pdf"))) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"content": b""}, "Tệp trống"),
        ({"file_name": "a.exe"}, "Không nhận loại tệp"),
        ({"content": WORD}, r"nội dung thật là tệp \.docx"),
        ({"content": WORD, "file_name": "a.docx"}, "dấu MẬT"),
        ({"file_name": "Bao cao (MẬT).pdf"}, "dấu MẬT"),
        ({"title": "Kế hoạch – TUYỆT MẬT"}, "dấu MẬT"),
        ({"is_secret": True}, "dấu MẬT"),
        ({"title": "x" * 201}, "dài quá 200"),
        ({"content": PDF + bytes(1024 * 1024)}, "lớn quá 1 MB"),
    ],
)
def test_add_paper_that_may_not_be_here_is_refused_and_nothing_kept(
    meeting: Meeting, cast: Cast, folder, settings, values: dict, words: str
) -> None:
    settings.PAPER_MEGABYTES = 1

    with pytest.raises(DomainError, match=words):
        add_paper(meeting, **{"content": PDF, "file_name": "a.pdf", "by": cast.secretary, **values})

    assert not Paper.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_add_paper_for_an_item_of_another_meeting_is_refused(meeting: Meeting, commune, cast: Cast) -> None:
    foreign = make_item(make_meeting(commune.cells[1]))

    with pytest.raises(DomainError, match="không thuộc buổi họp"):
        add_paper(meeting, content=PDF, file_name="a.pdf", item=foreign, by=cast.secretary)


def test_add_paper_after_the_minutes_were_sent_is_refused(approved: Meeting, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Biên bản đã gửi"):
        add_paper(approved, content=PDF, file_name="a.pdf", by=cast.secretary)


def test_add_paper_beyond_thirty_is_refused(meeting: Meeting, cast: Cast) -> None:
    for number in range(30):
        add_paper(meeting, content=PDF + bytes([number]), file_name="a.pdf", by=cast.secretary)

    with pytest.raises(DomainError, match="đã có 30 tài liệu"):
        add_paper(meeting, content=PDF, file_name="a.pdf", by=cast.secretary)


def test_remove_paper_keeps_row_and_file_and_a_second_click_does_nothing(meeting: Meeting, cast: Cast, folder) -> None:
    paper = add_paper(meeting, content=PDF, file_name="a.pdf", by=cast.secretary)

    assert remove_paper(paper, by=cast.secretary)
    assert not remove_paper(paper, by=cast.secretary)

    assert Paper.objects.get().is_removed
    assert (folder / paper.file.name).exists()
    assert AuditEvent.objects.filter(action="meetings.paper_removed").count() == 1


def test_attach_original_takes_the_place_of_an_earlier_one_of_its_version(approved: Meeting, cast: Cast) -> None:
    first = attach_original(approved, content=PDF, file_name="ky.pdf", by=cast.secretary)
    again = attach_original(approved, content=PDF, file_name="ky.pdf", by=cast.secretary)
    second = attach_original(approved, content=KINDS["jpg"], file_name="ky.jpg", by=cast.secretary)

    assert first == again
    first.refresh_from_db()
    assert (first.is_removed, second.is_removed, second.version) == (True, False, 1)
    last = AuditEvent.objects.filter(action="meetings.original_attached").first()
    assert last is not None
    assert last.changes["sha256"] == [first.sha256, second.sha256]


def test_attach_original_of_a_corrected_version_stands_beside_the_first(approved: Meeting, cast: Cast) -> None:
    attach_original(approved, content=PDF, file_name="ky.pdf", by=cast.secretary)
    Meeting.objects.filter(pk=approved.pk).update(version=2, correction_reason="Sai số")

    second = attach_original(approved, content=PDF, file_name="ky.pdf", by=cast.secretary)

    assert (second.version, second.title) == (2, "Biên bản đã ký (bản 2)")
    assert Paper.objects.filter(is_removed=False).count() == 2


def test_attach_original_before_approval_or_of_a_word_file_is_refused(
    meeting: Meeting, approved: Meeting, cast: Cast
) -> None:
    with pytest.raises(DomainError, match="chưa được duyệt"):
        attach_original(meeting, content=PDF, file_name="ky.pdf", by=cast.secretary)
    with pytest.raises(DomainError, match="Không nhận loại tệp"):
        attach_original(approved, content=WORD, file_name="ky.docx", by=cast.secretary)


def test_paper_bytes_of_a_changed_or_lost_file_are_refused(meeting: Meeting, cast: Cast, folder) -> None:
    paper = add_paper(meeting, content=PDF, file_name="a.pdf", by=cast.secretary)
    (folder / paper.file.name).write_bytes(b"%PDF-1.7 other")
    with pytest.raises(DomainError, match="không còn nguyên vẹn"):
        paper_bytes(paper)
    (folder / paper.file.name).unlink()
    with pytest.raises(DomainError, match="không còn nguyên vẹn"):
        paper_bytes(paper)
