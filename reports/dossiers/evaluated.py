"""The part of a dossier that comes from the yearly evaluation: reviews, opinions, appraisal, result, ballots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import Organisation
from evaluations.models import Ballot, Decision, Evaluation, Opinion
from reports.dossiers.leaves import (
    APPRAISAL,
    OPINIONS,
    OTHERS,
    RESIDENCE,
    RESULT,
    REVIEW,
    SUGGESTIONS,
    Gap,
    Leaf,
)
from reports.dossiers.reading import Records

State = Evaluation.State
Giver = Opinion.Giver


def leaves(unit: Organisation, records: Records, *, reads_all: bool = True) -> Iterator[Leaf]:
    """The papers of the unit's evaluations; without ``reads_all`` those that the member concerned may read."""
    rows = records.evaluations.get(unit.pk, ())
    for row in rows:
        if _is_written(row):
            note = _("chưa gửi") if row.state == State.OPEN else ""
            yield Leaf(REVIEW, f"kiem-diem:{row.pk}", _review_title(row), note)
    yield from _said(unit, rows, records, reads_all=reads_all)
    kind = "phieu" if reads_all else "phieu-rieng"
    yield from (Leaf(RESULT, f"{kind}:{row.pk}", _of_whom(_("Phiếu xếp loại"), row)) for row in rows)
    yield from _decisions(unit, rows)
    if unit.pk in records.own_periods and reads_all:
        yield from _of_committee(unit, records)
    if reads_all:
        counted = [ballot for ballot in records.ballots.get(unit.pk, ()) if ballot.state == Ballot.State.CONFIRMED]
        for ballot in counted:
            title = _("Biên bản kiểm phiếu: %(about)s") % {"about": ballot.about}
            yield Leaf(OTHERS, f"kiem-phieu:{ballot.pk}", title)


def _of_committee(unit: Organisation, records: Records) -> Iterator[Leaf]:
    """What a committee wrote about all below it: the report of the appraisal, its decisions as whole documents."""
    period = records.own_periods[unit.pk]
    yield Leaf(APPRAISAL, f"to-trinh:{period.pk}", _("Tờ trình tổng hợp kết quả thẩm định"))
    for number, first in records.own_papers.get(period.pk, ()):
        title = _("Quyết định số %(number)s công nhận kết quả") % {"number": number}
        yield Leaf(RESULT, f"quyet-dinh-tron:{first}", title)


def _said(unit: Organisation, rows: Sequence[Evaluation], records: Records, *, reads_all: bool) -> Iterator[Leaf]:
    """What others said. Questions from above are answered by the subject, who reads them too."""
    if any(records.suggestions.get(row.pk) for row in rows):
        yield Leaf(SUGGESTIONS, f"goi-y:{unit.pk}", _("Gợi ý kiểm điểm và giải trình"))
    if not reads_all:
        return
    givers = {giver for row in rows for giver, given in records.opinions.get(row.pk, {}).items() if given}
    if Giver.RESIDENCE in givers:
        yield Leaf(RESIDENCE, f"cu-tru:{unit.pk}", _("Nhận xét của cấp ủy nơi cư trú"))
    if givers - {Giver.RESIDENCE}:
        yield Leaf(OPINIONS, f"gop-y:{unit.pk}", _("Ý kiến góp ý, nhận xét của các bên"))
    if any(row.reviews.all() for row in rows):
        yield Leaf(APPRAISAL, f"tham-dinh:{unit.pk}", _("Tổng hợp kết quả thẩm định"))


def _is_written(row: Evaluation) -> bool:
    review = getattr(row, "self_review", None)
    return review is not None and bool(review.sections or review.level)


def _review_title(row: Evaluation) -> str:
    if row.member_id:
        return _("Bản kiểm điểm: %(name)s") % {"name": row}
    return _of_whom(_("Báo cáo kiểm điểm"), row)


def _of_whom(paper: str, row: Evaluation) -> str:
    """Of the unit itself the paper alone says enough."""
    name = _name(row)
    return f"{paper}: {name}" if name else paper


def _name(row: Evaluation) -> str:
    """Of a person or a collective; the unit itself needs none in its own dossier."""
    return str(row) if row.member_id or row.collective_id else ""


def _decisions(unit: Organisation, rows: Sequence[Evaluation]) -> Iterator[Leaf]:
    """Each document once, as an extract of the unit's results; what was decided later stands by itself."""
    documents: dict[tuple[object, ...], Decision] = {}
    later = []
    for row in rows:
        for decision in row.decisions.all():
            if decision.kind != Decision.Kind.FIRST:
                later.append((decision, row))
            elif decision.document_number and decision.level and len(row.decisions.all()) == 1:
                key = (row.period_id, decision.document_number, decision.decided_on)
                documents.setdefault(key, decision)
    for decision in documents.values():
        words = {"number": decision.document_number}
        title = _("Quyết định số %(number)s công nhận kết quả (trích)") % words
        yield Leaf(RESULT, f"quyet-dinh:{decision.pk}:{unit.pk}", title)
    for decision, row in sorted(later, key=lambda pair: pair[0].pk):
        words = {"number": decision.document_number, "name": str(row), "kind": decision.get_kind_display()}
        title = _("Quyết định số %(number)s, %(kind)s: %(name)s") % words
        yield Leaf(RESULT, f"xep-lai:{decision.pk}", title)


def gaps(unit: Organisation, records: Records, *, reads_all: bool = True) -> Iterator[Gap]:
    """What the unit's evaluations lack, each with the page on which it is mended."""
    for row in records.evaluations.get(unit.pk, ()):
        if _is_not_rated(row):
            continue
        yield from _review_gaps(row)
        yield from _opinion_gaps(row, records) if reads_all else ()
        yield from _result_gaps(row)
    if reads_all:
        yield from _ballot_gaps(unit, records)


def _is_not_rated(row: Evaluation) -> bool:
    """Decided without a level: nothing was to be reviewed."""
    first = next(iter(row.decisions.all()), None)
    return first is not None and not first.level and first.kind == Decision.Kind.FIRST


def _review_gaps(row: Evaluation) -> Iterator[Gap]:
    name = _name(row)
    sort = _("Bản kiểm điểm cá nhân") if row.member_id else _("Báo cáo kiểm điểm của tập thể")
    if row.state == State.POSTPONED:
        reason = _("để lại, chưa kiểm điểm: %(reason)s") % {"reason": row.postponed_reason}
        yield Gap(REVIEW, sort, name, reason, row.get_absolute_url(), _("Mở phiếu"))
    elif not _is_written(row):
        reason = _("chưa viết") if row.state == State.OPEN else _("đã gửi số liệu, chưa viết bản kiểm điểm")
        url = reverse("evaluations:self_review", args=[row.pk])
        yield Gap(REVIEW, sort, name, reason, url, _("Bản kiểm điểm"))


def _opinion_gaps(row: Evaluation, records: Records) -> Iterator[Gap]:
    residence = str(Giver.RESIDENCE.label)
    for label in records.asked.get(row.pk, ()):
        record = RESIDENCE if label == residence else OPINIONS
        sort = _("Nhận xét, ý kiến: %(giver)s") % {"giver": label}
        url = reverse("evaluations:opinion_list", args=[row.pk])
        yield Gap(record, sort, _name(row), _("chưa có"), url, _("Ý kiến các bên"))
    if any(not asked.answer for asked in records.suggestions.get(row.pk, ())):
        url = reverse("evaluations:self_review", args=[row.pk])
        yield Gap(SUGGESTIONS, _("Giải trình gợi ý kiểm điểm"), _name(row), _("chưa giải trình"), url, _("Giải trình"))


def _result_gaps(row: Evaluation) -> Iterator[Gap]:
    if row.state == State.DECIDED or row.state == State.POSTPONED:
        return
    url, deed = row.get_absolute_url(), _("Mở phiếu")
    name = _name(row)
    if row.state == State.SUBMITTED:
        yield Gap(APPRAISAL, _("Kết quả thẩm định"), name, _("đã gửi, chưa thẩm định"), url, deed)
    elif row.state == State.OPEN:
        yield Gap(APPRAISAL, _("Kết quả thẩm định"), name, _("phiếu chưa gửi"), url, deed)
    yield Gap(RESULT, _("Quyết định xếp loại"), name, _("chưa có quyết định"), url, deed)


def _ballot_gaps(unit: Organisation, records: Records) -> Iterator[Gap]:
    ballots = [ballot for ballot in records.ballots.get(unit.pk, ()) if ballot.state != Ballot.State.VOID]
    sort = _("Biên bản kiểm phiếu")
    if not ballots:
        url = reverse("evaluations:ballot_list", args=[records.evaluations[unit.pk][0].period_id])
        yield Gap(OTHERS, sort, "", _("chưa bỏ phiếu xếp loại"), url, _("Bỏ phiếu"))
    for ballot in ballots:
        if ballot.state == Ballot.State.PREPARED:
            url = ballot.get_absolute_url()
            yield Gap(OTHERS, sort, ballot.about, _("đã lập phiếu, chưa kiểm phiếu"), url, _("Mở cuộc bỏ phiếu"))
