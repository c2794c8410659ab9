"""Which regulation a year is evaluated by, and the one frozen into a period."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import DomainError
from evaluations.models import Level, Period
from evaluations.rules.classification import NOT_RATED, UNDETERMINED
from evaluations.rules.regulation import Regulation, load_regulation, read_regulation, regulation_keys

BASES = (
    (2025, None, "Quy định 366-QĐ/TW (30/8/2025) và Hướng dẫn 43-HD/BTCTW (31/10/2025)"),
    (2023, 2024, "Quy định 124-QĐ/TW (04/10/2023) và Hướng dẫn 25-HD/BTCTW (10/11/2023)"),
    (2019, 2022, "Quy định 132-QĐ/TW (08/3/2018) và Hướng dẫn 21-HD/BTCTW (18/10/2019)"),
    (2018, 2018, "Quy định 132-QĐ/TW (08/3/2018) và Hướng dẫn 16-HD/BTCTW (24/9/2018)"),
    (2014, 2017, "Hướng dẫn 27-HD/BTCTW (25/9/2014)"),
    (2011, 2013, "Hướng dẫn 07-HD/BTCTW (11/10/2011)"),
    (2008, 2010, "Hướng dẫn 20-HD/BTCTW (10/10/2008)"),
)
"""What each year was evaluated by: first year, last year, documents."""

NAMES_OF_2014 = (
    gettext_noop("Trong sạch, vững mạnh"),
    gettext_noop("Yếu kém"),
    gettext_noop("Đủ tư cách, hoàn thành xuất sắc nhiệm vụ"),
    gettext_noop("Đủ tư cách, hoàn thành tốt nhiệm vụ"),
    gettext_noop("Đủ tư cách, hoàn thành nhiệm vụ"),
    gettext_noop("Vi phạm tư cách hoặc không hoàn thành nhiệm vụ"),
)
"""Levels that only an older regulation file names, so that the catalogues of translations know them."""


def documents_of_year(year: int) -> str:
    """The documents that a year was evaluated by, or nothing for years before them."""
    return next((text for first, last, text in BASES if first <= year and (last is None or year <= last)), "")


def law_of(period: Period) -> str:
    """What the papers of a year name as their regulation: the committee's own by its title, else the documents of that
    year, which one file may serve for several (2018 and 2019 lean on different guidance)."""
    own = period.local_regulation_id and regulation_of(period).title
    return own or documents_of_year(period.year) or regulation_of(period).title


def documents_in_force(period: Period) -> list[dict[str, str]]:
    """The documents by which the year is evaluated, as the frozen regulation names them; not those it only leans on."""
    named = documents_of_year(period.year)
    rows = [row for row in period.regulation.get("documents", []) if row.get("issuer") and row.get("date")]
    return [row for row in rows if row["title"] in named] or rows[:1]


def known_regulations() -> list[Regulation]:
    """The regulations that a year can be opened under, the newest first."""
    found = [load_regulation(key) for key in regulation_keys()]
    return sorted(found, key=lambda regulation: -regulation.first_year)


def regulation_for(year: int) -> Regulation:
    """The regulation file in force for an evaluation year; raises DomainError when there is none."""
    for key in regulation_keys():
        regulation = load_regulation(key)
        if regulation.first_year <= year and (regulation.last_year is None or year <= regulation.last_year):
            return regulation
    documents = documents_of_year(year)
    if documents:
        raise DomainError(
            _("Năm %(year)s xếp loại theo %(documents)s; chương trình chưa có bộ quy tắc này nên chưa mở được kỳ.")
            % {"year": year, "documents": documents},
            field="year",
        )
    raise DomainError(_("Chưa có bộ quy tắc cho năm %(year)s; hãy chọn năm khác.") % {"year": year}, field="year")


def frozen_text(period: Period) -> str:
    """The frozen regulation as text that is the same for the same contents, to remember things by."""
    return json.dumps(period.regulation, sort_keys=True, ensure_ascii=False)


def regulation_of(period: Period) -> Regulation:
    """The regulation as it was frozen when the period was opened."""
    return regulation_from(frozen_text(period))


@lru_cache(maxsize=16)
def regulation_from(text: str) -> Regulation:
    return read_regulation(json.loads(text))


def level_name(regulation: Regulation, level: str, subject: str) -> str:
    """The words for a level of a subject, and for the two answers that are not levels, in the reader's language."""
    if level == UNDETERMINED:
        return _("Chưa xác định được")
    if level in ("", NOT_RATED):
        return _("Không xếp loại")
    return _(regulation.level_name(level, subject))


def level_choices(regulation: Regulation, subject: str) -> list[tuple[str, str]]:
    """The four levels in the words of the regulation, the best first."""
    return [(level, level_name(regulation, level, subject)) for level in Level.values]
