"""What the records say in the report on a year: sentences with their numbers, by part of the report."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.db.models import Q

from cells.models import Award, Discipline
from core.periods import format_date
from core.templatetags.vn import vn_number
from core.vietnamese import search_key
from evaluations.models import AwardProposal, Complaint, Decision, Level, Period, ReviewMeeting
from evaluations.queries.results import decisions_on
from evaluations.queries.year_checks import Comparison, Ratio, comparison_of
from evaluations.queries.year_paper import YearNumbers
from evaluations.queries.year_tables import Tally, percent
from evaluations.rules.year_report import data, report_sections
from meetings.models import DocumentKind, PartyDocument

NONE_RECORDED = "Trong năm không có trường hợp nào được ghi nhận."
YEAR_NAMED = re.compile(r"\bnam (\d{4})\b")
RESULTS = (("t-org", "Tổ chức đảng"), ("t-cell", "Chi bộ trực thuộc"), ("t-mem", "Đảng viên"))
OTHERS = (("t-col", "Tập thể lãnh đạo, quản lý"), ("t-lead", "Cá nhân giữ chức vụ lãnh đạo, quản lý"))
WHY = {
    "exempt": "được miễn công tác và sinh hoạt",
    "suspended": "bị đình chỉ sinh hoạt",
    "new": "mới kết nạp hoặc mới thành lập dưới 6 tháng",
    "other": "vì lý do khác",
    "postponed": "chưa kiểm điểm, để lại",
    "waiting": "chưa quyết định",
    "missing": "chưa có phiếu đánh giá",
}


def report_figures(numbers: YearNumbers) -> dict[str, list[str]]:
    """The paragraphs of each part, in plain official sentences; parts without any are empty."""
    return {
        "direction": list(_direction(numbers)),
        "reviews": list(_reviews(numbers)),
        "results": list(_results(numbers)),
        "afterwards": list(_afterwards(numbers)),
        "awards": list(_awards(numbers)),
    }


def composed(figures: Mapping[str, Sequence[str]], own: Mapping[str, str]) -> str:
    """The whole text, headings on lines of their own."""
    lines: list[str] = []
    for section in report_sections():
        lines += [section.heading, *figures.get(section.key, ())]
        for part in section.own:
            typed = own.get(part.key, "").strip()
            if part.subheading and (typed or part.is_wanted):
                lines.append(part.subheading)
            lines += [line for line in typed.splitlines() if line.strip()] or (["…………"] if part.is_wanted else [])
    return "\n".join(lines)


def _last_day(numbers: YearNumbers) -> dt.date:
    return numbers.as_of or dt.date.max


def _share(part: int, whole: int) -> str:
    return _percent(percent(part, whole))


def _percent(value: Decimal | None) -> str:
    return f" ({vn_number(value)}\N{NO-BREAK SPACE}%)" if value else ""


def _listed(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _direction(numbers: YearNumbers) -> Iterator[str]:
    """The documents about the year's review in the register, and the delegations to review meetings."""
    period, rule = numbers.period, data()["documents"]
    rows = PartyDocument.objects.filter(
        organisation=period.organisation, kind__in=rule["kinds"], cancelled_on=None, signed_on__lte=_last_day(numbers)
    )
    rows = rows.filter(signed_on__range=(dt.date(period.year, 1, 1), dt.date(period.year + 1, 3, 31)))
    named = [row for row in rows.order_by("signed_on", "pk") if _is_about(row.title, rule["words"], period.year)]
    if named:
        texts = [
            f"{str(DocumentKind(row.kind).label).capitalize()} {row.symbol} ngày {format_date(row.signed_on)}, "
            f"{row.title[:1].lower()}{row.title[1:]}".replace(" ,", ",")
            for row in named
        ]
        yield f"Cấp ủy đã ban hành {len(named)} văn bản lãnh đạo, chỉ đạo: {_listed(texts)}."
    else:
        yield "Sổ văn bản chưa ghi văn bản nào của cấp ủy về kiểm điểm, đánh giá, xếp loại trong năm."
    meetings = ReviewMeeting.objects.filter(
        period__year=period.year, period__quarter=None, period__organisation__in=list(numbers.facts.tree)
    )
    held = meetings.values_list("delegation", flat=True)
    if held:
        attended = sum(bool(delegation) for delegation in held)
        yield f"Có {len(held)} hội nghị kiểm điểm được ghi nhận, trong đó {attended} hội nghị có đại diện cấp trên dự."


def _is_about(title: str, words: Sequence[str], year: int) -> bool:
    """By its words; what names other years alone is about those: in January the year before is still being closed."""
    key = search_key(title)
    named = YEAR_NAMED.findall(key)
    return any(word in key for word in words) and (not named or str(year) in named)


def _reviews(numbers: YearNumbers) -> Iterator[str]:
    """What Biểu 6F counts, in words."""
    form, tally = numbers.forms["6f"], numbers.tally
    for scope in form.scopes:
        total = tally.of(scope.where)
        if not total:
            continue
        done, not_done = (tally.of((*scope.where, name)) for name in ("reviewed", "unreviewed"))
        text = f"{scope.label}: thuộc đối tượng phải kiểm điểm {total}; đã kiểm điểm {done}{_share(done, total)}; "
        text += f"chưa kiểm điểm {not_done}"
        why = [
            f"{words} {number}"
            for key, words in WHY.items()
            if key != "missing" and (number := tally.of((*scope.where, "unreviewed", key)))
        ]
        text += f", trong đó {_listed(why)}" if why else ""
        asked = tally.of((*scope.where, "suggested"))
        yield f"{text}. Được gợi ý kiểm điểm: {asked}."


def _results(numbers: YearNumbers) -> Iterator[str]:
    """Each kind of subject: totals, levels of those rated, this year beside the last, the cap."""
    tally, last, levels, place = numbers.tally, numbers.last_tally, numbers.levels, 0
    said: set[str] = set()
    for key, heading in (*RESULTS, *OTHERS):
        form = numbers.forms.get(key)
        scope = form.scopes[0] if form else None
        if form is None or scope is None or not tally.of(scope.where):
            continue
        place += 1
        yield f"{place}. {heading}"
        comparison = comparison_of(scope, levels[scope.words], tally, last, numbers.last_levels.get(scope.words))
        yield _result_words(comparison, tally)
        if last and tally.of((*scope.where, "rated")):
            yield _difference_words(comparison, numbers.period.year - 1)
        ratios = [ratio for ratio in numbers.ratios(form) if ratio.excellent and ratio.label not in said]
        said |= {ratio.label for ratio in ratios}
        yield from map(_ratio_words, ratios)


def _result_words(comparison: Comparison, tally: Tally) -> str:
    lines, scope = {line.key: line for line in comparison.lines}, comparison.scope
    total, rated = lines["total"].this, lines["rated"].this
    text = f"Tổng số {total}; được đánh giá, xếp loại {rated}{_share(rated, total)}"
    why = [f"{words} {number}" for key, words in WHY.items() if (number := tally.of((*scope.where, key)))]
    text += f"; không hoặc chưa được đánh giá {total - rated}: {_listed(why)}" if why else ""
    if not rated:
        return f"{text}."
    levels = [
        f"{line.label} {line.this}{_percent(line.this_percent)}" for line in comparison.lines if _is_level(line.key)
    ]
    text = f"{text}. Trong số được đánh giá: {_listed(levels)}"
    outstanding = lines["outstanding"].this
    return f"{text}; tiêu biểu {outstanding}." if outstanding else f"{text}."


def _is_level(key: str) -> bool:
    return key in Level.values


def _difference_words(comparison: Comparison, last_year: int) -> str:
    """As in "So với năm 2025: … 7 (trước 5), tăng 2, tăng 1,25 điểm phần trăm"."""
    found = []
    for line in comparison.lines:
        if not _is_level(line.key) or line.difference is None:
            continue
        change = _change(line.difference, "")
        points = line.percent_difference
        found.append(f"{line.words} {change}" + (f" ({_change(points, ' điểm %')})" if points else ""))
    return f"So với năm {last_year}: {_listed(found)}."


def _change(number: int | Decimal, unit: str) -> str:
    if not number:
        return "không thay đổi"
    return f"{'tăng' if number > 0 else 'giảm'} {vn_number(abs(number))}{unit}"


def _ratio_words(ratio: Ratio) -> str:
    readings = {"A": "số tốt", "B": "số tốt trở lên", "C": "số được đánh giá"}
    known = [(letter, share) for letter, share, _most in ratio.readings if share is not None]
    shares = [f"{vn_number(share)}\N{NO-BREAK SPACE}% {readings[letter]}" for letter, share in known]
    most = ratio.most[ratio.in_force]
    text = f"Tỷ lệ xuất sắc nhóm {ratio.label}: {ratio.excellent}, bằng {_listed(shares)}; " if shares else ""
    text = text or f"Tỷ lệ xuất sắc nhóm {ratio.label}: {ratio.excellent}; "
    text += f"theo mức tối đa {ratio.rate}\N{NO-BREAK SPACE}% {readings[ratio.letter]} được nhiều nhất {most}"
    return f"{text}, vượt {ratio.over}." if ratio.over else f"{text}, trong tỷ lệ."


def _afterwards(numbers: YearNumbers) -> Iterator[str]:
    """Discipline of the year, classes decided again, complaints."""
    period, tree, day = numbers.period, list(numbers.facts.tree), _last_day(numbers)
    rows = Discipline.objects.filter(decided_on__year=period.year, decided_on__lte=day)
    people = rows.filter(Q(unit__in=tree) | Q(member__memberships__cell__in=tree, member__memberships__valid_to=None))
    found = Counter(people.distinct().values_list("kind", flat=True))
    units = Counter(rows.filter(organisation__in=tree).values_list("kind", flat=True))
    labels = dict(Discipline.Kind.choices)
    for what, counted in (("đảng viên", found), ("tổ chức đảng", units)):
        if counted:
            kinds = [f"{labels[kind]} {number}" for kind, number in sorted(counted.items())]
            yield f"Kỷ luật {counted.total()} {what}: {_listed(kinds)}."
    if not found and not units:
        yield "Kỷ luật: trong năm không có tổ chức đảng, đảng viên bị kỷ luật được ghi nhận."
    yield _further_words(period, tree, numbers.as_of)
    complaints = Complaint.objects.filter(
        evaluation__period__year=period.year,
        evaluation__period__quarter=None,
        evaluation__period__organisation__in=tree,
        received_on__lte=day,
    )
    states = Counter(complaints.values_list("state", flat=True))
    if not states:
        yield "Khiếu nại, kiến nghị: không có."
        return
    words = [f"{label} {states[state]}" for state, label in Complaint.State.choices if states[state]]
    yield f"Khiếu nại, kiến nghị: {states.total()} đơn, {_listed(words)}."


def _further_words(period: Period, tree: Sequence[int], as_of: dt.date | None) -> str:
    rows = Decision.objects.all() if as_of is None else decisions_on(as_of)
    rows = rows.filter(
        evaluation__period__year=period.year,
        evaluation__period__quarter=None,
        evaluation__period__organisation__in=tree,
    )
    # A case may have been decided again more than once: it is told once, as it stands now.
    latest = rows.order_by("evaluation_id", "-version").distinct("evaluation_id").values_list("kind", flat=True)
    kinds = Counter(kind for kind in latest if kind != Decision.Kind.FIRST)
    if not kinds:
        return "Xếp loại lại, hủy kết quả: không có."
    again, cancelled = kinds[Decision.Kind.CORRECTED], kinds[Decision.Kind.CANCELLED]
    return f"Xếp loại lại {again} trường hợp; hủy kết quả {cancelled} trường hợp."


def _awards(numbers: YearNumbers) -> Iterator[str]:
    """Awards granted and proposed from the classes of the year, with their money."""
    rows = AwardProposal.objects.filter(
        period__year=numbers.period.year,
        period__quarter=None,
        period__organisation__in=list(numbers.facts.tree),
    )
    labels, forms = dict(AwardProposal.State.choices), dict(Award.Kind.choices)
    counted: Counter[tuple[str, str]] = Counter()
    money: Counter[str] = Counter()
    for state, form, amount in rows.values_list("state", "form", "amount"):
        counted[state, form] += 1
        money[state] += amount or 0
    for state in (AwardProposal.State.GRANTED, AwardProposal.State.PROPOSED):
        parts = [f"{forms[form]} {number}" for (each, form), number in sorted(counted.items()) if each == state]
        if parts:
            paid = f"; tiền thưởng {vn_number(money[state])} đồng" if money[state] else ""
            total = sum(number for (each, _form), number in counted.items() if each == state)
            yield f"{str(labels[state]).capitalize()} {total} trường hợp: {_listed(parts)}{paid}."
    if not counted:
        yield NONE_RECORDED
