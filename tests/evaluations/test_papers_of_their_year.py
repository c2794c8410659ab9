"""Papers cite the texts and bear the form numbers of the very year they are about, never those of a later one."""

import datetime as dt
import io

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from evaluations.documents.appraisal import appraisal_html
from evaluations.documents.awards import award_proposals_paper
from evaluations.documents.ballots import ballot_paper, counting_record
from evaluations.documents.class_sheet import class_sheet
from evaluations.documents.corrections import further_decision_paper, further_decision_word
from evaluations.documents.decisions import decision_html, legal_bases
from evaluations.documents.self_reviews import review_paper
from evaluations.models import Ballot, Decision, Evaluation, LocalRegulation, Period, SelfReview
from evaluations.queries.regulations import law_of
from evaluations.queries.summary import year_summary
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past
from tests.factories import make_meeting

TEXTS = {
    2016: ("Hướng dẫn 27-HD/BTCTW",),
    2018: ("Quy định 132-QĐ/TW", "Hướng dẫn 16-HD/BTCTW"),
    2021: ("Quy định 132-QĐ/TW", "Hướng dẫn 21-HD/BTCTW"),
    2023: ("Quy định 124-QĐ/TW", "Hướng dẫn 25-HD/BTCTW"),
    2025: ("Quy định 366-QĐ/TW", "Hướng dẫn 43-HD/BTCTW"),
}
NUMBERS = {2016: "", 2018: "", 2021: "Mẫu 02", 2023: "Mẫu 02A", 2025: "Mẫu 2B-HD KĐ.ĐG 2025"}


@pytest.fixture
def past(commune: Commune, cast: Cast):
    """``past(year)``: a member decided "good" in that year."""

    def decide(year: int, **more) -> Decision:
        cell = commune.cells[0]
        return make_past(commune.committee, year, cast.member.member, "good", cell=cell, by=cast.commune, **more)

    return decide


@pytest.mark.parametrize("year", TEXTS)
def test_papers_of_a_year_cite_its_texts_and_no_others(past, year: int) -> None:
    decision = past(year)
    period = decision.evaluation.period
    others = {text for texts in TEXTS.values() for text in texts} - set(TEXTS[year])
    page = decision_html(decision)
    said = [law_of(period), " ".join(legal_bases(period)), page, " ".join(year_summary(period).legal_bases)]
    said += [class_sheet(decision.evaluation, reads_all=True).regulation, " ".join(award_grounds(period))]
    for words in said:
        assert not [text for text in others if text in words]
    for words in said[:5]:
        assert all(text in words for text in TEXTS[year])
    assert review_paper(decision.evaluation, empty=True).number == NUMBERS[year]


def award_grounds(period: Period) -> tuple[str, ...]:
    return award_proposals_paper(period).opening


def test_grounds_of_both_decisions_are_written_alike(past) -> None:
    first = past(2025)
    page = " ".join(decision_html(first).split())
    assert "<p>- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;</p>" in page
    assert '<div class="decides">Đảng ủy xã Vân Trục quyết định</div>' in page
    further = Decision(
        evaluation=first.evaluation, replaces=first, kind="corrected", level="completed", decided_on=dt.date(2026, 3, 2)
    )
    opening = further_decision_paper(further).opening
    assert opening[0] == "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;"
    assert opening[-1].endswith(",")


def test_word_copy_keeps_who_decides_and_the_number_of_the_form(past) -> None:
    first = past(2025)
    further = Decision.objects.create(
        evaluation=first.evaluation,
        version=2,
        replaces=first,
        kind="cancelled",
        reason="Kê khai sai",
        computed_level="good",
        facts=first.facts,
        trace=[],
        decided_on=dt.date(2026, 3, 2),
        decided_by=first.decided_by,
    )
    words = Document(io.BytesIO(further_decision_word(further)))
    looks = {paragraph.text: paragraph for paragraph in words.paragraphs}
    assert looks["Mẫu 03-HD KĐ.ĐG 2025"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    decides = looks["ĐẢNG ỦY XÃ VÂN TRỤC QUYẾT ĐỊNH"]
    assert decides.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert decides.runs[0].bold


def test_grounds_name_the_document_of_the_committees_own_regulation(past, commune: Commune, cast: Cast) -> None:
    period = past(2025).evaluation.period
    period.local_regulation = LocalRegulation(
        title="Quy định tiêu chí", document="Quyết định 9-QĐ/ĐU", document_on=dt.date(2025, 11, 3)
    )
    own = "Căn cứ Quy định tiêu chí (ban hành theo Quyết định 9-QĐ/ĐU, ngày 03/11/2025);"
    assert legal_bases(period)[-1] == own


def test_ballot_on_units_tells_what_they_proposed_and_the_cap(period: Period, commune: Commune, cast: Cast, of) -> None:
    own = of(commune.cells[0])
    SelfReview.objects.create(evaluation=own, form="01", level="good", updated_by=cast.secretary)
    ballot = make_ballot(period, commune, cast, own)
    paper = ballot_paper(ballot)
    assert paper.rows == (("Chi bộ thôn Song Vân", "Hoàn thành tốt nhiệm vụ"),)
    assert "không quá 20\N{NO-BREAK SPACE}%" in paper.notes[-1]
    of_people = ballot_paper(make_ballot(period, commune, cast, of(cast.member)))
    assert of_people.rows == (("Trịnh Mạnh Lâm", ""),)
    assert len(of_people.notes) == 1


def make_ballot(period: Period, commune: Commune, cast: Cast, evaluation: Evaluation, **more) -> Ballot:
    about = {"stage": "levels", "about": "Xếp loại", "body": 3, "prepared_by": cast.secretary}
    ballot = Ballot.objects.create(period=period, organisation=commune.cells[0], **about, **more)
    ballot.evaluations.add(evaluation)
    return ballot


def test_record_of_the_counting_names_who_chaired(period: Period, commune: Commune, cast: Cast, of) -> None:
    meeting = make_meeting(commune.cells[0], chair=cast.secretary.member)
    assert (
        counting_record(make_ballot(period, commune, cast, of(cast.member), meeting=meeting)).chair == "Bùi Thị Tuyết"
    )
    assert counting_record(make_ballot(period, commune, cast, of(cast.member))).chair == ""


def test_submissions_say_to_whom_and_that_nobody_is_proposed(period: Period) -> None:
    assert "Hội nghị Đảng ủy xã Vân Trục" in appraisal_html(period)
    paper = award_proposals_paper(period)
    assert paper.addressees == ()
    assert paper.closing == ("Chưa có tập thể, cá nhân nào được đề nghị.",)


def test_numbers_of_a_form_stand_in_the_middle_of_their_columns(period: Period, commune: Commune, of) -> None:
    paper = review_paper(of(commune.cells[0]), empty=True)
    table = next(section.table for section in paper.sections if section.table and "Tổng điểm" in str(section.table))
    assert [aligned for _words, aligned in table.cells[0]] == ["order", "", "middle", "middle"]
