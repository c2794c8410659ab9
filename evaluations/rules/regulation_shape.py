"""The shape of a regulation's file: which parts there are, and what each part is made of."""

from __future__ import annotations

from evaluations.rules import cap
from evaluations.rules.parts import EFFECTS, GIVERS, LATE_MODES, LEVELS, PERIODS, SECTION_KINDS, STEPS, UNITS
from evaluations.rules.shapes import (
    anything,
    by_name,
    each,
    flag,
    may_be_blank,
    one_of,
    or_null,
    record,
    text,
    whole,
)
from meetings.rules.datafile import FACT_TYPES, MARKS

MOST = 10**6
SOURCE = record({"document": text, "article": may_be_blank})
MARK = one_of(MARKS)
KNOWN = {"source": SOURCE, "mark": MARK}
SUBJECTS = each(text, least=1)
FACT = {
    "key": text, "label": text, "type": one_of(FACT_TYPES), "unit": may_be_blank, "meaning": text, **KNOWN,
}  # fmt: skip
FACT_MORE = {
    "values": each(record({"key": text, "label": text}), least=1),
    "least": whole(-MOST, MOST), "most": whole(-MOST, MOST), "may_be_empty": flag,
}  # fmt: skip
RULE = {"rule": text, "subjects": SUBJECTS, "text": text, **KNOWN}
RULE_MORE = {"test": text, "setting": text, "reading": text}
CAP = record(
    {
        "rate": whole(1, 100), "uplift_rate": or_null(whole(1, 100)), "mode": one_of(cap.MOST), "group": text,
        "text": text, **KNOWN,
    },
    {
        "rounding": one_of(cap.ROUNDINGS), "small_groups": one_of(cap.SMALL_GROUPS),
        "options": each(record({"key": text, "value": text, "text": text, **KNOWN})),
    },
)  # fmt: skip
SCORE = record(
    {
        **KNOWN,
        "bands": each(record({"level": one_of(LEVELS), "from": whole(0, 1000), "below": or_null(whole(0, 1000))})),
        "groups": each(record({"key": text, "name": text, "points": whole(0, 1000)})),
    },
    {"appendices": each(anything), "fallthrough_text": text},  # the text is of copies frozen before it was a reading
)  # fmt: skip
APPENDIX = record(
    {"key": text, "name": text, "subjects": SUBJECTS, "headings": by_name(each(text, least=1))},
    {"mark": MARK, "note": text, "blocks": each(text)},
)
SECTION = record({"key": text, "heading": text, "hint": may_be_blank, "kind": one_of(SECTION_KINDS)})
FORM = record(
    {"key": text, "name": text, "subjects": SUBJECTS},
    {"number": text, "numbered_from": whole(2000, 2100), "sections": each(SECTION), "mark": MARK},
)
SPECIAL_CASE = record(
    {"key": text, "text": text, **KNOWN},
    {"effect": one_of(EFFECTS), "subjects": SUBJECTS, "opinion": one_of(GIVERS), "months": whole(1, 24)},
)
REGULATION = record(
    {
        "key": text, "title": text, "note": may_be_blank,
        "years": record({"first": whole(1975, 2200), "last": or_null(whole(1975, 2200))}),
        "documents": each(
            record({"key": text, "title": text, "issuer": may_be_blank, "date": may_be_blank, "about": may_be_blank}),
            least=1,
        ),
        "levels": each(record({"key": one_of(LEVELS), "name": text, "short": text}, {"person": text})),
        "subjects": each(record({"key": text, "name": text, "kind": one_of(("organisation", "person"))}), least=1),
        "facts": each(record({**FACT, "subjects": SUBJECTS}, FACT_MORE), least=1),
        "consistency": each(record({"test": text, "fact": text, "text": text})),
        "exclusions": each(record(RULE, RULE_MORE)),
        "triggers": each(record(RULE, {**RULE_MORE, "waivable": flag})),
        "gates": each(record({**RULE, "level": one_of(LEVELS[:-1])}, RULE_MORE), least=1),
        "below_lowest": record({"text": text}, {"rule": text, "subjects": SUBJECTS, **KNOWN}),
        "forms": each(FORM),
        "deadlines": each(record({"key": text, "before": text, "next_year": flag, "text": text, **KNOWN})),
        "special_cases": each(SPECIAL_CASE),
        "late_discipline": record({"mode": or_null(one_of(LATE_MODES)), "text": text, **KNOWN}),
    },
    {
        "settings": each(record({**FACT, "default": anything}, FACT_MORE)),
        "score": SCORE,
        "appendices": each(anything),
        "cap": or_null(CAP),
        "ceilings": each(record({**RULE, "most": one_of(LEVELS[1:-1])}, RULE_MORE)),
        "warnings": each(record(RULE, RULE_MORE)),
        "order": each(record({"before": one_of(STEPS), "after": one_of(STEPS), "text": text, **KNOWN})),
        "opinions": each(
            record({"giver": one_of(GIVERS), "subjects": SUBJECTS, "required": flag, "text": text, **KNOWN})
        ),
        "decides": each(
            record({"unit": one_of(UNITS), "self_rates": text, "proposes": may_be_blank, "decides": text, **KNOWN})
        ),
        "periods": each(
            record({"key": one_of(PERIODS), "subjects": SUBJECTS, "informative": flag, "text": text, **KNOWN})
        ),
        "award": or_null(record({"name": text, "five_years": text, "text": text, **KNOWN})),
        "criteria_sets": each(anything),
        "parent": text, "ancestors": each(text), "settled": each(text),
    },
)  # fmt: skip
