"""What a regulation wants to have before a class is decided. Data: ``procedure.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("procedure.json")
APPRAISAL = "appraisal"


@cache
def _data() -> dict[str, dict[str, Any]]:
    found = json.loads(DATA.read_text(encoding="utf-8"))["regulations"]
    assert isinstance(found, dict)
    return found


def asked_by(regulation_key: str, step: str) -> str:
    """Where the regulation asks for that step, as "document, article"; nothing where it is not known to."""
    source = _data().get(regulation_key, {}).get(step)
    return ", ".join(part for part in (source["document"], source["article"]) if part) if source else ""
