"""A whole regulation laid out to be read against its documents: every part as a table of plain words.

The same parts make the page and the paper. What is quoted is Vietnamese like the regulation; headings are translated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cells.models import OrganisationKind, UnitType
from core.periods import format_date
from evaluations.models import CapMode, Opinion, Period
from evaluations.queries.regulation_words import choice_words, in_labels, mark_words
from evaluations.queries.regulations import level_name
from evaluations.rules.criteria import CriteriaSet, plain
from evaluations.rules.regulation import LEVELS, Regulation, Rule
from evaluations.rules.wording import in_words
from meetings.rules.inputs import Source

OWN_DOCUMENT = "OWN"
"""How ``rules.derived`` calls the documents of committees."""
SHARES = ("members_share", "units_share")


@dataclass(frozen=True)
class Line:
    """One entry: its cells in the order of the heads. ``is_own``: settled by a committee, not by the centre."""

    cells: tuple[str, ...]
    is_own: bool = False
    is_heading: bool = False

    @property
    def span(self) -> int:
        """Over how many columns the first cell of a heading goes: up to the next one with words."""
        return 1 + sum(not cell for cell in self.cells[1:])


@dataclass(frozen=True)
class Part:
    """A part of the regulation; ``numbers`` are the places of columns of figures."""

    key: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    lead: str = ""
    numbers: tuple[int, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether it is a set of criteria, which is the committee's as a whole."""
        return self.key.startswith("criteria-")

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, str, bool]]]]:
        """Each line with its cells: the head, the words, whether they are figures."""
        return [
            (
                line,
                [
                    (head, cell, place in self.numbers)
                    for place, (head, cell) in enumerate(zip(self.heads, line.cells, strict=False))
                ],
            )
            for line in self.lines
        ]


def parts_of(regulation: Regulation) -> list[Part]:
    """All parts that the regulation has, in the order in which they are read."""
    return [part for part in _Text(regulation).parts() if part.lines or part.lead]


def text_of_set(regulation: Regulation, criteria: CriteriaSet) -> Part:
    """One set of criteria, laid out like the parts of its regulation."""
    return _Text(regulation).criteria(criteria)


class _Text:
    def __init__(self, regulation: Regulation) -> None:
        self.regulation, self.marks = regulation, mark_words()
        self.names = {**regulation.facts, **regulation.settings}
        documents = regulation.data["documents"]
        self.own_titles = {item["title"] for item in documents if item["key"].startswith(OWN_DOCUMENT)}

    def parts(self) -> Iterator[Part]:
        yield from (self._documents(), self._levels(), self._subjects())
        yield self._rules("exclusions", _("Ai không xếp loại"), self.regulation.exclusions)
        yield from self._points()
        for level in LEVELS[:-1]:
            rules = [rule for rule in self.regulation.gates if rule.level == level]
            name = self._level(level)
            yield self._rules(level, _("Điều kiện của mức “%(level)s”") % {"level": name}, rules, _("Phải đạt tất cả."))
        yield self._triggers()
        yield self._rules("ceilings", _("Mức cao nhất trong vài trường hợp"), self.regulation.ceilings)
        yield self._rules("warnings", _("Điều cần lưu ý"), self.regulation.warnings)
        yield Part("gap", _("Khi văn bản không nêu mức nào"), (), (), self.regulation.gap)
        yield from (self._cap(), self._cases(), self._order(), self._opinions(), self._deciders())
        yield from (self._deadlines(), self._forms(), self._award(), self._settings())
        yield from (self.criteria(item) for item in self.regulation.criteria_sets)
        yield from (self._facts(), self._consistency())

    def _level(self, key: str) -> str:
        return level_name(self.regulation, key, self.regulation.subjects[0].key)

    def _source(self, source: Source, mark: str) -> str:
        where = ", ".join(part for part in (source.document, source.article) if part)
        own = source.document in self.own_titles
        return where if own or not mark else f"{where} ({self.marks.get(mark, mark)})"

    def _is_own(self, source: Source) -> bool:
        return source.document in self.own_titles

    def _named(self, subjects: Iterable[str]) -> str:
        """Subjects by their names; all of a kind, or all, in one word."""
        wanted, found = set(subjects), []
        if wanted == {subject.key for subject in self.regulation.subjects}:
            return _("mọi đối tượng")
        for kind, words in (("organisation", _("mọi tổ chức, tập thể")), ("person", _("mọi cá nhân"))):
            of_kind = [subject for subject in self.regulation.subjects if subject.kind == kind]
            named = [subject.name for subject in of_kind if subject.key in wanted]
            found += [words] if len(of_kind) > 1 and len(named) == len(of_kind) else named
        return "; ".join(found)

    def _documents(self) -> Part:
        rows = tuple(
            Line((item["title"], item["issuer"], _day(item["date"]), item["about"]), item["key"].startswith("OWN"))
            for item in self.regulation.data["documents"]
        )
        heads = (_("Văn bản"), _("Cơ quan ban hành"), _("Ngày"), _("Nội dung"))
        return Part("documents", _("Văn bản làm căn cứ"), heads, rows)

    def _levels(self) -> Part:
        rows = tuple(Line((level.name, level.person, level.short)) for level in self.regulation.levels)
        heads = (_("Với tổ chức, tập thể"), _("Với cá nhân"), _("Viết tắt"))
        return Part("levels", _("Bốn mức xếp loại"), heads, rows)

    def _subjects(self) -> Part:
        kinds = {"organisation": _("tổ chức, tập thể"), "person": _("cá nhân")}
        rows = tuple(Line((subject.name, kinds[subject.kind])) for subject in self.regulation.subjects)
        return Part("subjects", _("Đối tượng"), (_("Đối tượng"), _("Thuộc")), rows)

    def _rules(self, key: str, title: str, rules: Iterable[Rule], lead: str = "") -> Part:
        heads = (_("Nội dung"), _("Chương trình xét"), _("Áp dụng cho"), _("Nguồn"))
        lines = tuple(self._rule(rule) for rule in rules)
        return Part(key, title, heads, lines, lead if lines else "")

    def _rule(self, rule: Rule) -> Line:
        is_own = self._is_own(rule.source) or (bool(self.regulation.parent) and rule.key.endswith(SHARES))
        cells = (rule.text, self._tested(rule), self._named(rule.subjects), self._source(rule.source, rule.mark))
        return Line(cells, is_own)

    def _tested(self, rule: Rule) -> str:
        """What is looked at: the condition in words, or who has to state it; then what may change it."""
        if rule.test is not None:
            found = [capfirst(in_words(rule.test.text, self.names))]
        else:
            found = [_("Khi cấp có thẩm quyền kết luận") if rule.claimed else _("Văn bản để mở: cấp ủy quyết định")]
        if rule.waivable:
            found.append(_("được xem xét không áp dụng, có lý do"))
        if rule.most:
            found.append(_("cao nhất là “%(level)s”") % {"level": self._level(rule.most)})
        for key in (rule.setting, rule.reading):
            if key:
                found.append(_("theo lựa chọn “%(label)s”") % {"label": self.regulation.settings[key].label})
        return "; ".join(found)

    def _triggers(self) -> Part:
        title = _("Căn cứ xếp mức “%(level)s”") % {"level": self._level("failed")}
        return self._rules("triggers", title, self.regulation.triggers, _("Chỉ cần một căn cứ."))

    def _points(self) -> Iterator[Part]:
        heads = (_("Mức"), _("Từ điểm"), _("Đến dưới"))
        bands = tuple(
            Line((self._level(band.level), str(band.least), "" if band.below is None else str(band.below)))
            for band in self.regulation.bands
        )
        yield Part("bands", _("Khung điểm"), heads, bands, self._when_gates_fail() if bands else "", (1, 2))
        groups = {group.key: group for group in self.regulation.score_groups}
        points = [Line((group.name, str(group.points))) for group in groups.values()]
        yield Part("groups", _("Nhóm điểm"), (_("Nhóm"), _("Điểm")), tuple(points), "", (1,))
        for appendix in self.regulation.appendices:
            lines = []
            for key, headings in appendix.headings.items():
                name = f"{key}. {groups[key].name} ({groups[key].points})" if key in groups else key
                lines += [Line((name,), is_heading=True), *(Line((heading,)) for heading in headings)]
            notes = [appendix.note, "; ".join(appendix.blocks), self.marks.get(appendix.mark, "")]
            lead = ". ".join(note.rstrip(".") for note in notes if note)
            yield Part(appendix.key, appendix.name, (_("Tiêu chí"),), tuple(lines), lead)

    def _when_gates_fail(self) -> str:
        """What becomes of points above a level whose conditions fail, as the committee reads it."""
        setting = self.regulation.settings["fallthrough"]
        return capfirst(next(choice.label for choice in setting.values if choice.key == setting.default)) + "."

    def _cap(self) -> Part:
        title, rule = _("Giới hạn tỷ lệ"), self.regulation.cap
        if rule is None:
            return Part("cap", title, (), (), _("Quy định này không có giới hạn tỷ lệ."))
        roundings = {"floor": _("bỏ phần lẻ"), "half_up": _("làm tròn")}
        uplift = _("%(rate)s %% khi được phép bằng văn bản") % {"rate": rule.uplift_rate} if rule.uplift_rate else ""
        own = {key.removeprefix("cap.") for key in self.regulation.settled if key.startswith("cap.")}
        lines = [
            Line((_("Tỷ lệ"), f"{rule.rate} %", uplift), "rate" in own),
            Line((_("Tính trên"), str(CapMode(rule.mode).label), ""), "mode" in own),
            Line((_("Theo nhóm"), rule.group, "")),
            Line((_("Phần lẻ"), roundings.get(rule.rounding, rule.rounding), ""), "rounding" in own),
            Line((_("Nhóm nhỏ"), str(Period.Pooling(rule.small_groups).label), ""), "small_groups" in own),
            *(Line(("", option.text, self._source(option.source, option.mark))) for option in rule.options),
            Line((_("Nguyên văn"), rule.text, self._source(rule.source, rule.mark))),
        ]
        return Part("cap", title, (_("Điểm"), _("Cách tính"), _("Ghi chú, nguồn")), tuple(lines))

    def _cases(self) -> Part:
        cases = [
            Line((case.text, self._named(case.subjects) if case.subjects else "", self._source(case.source, case.mark)))
            for case in self.regulation.special_cases
        ]
        late = self.regulation.late_discipline
        if late is not None:
            cases.append(Line((late.text, "", self._source(late.source, late.mark))))
        heads = (_("Nội dung"), _("Áp dụng cho"), _("Nguồn"))
        return Part("cases", _("Trường hợp đặc biệt, kỷ luật đến sau"), heads, tuple(cases))

    def _order(self) -> Part:
        rows = tuple(Line((item.text, self._source(item.source, item.mark))) for item in self.regulation.order)
        rows += tuple(Line((item.text, self._source(item.source, item.mark))) for item in self.regulation.periods)
        return Part("order", _("Thứ tự và kỳ đánh giá"), (_("Nội dung"), _("Nguồn")), rows)

    def _opinions(self) -> Part:
        givers = dict(Opinion.Giver.choices)
        rows = tuple(
            Line(
                (
                    capfirst(str(givers.get(asked.giver, asked.giver))),
                    asked.text,
                    self._named(asked.subjects),
                    _("bắt buộc") if asked.required else _("nếu có"),
                    self._source(asked.source, asked.mark),
                )
            )
            for asked in self.regulation.opinions
        )
        heads = (_("Ai cho ý kiến"), _("Nội dung"), _("Về ai"), _("Yêu cầu"), _("Nguồn"))
        return Part("opinions", _("Lấy ý kiến"), heads, rows)

    def _deciders(self) -> Part:
        units = {**dict(OrganisationKind.choices), "member": _("Đảng viên")}
        more = {"base_under_province": _("Tổ chức cơ sở đảng trực thuộc tỉnh ủy")}
        rows = tuple(
            Line(
                (
                    capfirst(str({**units, **more}.get(item.unit, item.unit))),
                    item.self_rates,
                    item.proposes,
                    item.decides,
                    self._source(item.source, item.mark),
                )
            )
            for item in self.regulation.decides
        )
        heads = (_("Đối tượng"), _("Tự đánh giá"), _("Đề nghị"), _("Quyết định"), _("Nguồn"))
        return Part("decides", _("Ai quyết định"), heads, rows)

    def _deadlines(self) -> Part:
        rows = tuple(
            Line(
                (
                    f"{item.before} {_('năm sau')}" if item.next_year else item.before,
                    item.text,
                    self._source(item.source, item.mark),
                ),
                self._is_own(item.source),
            )
            for item in self.regulation.deadlines
        )
        return Part("deadlines", _("Thời hạn"), (_("Trước ngày"), _("Việc"), _("Nguồn")), rows)

    def _forms(self) -> Part:
        rows = tuple(
            Line(
                (
                    form.number,
                    form.name,
                    self._named(form.subjects),
                    "; ".join(section.heading for section in form.sections) or _("chỉ biết tên mẫu"),
                )
            )
            for form in self.regulation.forms
        )
        heads = (_("Số"), _("Tên mẫu"), _("Dùng cho"), _("Các mục"))
        return Part("forms", _("Biểu mẫu"), heads, rows)

    def _award(self) -> Part:
        award = self.regulation.award
        rows = (Line((award.name, award.text, self._source(award.source, award.mark))),) if award else ()
        return Part("award", _("Danh hiệu"), (_("Tên"), _("Nội dung"), _("Nguồn")), rows)

    def _settings(self) -> Part:
        settled = set(self.regulation.settled)
        rows = tuple(
            Line(
                (
                    item.label,
                    choice_words(item, item.default),
                    in_labels(self.regulation, item.meaning),
                    self._source(item.source, item.mark),
                ),
                key in settled,
            )
            for key, item in self.regulation.settings.items()
        )
        lead = _("Chỗ văn bản để ngỏ hoặc hiểu được hai cách; cấp ủy chọn, chưa chọn thì theo mặc định ghi ở đây.")
        heads = (_("Lựa chọn"), _("Đang theo"), _("Giải thích"), _("Nguồn"))
        return Part("settings", _("Điều để cấp ủy chọn"), heads, rows, lead if rows else "")

    def criteria(self, item: CriteriaSet) -> Part:
        units = dict(UnitType.choices)
        rows: list[Line] = []
        names = {group["key"]: group["name"] for group in item.data["groups"]}
        for key, points in item.groups.items():
            name = f"{key}. {names[key]}"
            rows.append(Line((name, "", "", _shown(plain(points))), is_heading=True))
            rows += [
                Line((row.code, row.text, self._scored(item, row), _shown(plain(row.maximum))), is_own=True)
                for row in item.rows
                if row.group == key
            ]
        rows += [
            Line((cut.code, cut.text, _("trừ mỗi lần, không dưới 0 của dòng %(row)s") % {"row": cut.row},
                  f"–{_shown(plain(cut.points))}"), is_own=True)
            for cut in item.deductions
        ]  # fmt: skip
        found = [self._named(item.subjects), *(str(units[key]) for key in item.unit_types)]
        lead = ". ".join(text.rstrip(".") for text in ("; ".join(found), item.note) if text) + "."
        heads = (_("Mã"), _("Tiêu chí"), _("Cách chấm"), _("Tối đa"))
        return Part(
            f"criteria-{item.key}", _("Bộ tiêu chí: %(title)s") % {"title": item.title}, heads, tuple(rows), lead, (3,)
        )

    def _scored(self, item: CriteriaSet, row: Any) -> str:
        return in_words(row.points.text, item.facts) if row.points else _("chấm trực tiếp")

    def _facts(self) -> Part:
        rows = tuple(
            Line((fact.label, fact.meaning, fact.unit, self._source(fact.source, fact.mark)))
            for fact in self.regulation.facts.values()
            if fact.type != "triggers"
        )
        heads = (_("Dữ kiện"), _("Giải thích"), _("Đơn vị"), _("Nguồn"))
        return Part("facts", _("Dữ kiện mà các quy tắc hỏi"), heads, rows)

    def _consistency(self) -> Part:
        rows = tuple(
            Line((self.names[item["fact"]].label, item["text"], in_words(item["test"], self.names)))
            for item in self.regulation.data["consistency"]
        )
        heads = (_("Dữ kiện"), _("Phải khớp"), _("Chương trình xét"))
        return Part("consistency", _("Số liệu phải khớp nhau"), heads, rows)


def _day(text: str) -> str:
    """A date of a document: the day, or only the year."""
    return format_date(dt.date.fromisoformat(text)) if len(text) == 10 else text


def _shown(number: Any) -> str:
    return str(number).replace(".", ",")
