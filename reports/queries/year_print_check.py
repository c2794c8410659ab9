"""What the forms of a year would lack if they were printed now."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cells.models import Organisation
from core.periods import format_date, today
from evaluations.models import Period
from evaluations.queries.regulations import documents_in_force, regulation_of
from evaluations.queries.summary import YearSummary
from evaluations.queries.summary_tables import WAITING
from evaluations.queries.year_conditions import MISSING
from evaluations.queries.year_facts import YearFacts
from evaluations.queries.year_paper import YearNumbers, YearPaper
from evaluations.queries.year_remarks import left_blank
from evaluations.queries.year_reports import own_words
from evaluations.rules.regulation import load_regulation, regulation_keys
from evaluations.rules.year_report import annexes_of, own_parts
from meetings.models import PartyDocument
from reports.queries.print_check import Gap, code_gaps, head_gaps, signer_gaps, type_gaps


def form_gaps(paper: YearPaper) -> list[Gap]:
    """Gaps of one form: names, signers, types; what does not balance; the state and the text of the year."""
    unit = paper.period.organisation
    found = [*head_gaps(unit, paper.day), *_signers(paper)]
    if paper.form.key == "7a" or any(layout.key == "loai-hinh" for layout in paper.form.tables):
        found += type_gaps(_untyped(paper.facts), paper.on)
    found += [*_numbers(paper), *period_gaps(paper.period)]
    return found


def year_gaps(numbers: YearNumbers) -> list[Gap]:
    """Gaps of all the forms of a year together, for the page that lists them."""
    period, on = numbers.period, numbers.facts.on
    unit, day, units = period.organisation, numbers.as_of or today(), _lacking(numbers.facts)
    head = [*head_gaps(unit, day), *signer_gaps(unit, day), *type_gaps(units, on), *code_gaps(units, on)]
    return [*head, *_waiting(period, numbers.facts), *period_gaps(period)]


def report_gaps(numbers: YearNumbers, document: PartyDocument | None) -> list[Gap]:
    """Gaps of the year-end report: as of all forms, its annexes that do not balance, the parts nobody wrote yet."""
    found, period = year_gaps(numbers), numbers.period
    for key in annexes_of(period.year):
        wrong = [check for check in numbers.checks(key) if not check.balances] if key in numbers.forms else []
        if wrong:
            words = {"form": numbers.forms[key].name, "number": len(wrong)}
            text = _("Phụ lục %(form)s có %(number)s chỗ không khớp.") % words
            found.append(Gap(text, reverse("reports:year_form", args=[period.pk, key])))
    return [*found, *_unwritten(document)] if document is not None else found


def draft_gaps(period: Period, document: PartyDocument) -> list[Gap]:
    """Gaps of a report that show without counting the year again."""
    unit, day = period.organisation, today()
    return [*head_gaps(unit, day), *signer_gaps(unit, day), *period_gaps(period), *_unwritten(document)]


def _unwritten(document: PartyDocument) -> Iterator[Gap]:
    own, page = own_words(document), reverse("reports:year_report_write", args=[document.pk])
    for part in own_parts():
        if part.is_wanted and not own.get(part.key):
            yield Gap(_("Chưa viết phần “%(part)s”.") % {"part": part.label}, page)


def summary_gaps(period: Period, summary: YearSummary) -> Iterator[Gap]:
    """The tables of a year as they stand: head, signer, who is not decided, lines that do not balance."""
    unit, day = period.organisation, today()
    yield from [*head_gaps(unit, period.reference_date), *signer_gaps(unit, day), *period_gaps(period)]
    if summary.waiting:
        sentence = ngettext(
            "Còn %(number)s phiếu chưa quyết định.", "Còn %(number)s phiếu chưa quyết định.", summary.waiting
        ) % {"number": summary.waiting}
        yield Gap(sentence, period.get_absolute_url())
    for line in summary.lines:
        if not line.balances:
            yield Gap(_("Không khớp: %(text)s.") % {"text": line.text.rstrip(".")})


def period_gaps(period: Period) -> Iterator[Gap]:
    """The year itself: not closed, and its text (``regulation_gaps``)."""
    if period.closed_at is None:
        sentence = _("Kỳ đánh giá chưa kết thúc nên biểu in ra ghi là số liệu tạm tính.")
        yield Gap(sentence, reverse("evaluations:period_close", args=[period.pk]))
    yield from regulation_gaps(period)


def regulation_gaps(period: Period) -> Iterator[Gap]:
    """The text of the year: documents to cite, of that very year, levels in the words of the regulation."""
    regulation, page = regulation_of(period), reverse("evaluations:period_regulation", args=[period.pk])
    if not documents_in_force(period):
        sentence = _("Quy định của năm %(year)s không ghi văn bản có số, ngày nên phần căn cứ để trống.")
        yield Gap(sentence % {"year": period.year}, page)
    if not regulation.first_year <= period.year <= (regulation.last_year or period.year):
        words = {"year": period.year, "regulation": regulation.title}
        yield Gap(_("Năm %(year)s xếp loại theo %(regulation)s, là văn bản của năm khác.") % words, page)
    if period.regulation_key in regulation_keys():
        official = {level.key: level.name for level in load_regulation(period.regulation_key).levels}
        other = [level.name for level in regulation.levels if official.get(level.key) != level.name]
        if other:
            words = {"names": ", ".join(other)}
            yield Gap(_("Tên mức trong kỳ khác tên của quy định: %(names)s.") % words, page)


def _signers(paper: YearPaper) -> Iterator[Gap]:
    """Who signs: the committee's leader, or who made the form and who heads the board."""
    unit, signers = paper.period.organisation, paper.signers
    words = {"day": format_date(paper.day), "board": signers.board, "number": signers.makers}
    if not signers.board:
        yield from () if signers.head else signer_gaps(unit, paper.day)
    elif not signers.head:
        text = _("Ngày %(day)s chưa ghi ai là Trưởng %(board)s nên chỗ người ký để trống; ghi ở mục Tập thể lãnh đạo.")
        yield Gap(text % words, reverse("evaluations:collective_list", args=[unit.pk]))
    if signers.maker:
        return
    text = _("Có %(number)s cán bộ ban tổ chức nên tên người lập biểu để trống.")
    if not signers.makers:
        text = _("Ngày %(day)s chưa ghi ai là cán bộ ban tổ chức nên tên người lập biểu để trống.")
    yield Gap(text % words, reverse("cells:post_list", args=[unit.pk]))


def _numbers(paper: YearPaper) -> Iterator[Gap]:
    """Who is not decided yet, what is left blank, each line that does not balance with who makes the difference."""
    yield from _waiting(paper.period, paper.facts)
    blank = left_blank(paper.tables)
    if blank:
        names = ", ".join(f"“{name}”" for name in blank)
        yield Gap(_("Hồ sơ không có số liệu của %(names)s; các ô ấy để trống để ghi tay.") % {"names": names})
    for check in paper.unbalanced:
        words = {"text": check.text, "number": abs(check.difference)}
        url = ""
        if check.list_key:
            args = [paper.period.pk, paper.form.key, "so-sanh", check.list_key, "this"]
            url = reverse("reports:year_form_people", args=args)
        yield Gap(_("Không khớp, lệch %(number)s: %(text)s.") % words, url)


def _waiting(period: Period, facts: YearFacts) -> Iterator[Gap]:
    waiting = sum(number for trait, number in facts.counted.items() if trait.place == WAITING)
    if waiting:
        sentence = ngettext(
            "Còn %(number)s phiếu chưa quyết định.", "Còn %(number)s phiếu chưa quyết định.", waiting
        ) % {"number": waiting}
        yield Gap(sentence, period.get_absolute_url())
    missing = sum(number for trait, number in facts.counted.items() if trait.place == MISSING)
    if missing:
        sentence = ngettext(
            "Còn %(number)s tổ chức, đảng viên có trong hồ sơ mà chưa có phiếu đánh giá.",
            "Còn %(number)s tổ chức, đảng viên có trong hồ sơ mà chưa có phiếu đánh giá.",
            missing,
        )
        yield Gap(sentence % {"number": missing}, reverse("reports:year_missing", args=[period.pk]))


def _untyped(facts: YearFacts) -> list[Organisation]:
    """Units below without a type on the day of the records; nothing is asked where all have theirs."""
    untyped = [pk for pk, place in facts.tree.items() if place.depth and not place.statistical_type]
    rows = Organisation.objects.filter(pk__in=untyped).prefetch_related("periods").order_by("order", "pk")
    return list(rows) if untyped else []


def _lacking(facts: YearFacts) -> list[Organisation]:
    """Units below that lack something: a type on the day of the records, or a code."""
    below = {pk: place for pk, place in facts.tree.items() if place.depth}
    untyped = [pk for pk, place in below.items() if not place.statistical_type]
    rows = Organisation.objects.filter(Q(pk__in=untyped) | Q(pk__in=list(below), code=None))
    return list(rows.prefetch_related("periods").order_by("order", "pk"))
