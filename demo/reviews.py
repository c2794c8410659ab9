"""Invented reviews in writing: forms, questions from above, opinions, shortcomings with their remedies, promises."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from demo.commune import writer_of
from evaluations.models import Commitment, Evaluation, Opinion, Period, Shortcoming
from evaluations.services.commitments import (
    Line,
    Who,
    begin_commitment,
    copy_commitments,
    save_commitment_lines,
    sign_commitments,
)
from evaluations.services.opinions import Said, record_opinion
from evaluations.services.review_meetings import link_review_meeting
from evaluations.services.self_reviews import propose_level, seen_mark, write_section
from evaluations.services.shortcomings import name_shortcoming, report_shortcoming
from evaluations.services.suggestions import answer_suggestion, make_suggestion
from meetings.models import Meeting
from meetings.queries.roll import roll_of

CELL = "Chi bộ thôn Song Vân"
Kind = Commitment.Kind
NOTHING = seen_mark("")
OF_CELL = {
    "I.1": "Chi bộ giữ nền nếp sinh hoạt, thực hiện tập trung dân chủ, phân công từng đảng viên phụ trách hộ dân.",
    "I.2": "Vận động Nhân dân hiến đất làm 1,2 km đường thôn; thu quỹ đúng hạn; 98 % hộ đạt gia đình văn hóa.",
    "I.3": "Kết nạp được một đảng viên; học tập nghị quyết đủ các đợt; không có đảng viên vi phạm.",
    "II": "Sinh hoạt chuyên đề còn ít. Việc theo dõi nhiệm vụ giao cho đảng viên có lúc chưa kịp thời.",
    "VI": "Mỗi quý tổ chức một chuyên đề; tổ đảng báo cáo tiến độ công việc trước mỗi kỳ họp.",
}
OF_MEMBER = {
    "I.1": "Chấp hành chủ trương, nghị quyết của Đảng; lối sống giản dị, đoàn kết với bà con trong thôn.",
    "I.2": "Tham gia tổ hòa giải của thôn, giải quyết 3 vụ việc; vận động 5 hộ hiến đất mở đường.",
    "I.3": "Thực hiện đúng bản cam kết đã ký đầu năm; dự đủ các kỳ sinh hoạt, có phát biểu xây dựng chi bộ.",
    "II": "Việc dùng sổ tay đảng viên điện tử còn chậm.",
    "VI": "Nhờ đoàn viên thanh niên hướng dẫn, mỗi tuần mở sổ tay đảng viên điện tử một lần.",
}
OF_LEADER = {
    "I.1": "Kiên định đường lối của Đảng; gương mẫu trong lối sống; giữ nguyên tắc, quy chế làm việc.",
    "I.2": "Chủ trì 12 kỳ họp Ban Chấp hành; thu ngân sách đạt 108 %; giải ngân 96 %; trả lời đúng hạn 41/41 "
    "kiến nghị của Nhân dân.",
    "I.3": "Thực hiện đủ các nội dung đã cam kết đầu năm; dự sinh hoạt với 11 chi bộ; tiếp dân định kỳ 24 buổi.",
    "II": "Việc kiểm tra cơ sở chưa đều; còn hai nhiệm vụ giao các chi bộ chậm tiến độ mà đôn đốc chưa kịp thời.",
    "III": "Hạn chế năm trước về chậm ban hành chương trình kiểm tra đã khắc phục: ban hành trong tháng 01/2026.",
    "IV": "Không có nội dung được gợi ý kiểm điểm.",
    "V": "Nhận trách nhiệm người đứng đầu về hai nhiệm vụ chậm của các chi bộ thôn.",
    "VI": "Mỗi tháng kiểm tra ít nhất hai chi bộ; giao ban tiến độ nhiệm vụ vào tuần đầu của tháng.",
}
OF_EMPLOYEE = {
    "I.1": "Chấp hành nghị quyết, quy định về những điều đảng viên không được làm; đoàn kết với đồng nghiệp.",
    "I.2": "Xử lý 1.240 hồ sơ một cửa, trước hạn 97 %; xây dựng quy trình số cho ba thủ tục.",
    "I.3": "Hoàn thành các việc đăng ký trong kế hoạch cá nhân, trong đó hai việc trước hạn.",
    "II": "Tham mưu văn bản có lúc còn phải sửa nhiều; chưa chủ động học ngoại ngữ.",
    "III": "Năm trước không có hạn chế được chỉ ra.",
    "IV": "Không có nội dung được gợi ý kiểm điểm.",
    "V": "Chịu trách nhiệm về tiến độ các văn bản được phân công soạn thảo.",
    "VI": "Tự soát văn bản theo bảng kiểm trước khi trình; dự lớp bồi dưỡng nghiệp vụ quý I/2027.",
}
PROMISES = (
    "Dự đầy đủ các kỳ sinh hoạt chi bộ, mỗi quý phát biểu ít nhất một lần",
    "Giúp đỡ một hộ khó khăn trong thôn",
    "Học sử dụng sổ tay đảng viên điện tử",
)
PROGRAMME = (
    Line(None, "Làm mới 800 m đường bê tông xóm Giếng", dt.date(2026, 9, 30), "done", dt.date(2026, 9, 12), "820 m"),
    Line(None, "Kết nạp một đảng viên", dt.date(2026, 12, 31)),
    Line(None, "Mỗi quý một kỳ sinh hoạt chuyên đề", dt.date(2026, 12, 20)),
    Line(None, "90 % hộ phân loại rác tại nhà", dt.date(2026, 10, 31), "exceeded", dt.date(2026, 10, 20), "94 % hộ"),
)


def _cell() -> Organisation:
    return Organisation.objects.prefetch_related("periods").get(periods__name=CELL)


def asked_of(evaluation: Evaluation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values without the shortcomings that the register of the unit knows."""
    known = Shortcoming.objects.filter(
        cell=evaluation.cell_id, member=evaluation.member_id, year__lt=evaluation.period.year, is_removed=False
    )
    if not known.exists():
        return dict(values)
    return {key: value for key, value in values.items() if not key.startswith("shortcomings_")}


def write_past_forms(period: Period) -> None:
    """2025: the forms of the cell and of three members."""
    cell, writer = _cell(), writer_of(_cell())
    with written_on(dt.date(2025, 12, 3)):
        _write(period.evaluations.get(cell=cell, member=None, collective=None), OF_CELL, "good", writer)
        for row in _people(period, cell)[:3]:
            _write(row, OF_MEMBER, "good", writer)


def _people(period: Period, cell: Organisation) -> list[Evaluation]:
    rows = period.evaluations.filter(cell=cell, member__isnull=False).select_related("member")
    return list(rows.order_by("member__sort_key"))


def meet_in_the_past_year(period: Period) -> None:
    """2025: the meeting that reviewed the cell, and what it named."""
    cell, writer = _cell(), writer_of(_cell())
    meeting = Meeting.objects.filter(cell=cell, year=2025, month=12).exclude(state="cancelled").first()
    with written_on(dt.date(2025, 12, 10)):
        if meeting is not None:
            link_review_meeting(
                period,
                cell,
                meeting=meeting,
                drafts_sent_on=meeting.held_on - dt.timedelta(days=7),
                delegation="Đồng chí Lê Quang Vinh, Bí thư Đảng ủy",
                by=writer,
            )
        _name_shortcomings(cell, _people(period, cell), writer)


def _write(evaluation: Evaluation, words: Mapping[str, str], level: str, by: User) -> None:
    for key, text in words.items():
        write_section(evaluation, key=key, text=text, seen=NOTHING, by=by)
    if level:
        propose_level(evaluation, level=level, by=by)


def _name_shortcomings(cell: Organisation, people: list[Evaluation], by: User) -> None:
    head = by.member
    name_shortcoming(
        cell,
        year=2025,
        text="Sinh hoạt chuyên đề chưa đủ mỗi quý một kỳ",
        remedy="Lập kế hoạch chuyên đề từ đầu năm, phân công người chuẩn bị",
        responsible=head,
        due_on=dt.date(2026, 9, 30),
        by=by,
    )
    name_shortcoming(
        cell,
        year=2025,
        text="Theo dõi nhiệm vụ giao cho đảng viên có lúc chưa kịp thời",
        remedy="Ghi tiến độ từng việc trước mỗi kỳ họp",
        responsible=head,
        due_on=dt.date(2026, 6, 30),
        by=by,
    )
    name_shortcoming(
        cell,
        year=2025,
        member=people[0].member,
        text="Chưa sử dụng sổ tay đảng viên điện tử thường xuyên",
        remedy="Nhờ đoàn viên thanh niên hướng dẫn",
        responsible=people[0].member,
        due_on=dt.date(2026, 12, 15),
        by=by,
    )


def promise_for_the_years() -> None:
    """Commitments of 2025, this year's begun from them, who signed, what came of it."""
    cell, writer = _cell(), writer_of(_cell())
    members = [entry.member for entry in roll_of(cell, dt.date(2025, 3, 1))][:6]
    with written_on(dt.date(2025, 1, 20)):
        for member in members:
            row = begin_commitment(cell, year=2025, kind=Kind.COMMITMENT, member=member, by=writer)
            save_commitment_lines(row, lines=[Line(None, text) for text in PROMISES], by=writer)
        days: dict[Who, dt.date | None] = {(row.pk, Kind.COMMITMENT): dt.date(2025, 1, 15) for row in members}
        sign_commitments(cell, year=2025, signed=days, document="Mẫu của Đảng ủy xã", by=writer)
    with written_on(dt.date(2026, 1, 18)):
        copy_commitments(cell, year=2026, by=writer)
        here = [entry.member for entry in roll_of(cell, dt.date(2026, 3, 1))]
        days = {(row.pk, Kind.COMMITMENT): dt.date(2026, 1, 16) for row in here[:-2]}
        days[None, Kind.PROGRAMME] = dt.date(2026, 1, 16)
        sign_commitments(cell, year=2026, signed=days, document="Mẫu của Đảng ủy xã", by=writer)
    with written_on(dt.date(2026, 10, 21)):
        row = Commitment.objects.get(cell=cell, year=2026, kind=Kind.PROGRAMME)
        save_commitment_lines(row, lines=PROGRAMME, by=writer)


def review_present_year(period: Period, users: Mapping[str, User]) -> None:
    """2026: what was named is remedied in part; forms being written, a question from above, opinions."""
    cell, writer = _cell(), writer_of(_cell())
    own, people = period.evaluations.get(cell=cell, member=None, collective=None), _people(period, cell)
    late, kept = cell.shortcomings.filter(year=2025, member=None).order_by("pk")
    with written_on(dt.date(2026, 6, 25)):
        report_shortcoming(
            kept,
            progress="remedied",
            remedied_on=dt.date(2026, 6, 20),
            result="Sáu tháng liền ghi tiến độ trước kỳ họp; không còn việc quá hạn",
            by=writer,
        )
    with written_on(dt.date(2026, 10, 5)):
        report_shortcoming(late, progress="under_way", result="Đã có 3 chuyên đề, còn quý IV", by=writer)
    with written_on(dt.date(2026, 11, 16)):
        question = "Làm rõ trách nhiệm của chi ủy trong việc chậm gửi biên bản sinh hoạt các tháng đầu năm"
        make_suggestion(own, question=question, document="Công văn 45-CV/ĐU", asked_on=dt.date(2026, 11, 16),
                        by=users["xa"])  # fmt: skip
        asked = make_suggestion(
            people[1], question="Việc tham gia tổ hòa giải của thôn", asked_on=dt.date(2026, 11, 16), by=users["xa"]
        )
    with written_on(dt.date(2026, 11, 19), dt.time(20)):
        answer_suggestion(asked, answer="Tham gia đủ 3 buổi hòa giải; một buổi vắng có báo trước.", by=writer)
        _write(own, {key: OF_CELL[key] for key in ("I.1", "I.2")}, "", writer)
        _write(people[0], OF_MEMBER, "good", writer)
        _write(people[1], {"I.1": OF_MEMBER["I.1"]}, "", writer)
        _opine(people, writer)
        _write_of_the_office(period, users["xa"])


def _write_of_the_office(period: Period, leader: User) -> None:
    """The whole forms of a leader (2A) and of an employee without a post (2B)."""
    rows = period.evaluations.filter(member__isnull=False, state=Evaluation.State.OPEN).select_related("member")
    own = rows.filter(member__user=leader, subject=Evaluation.Subject.LEADER).first()
    employee = rows.filter(subject=Evaluation.Subject.MEMBER, member__status_periods=None).order_by("pk").first()
    for row, words, by in ((own, OF_LEADER, leader), (employee, OF_EMPLOYEE, None)):
        if row is not None:
            _write(row, words, "good", by or writer_of(row.cell))


def _opine(people: list[Evaluation], by: User) -> None:
    for place, row in enumerate(people):
        level = "excellent" if place == 0 else "good"
        said = Said(Opinion.Giver.CELL_COMMITTEE, level, given_on=dt.date(2026, 11, 18))
        record_opinion(row, said=said, by=by)
        if place < 4:
            text = "Gia đình gương mẫu, tham gia đầy đủ việc chung của thôn"
            said = Said(Opinion.Giver.RESIDENCE, text=text, given_on=dt.date(2026, 11, 17))
            record_opinion(row, said=said, by=by)
        if place in (1, 2):
            said = Said(Opinion.Giver.MASS_ORGANISATION, "good", given_on=dt.date(2026, 11, 18))
            record_opinion(row, said=said, by=by)
