"""Words of regulations: what a mark says, how a choice is said, facts called by their labels."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Setting, Value

KEY = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
"""What a name of a fact looks like inside a sentence."""


def mark_words() -> dict[str, str]:
    """What each mark says of how well a sentence is known."""
    return {
        "R": _("đã đọc trong văn bản"),
        "R-part": _("đọc được một phần"),
        "D": _("suy ra từ văn bản"),
        "M": _("nhớ lại, chưa đọc được"),
        "C": _("chương trình soạn, không có trong văn bản"),
    }


def choice_words(setting: Setting, value: Value) -> str:
    """A choice as it is said: the label of a value, a number with its unit, yes or no."""
    if value is None:
        return _("chưa đặt")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    labels = {choice.key: choice.label for choice in setting.values}
    return labels.get(str(value), f"{value} {setting.unit}".strip())


def in_labels(regulation: Regulation, text: str) -> str:
    """A sentence with facts and triggers called as people call them, not by their keys."""
    labels = {key: fact.label for key, fact in regulation.facts.items()}
    labels |= {rule.key: rule.text.rstrip(".") for rule in regulation.triggers}
    return KEY.sub(lambda found: f"“{labels[found[0]]}”" if found[0] in labels else found[0], text)
