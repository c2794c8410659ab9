"""The papers of ballots, appraisal, decisions and awards."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.access.awards import get_award_proposal
from evaluations.access.ballots import get_ballot
from evaluations.access.decisions import get_first_paper
from evaluations.access.further_decisions import get_further_decision
from evaluations.documents.appraisal import appraisal_file_name, appraisal_pdf, appraisal_word
from evaluations.documents.awards import (
    award_decision_file_name,
    award_decision_pdf,
    award_decision_word,
    award_decision_xlsx,
    award_proposals_file_name,
    award_proposals_pdf,
    award_proposals_word,
    award_proposals_xlsx,
)
from evaluations.documents.ballots import (
    ballot_file_name,
    ballot_pdf,
    ballot_word,
    counting_record_file_name,
    counting_record_pdf,
    counting_record_word,
)
from evaluations.documents.corrections import (
    further_decision_file_name,
    further_decision_pdf,
    further_decision_word,
)
from evaluations.documents.decisions import (
    decision_file_name,
    decision_pdf,
    decision_word,
    decision_words,
    extract_file_name,
    extract_pdf,
    extract_word,
)
from evaluations.documents.result_tables import counting_record_xlsx, decision_xlsx
from evaluations.models import AwardProposal, Ballot, Decision
from reports.catalogue_year import PERIOD
from reports.kinds import About, Kind, family
from reports.outdated import followed_decision, partly_followed_decision

BALLOT = About(
    Ballot,
    "organisation",
    lambda user, pk: get_ballot(user, pk, to="print"),
    lambda ballot: f"năm {ballot.period.year}, {ballot.about}, {ballot.organisation.name}",
    Ballot.get_absolute_url,
    lambda _ballot: False,
)

FURTHER_DECISION = About(
    Decision,
    "evaluation__cell",
    get_further_decision,
    lambda decision: f"{decision.document_number}, {decision.evaluation}, năm {decision.evaluation.period.year}",
    lambda decision: decision.evaluation.get_absolute_url(),
    lambda _decision: True,
    followed_decision,
)

DECISION = About(
    Decision,
    "evaluation__period__organisation",
    get_first_paper,
    decision_words,
    lambda decision: reverse("evaluations:decision_paper", args=[decision.pk]),
    lambda _decision: False,
    partly_followed_decision,
)
"""A whole document, named by its first decision."""

APPRAISAL = replace(
    PERIOD,
    page=lambda period: reverse("evaluations:appraisal_queue", args=[period.pk]),
    is_final=lambda _period: False,
)

AWARDS = replace(
    PERIOD, page=lambda period: reverse("evaluations:award_list", args=[period.pk]), is_final=lambda _p: False
)

AWARD = About(
    AwardProposal,
    "period__organisation",
    get_award_proposal,
    lambda proposal: (
        f"năm {proposal.period.year}, {proposal.period.organisation.label(proposal.period.reference_date)}"
    ),
    lambda proposal: reverse("evaluations:award_list", args=[proposal.period_id]),
    lambda _proposal: False,
)

DECISIONS: dict[str, Kind] = {
    **family(
        "ballot", _("Phiếu xếp loại"), BALLOT, ballot_file_name, pdf=ballot_pdf, docx=ballot_word, is_sealed=False
    ),
    **family(
        "counting_record",
        _("Biên bản kiểm phiếu"),
        BALLOT,
        counting_record_file_name,
        pdf=counting_record_pdf,
        docx=counting_record_word,
        xlsx=counting_record_xlsx,
    ),
    **family(
        "decision",
        _("Quyết định công nhận kết quả"),
        DECISION,
        decision_file_name,
        pdf=decision_pdf,
        docx=decision_word,
        xlsx=decision_xlsx,
    ),
    **family("minutes_extract", _("Trích biên bản"), DECISION, extract_file_name, pdf=extract_pdf, docx=extract_word),
    **family(
        "appraisal", _("Tờ trình thẩm định"), APPRAISAL, appraisal_file_name, pdf=appraisal_pdf, docx=appraisal_word
    ),
    **family(
        "further_decision",
        _("Quyết định xếp loại lại"),
        FURTHER_DECISION,
        further_decision_file_name,
        pdf=further_decision_pdf,
        docx=further_decision_word,
    ),
    **family(
        "award_proposals",
        _("Đề nghị khen thưởng"),
        AWARDS,
        award_proposals_file_name,
        pdf=award_proposals_pdf,
        docx=award_proposals_word,
        xlsx=award_proposals_xlsx,
    ),
    **family(
        "award_decision",
        _("Quyết định khen thưởng"),
        AWARD,
        award_decision_file_name,
        pdf=award_decision_pdf,
        docx=award_decision_word,
        xlsx=award_decision_xlsx,
    ),
}
