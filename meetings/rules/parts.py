"""Which parts the minutes of each kind of meeting have, and what they call the body that met.

Fees, the review of each task and the meeting's judgement of itself belong to the meetings of a cell (42-HD/BTCTW); a
committee reviews and judges itself too; a ceremony, a forum or a congress has nothing of this.
"""

from __future__ import annotations

from meetings.models import AgendaItem, MeetingKind, Passage

K = MeetingKind

WITH_FEES = frozenset({K.REGULAR, K.COMBINED})
WITH_REVIEWS = frozenset(
    {K.REGULAR, K.COMBINED, K.EXTRAORDINARY, K.COMMITTEE, K.COMMITTEE_ENLARGED, K.GROUP, K.STANDING, K.EXECUTIVE}
    | {K.REVIEW}
)
WITH_ASSESSMENT = frozenset({K.REGULAR, K.COMBINED, K.THEMATIC, K.COMMITTEE, K.COMMITTEE_ENLARGED, K.GROUP, K.STANDING})
OF_A_BODY = {
    K.COMMITTEE: "chi ủy",
    K.COMMITTEE_ENLARGED: "chi ủy",
    K.GROUP: "tổ đảng",
    K.STANDING: "ban thường vụ",
    K.EXECUTIVE: "ban chấp hành",
    K.CONGRESS: "đại hội",
}


def has_fees(kind: str) -> bool:
    """Whether the state of Party fees is reported."""
    return kind in WITH_FEES


def has_reviews(kind: str) -> bool:
    """Whether tasks of earlier meetings are looked at."""
    return kind in WITH_REVIEWS


def has_assessment(kind: str) -> bool:
    """Whether the meeting judges itself."""
    return kind in WITH_ASSESSMENT


def body_name(kind: str, *, is_committee: bool) -> str:
    """What the minutes call those who met, in Vietnamese: "chi bộ", "ban thường vụ"."""
    return OF_A_BODY.get(K(kind), "đảng bộ" if is_committee else "chi bộ")


def usual_sentences(kind: str, item_kind: str = "") -> tuple[str, ...]:
    """Sentences that secretaries write most, for a passage of that kind; they go into the minutes as they stand."""
    if kind == Passage.Kind.ITEM_BODY and item_kind == AgendaItem.Kind.MEMBERS:
        return ("Đảng viên hoàn thành nhiệm vụ được giao; không có đồng chí nào bị nhắc nhở, phê bình.",)
    return USUAL.get(kind, ())


USUAL: dict[str, tuple[str, ...]] = {
    Passage.Kind.FEES: ("Đảng viên đã nộp đủ đảng phí; chi bộ trích nộp cấp trên đúng quy định.",),
    Passage.Kind.ITEM_CONCLUSION: ("Nhất trí với nội dung đã trình bày.", "Không."),
    Passage.Kind.CONCLUSION: ("Thống nhất các nội dung đã thảo luận; giao các đồng chí thực hiện theo phân công.",),
    Passage.Kind.SELF_ASSESSMENT: ("Buổi sinh hoạt bảo đảm nội dung, thời gian; không có hạn chế lớn.",),
}
