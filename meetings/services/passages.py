"""Saving the text of the minutes, piece by piece, so that nothing typed is lost and nobody overwrites another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.old_fonts import OldFont
from core.pasted import Pasted, clean_pasted, old_font_of, understand_pasted
from meetings.models import AgendaItem, Meeting, Passage, PassageRevision
from meetings.services.writing import lock_for_writing

MAX_LENGTH = 20_000
"""Characters in one passage: about eight printed pages."""
LONGEST_PASTED = 10 * MAX_LENGTH
"""Characters; what is longer is refused without being looked at."""
FONT_NAMES: dict[OldFont, str] = {"TCVN3": "TCVN3 (ABC, .VnTime)", "VNI": "VNI"}
COALESCE = dt.timedelta(minutes=5)
"""Saves of one author within this time of a revision's first save go into that revision."""

OF_THE_MEETING = (
    Passage.Kind.FEES,
    Passage.Kind.SUPERIOR,
    Passage.Kind.CONCLUSION,
    Passage.Kind.SELF_ASSESSMENT,
)
OF_AN_ITEM = (Passage.Kind.ITEM_BODY, Passage.Kind.ITEM_CONCLUSION)


class PassageConflict(DomainError):
    """Someone else saved another text first. ``passage`` holds theirs, ``yours`` what could not be saved."""

    def __init__(self, passage: Passage, yours: str) -> None:
        super().__init__(
            _("Đoạn này vừa được %(name)s sửa. Hãy xem hai bản rồi chọn; cả hai đều được giữ lại.")
            % {"name": passage.edited_by or _("người khác")}
        )
        self.passage = passage
        self.yours = yours


def clean_text(text: str) -> str:
    """Text as it is stored: cleaned of what Word brings along. Raises DomainError beyond MAX_LENGTH."""
    return _fitting(clean_pasted(text) if len(text) <= LONGEST_PASTED else text)


def _fitting(clean: str) -> str:
    if len(clean) > MAX_LENGTH:
        raise DomainError(
            _(
                "Đoạn này dài %(length)s ký tự, quá giới hạn %(limit)s nên chưa lưu. "
                "Hãy chuyển bớt sang ý kiến hoặc nội dung khác; chữ đã gõ vẫn còn nguyên trong trang."
            )
            % {"length": f"{len(clean):,}".replace(",", "."), "limit": f"{MAX_LENGTH:,}".replace(",", ".")},
            field="text",
        )
    return clean


def add_empty_passages(meeting: Meeting, *, items: list[AgendaItem], whole_meeting: bool = False) -> None:
    """Lay out the passages of ``items`` and, at opening, those of the meeting itself. Existing ones stay."""
    rows = [Passage(meeting=meeting, item=item, kind=kind) for item in items for kind in OF_AN_ITEM]
    if whole_meeting:
        rows += [Passage(meeting=meeting, kind=kind) for kind in OF_THE_MEETING]
    Passage.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def save_passage(passage: Passage, *, text: str, base_revision: int, by: User) -> Passage:
    """Store the text of a passage that was edited from ``base_revision``; returns the passage as it now is.

    The same text again changes nothing, so a repeated submit is harmless. Raises PassageConflict when the passage
    went on meanwhile with another text, DomainError when it is too long, was removed, or the minutes are closed.

    One revision row and one audit line per author, passage and five minutes: a row takes in the later saves of its
    author (``number`` follows, ``saved_at`` stays the first), unless the text shrinks below half, so that a slip of
    the hand can be undone.
    """
    passage = _lock_passage(passage)
    sent = _understood(text, passage)
    if passage.text == sent.text:
        return passage
    if passage.revision != base_revision:
        raise PassageConflict(passage, sent.text)
    if sent.font and not _keeps_old_font(passage, by):
        _store(passage, sent.raw, by=by, may_coalesce=False)
        _store(passage, sent.text, by=by, may_coalesce=False)
    else:
        _store(passage, sent.text, by=by, may_coalesce=True)
    return passage


def _understood(text: str, passage: Passage) -> Pasted:
    """The text as it is to be stored. A passage that was put back into its old font stays in it."""
    if len(text) > LONGEST_PASTED:
        return Pasted(_fitting(text))
    sent = understand_pasted(text, keep_font=old_font_of(passage.text) is not None)
    return sent._replace(text=_fitting(sent.text))


def _keeps_old_font(passage: Passage, by: User) -> bool:
    """Whether the text as it was pasted is there already: the page goes on sending it until it is drawn anew."""
    recent = passage.revisions.filter(saved_by=by, saved_at__gt=timezone.now() - COALESCE)[:2]
    return any(old_font_of(row.text) for row in recent)


def conversion_notice(sent: str, saved: Passage) -> str:
    """What to tell who sent a text that was stored in other letters than it came in; empty for all others."""
    found = understand_pasted(sent)
    if found.font is None or found.text != saved.text:
        return ""
    return _(
        "Chữ dán vào dùng phông %(font)s nên đã được chuyển sang Unicode. "
        "Nếu không đúng, hãy mở “Lịch sử” của đoạn này và lấy lại bản gốc."
    ) % {"font": FONT_NAMES[found.font]}


@transaction.atomic
def bring_back_revision(revision: PassageRevision, *, base_revision: int, by: User) -> Passage:
    """Copy an earlier text back, as a further revision; ``base_revision`` is the one that was looked at.

    The same text again changes nothing. Raises PassageConflict when someone wrote meanwhile, DomainError when the
    passage was removed or the minutes are closed.
    """
    passage = _lock_passage(revision.passage)
    if passage.text == revision.text:
        return passage
    if passage.revision != base_revision:
        raise PassageConflict(passage, revision.text)
    _store(passage, revision.text, by=by, may_coalesce=False)
    record(
        "meetings.passage_brought_back",
        passage,
        by=by,
        organisation=passage.meeting.cell,
        changes={"revision": [revision.number, passage.revision]},
        label=label_of(passage),
    )
    return passage


@transaction.atomic
def add_to_passage(passage: Passage, *, line: str, by: User) -> Passage:
    """Add a line at the end of a text as it is now; a line that is there already is not added again.

    Raises DomainError as ``save_passage`` does, but never a conflict: what others wrote stays.
    """
    passage = _lock_passage(passage)
    lines = passage.text.splitlines()
    line = clean_text(line)
    if line not in lines:
        _store(passage, clean_text("\n".join([*lines, line])), by=by, may_coalesce=True)
    return passage


@transaction.atomic
def settle_conflict(passage: Passage, *, mine: str, text: str, base_revision: int, by: User) -> Passage:
    """Store ``text``, chosen from two versions or joined of both, over the other's ``base_revision``.

    ``mine`` is the writer's own version; it becomes a revision even where ``text`` leaves it out, so both stay in
    the history. Raises PassageConflict when the other went on writing.
    """
    passage = _lock_passage(passage)
    mine, text = _understood(mine, passage).text, _understood(text, passage).text
    if passage.revision != base_revision:
        if passage.text == text:
            return passage
        raise PassageConflict(passage, mine)
    for version in (mine, text):
        if passage.text != version:
            _store(passage, version, by=by, may_coalesce=False)
    return passage


def _lock_passage(passage: Passage) -> Passage:
    meeting = lock_for_writing(passage.meeting)
    locked = (
        Passage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "speaker", "guest", "edited_by")
        .get(pk=passage.pk, meeting=meeting)
    )
    if locked.is_removed or (locked.item is not None and locked.item.is_removed):
        raise DomainError(_("Phần này đã bị bỏ khỏi biên bản. Hãy lấy lại phần đó trước khi ghi tiếp."))
    locked.meeting = passage.meeting
    return locked


def _store(passage: Passage, text: str, *, by: User, may_coalesce: bool) -> None:
    now = timezone.now()
    before = passage.revision
    last = passage.revisions.first() if may_coalesce else None
    passage.text, passage.edited_by, passage.edited_at = text, by, now
    passage.revision = before + 1
    passage.save(update_fields=["text", "revision", "edited_by", "edited_at"])
    sent_on = passage.meeting.submitted_at
    goes_on = last and last.saved_by_id == by.pk and now - last.saved_at < COALESCE
    # What was read by those above stays a revision of its own, also when it is sent back at once.
    if last and goes_on and 2 * len(text) >= len(last.text) and not (sent_on and last.saved_at <= sent_on):
        last.number, last.text = passage.revision, text
        last.save(update_fields=["number", "text"])
        return
    PassageRevision.objects.create(passage=passage, number=passage.revision, text=text, saved_by=by, saved_at=now)
    record(
        "meetings.passage_saved",
        passage,
        by=by,
        organisation=passage.meeting.cell,
        changes={"revision": [before, passage.revision]},
        label=label_of(passage),
    )


def label_of(passage: Passage) -> str:
    """What a passage is called in the audit trail, in Vietnamese: "Ý kiến: Trịnh Mạnh Lâm – Phương hướng ..."."""
    with override("vi"):
        words = passage.get_kind_display().capitalize()
    if passage.kind == Passage.Kind.OPINION:
        words = f"{words}: {passage.speaker or passage.guest}"
    return f"{words} – {passage.item}" if passage.item else words
