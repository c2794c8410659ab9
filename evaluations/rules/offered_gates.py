"""Further conditions that a committee may choose from a list; each stands in ``regulations/facts/offered_gates.json``.

A condition is chosen from a level upwards: one for "good" is asked for "excellent" too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evaluations.rules.records import named_subjects
from evaluations.rules.regulation import LEVELS
from meetings.rules import datafile
from meetings.rules.inputs import Source

OFFERED = Path(__file__).resolve().parent.parent / "regulations" / "facts" / "offered_gates.json"


@dataclass(frozen=True)
class OfferedGate:
    """A condition in words and as a test over facts of the records; ``source`` is what it leans on."""

    key: str
    subjects: tuple[str, ...]
    text: str
    test: str
    source: Source
    mark: str

    def chosen(self, level: str) -> list[dict[str, Any]]:
        """The entries of a committee's ``gates`` that ask for it from ``level`` upwards."""
        source = ", ".join(part for part in (self.source.document, self.source.article) if part)
        return [
            {
                "key": self.key,
                "level": asked,
                "subjects": list(self.subjects),
                "text": self.text,
                "test": self.test,
                "source": source,
            }
            for asked in LEVELS[: LEVELS.index(level) + 1]
        ]


@cache
def offered_gates() -> tuple[OfferedGate, ...]:
    """The conditions of the file. Raises DataFileError for a file with a mistake."""
    data, _sha256 = datafile.read_file(OFFERED)
    read = datafile.take(OFFERED.name, data, ("note", "documents", "gates"))
    titles = {document["key"]: document["title"] for document in read["documents"]}
    return tuple(
        OfferedGate(
            item["key"],
            named_subjects(item["subjects"]),
            item["text"],
            item["test"],
            datafile.read_source(OFFERED.name, item["source"], titles),
            item["mark"],
        )
        for item in read["gates"]
    )


def level_chosen(key: str, gates: list[dict[str, Any]]) -> str:
    """The lowest level for which a committee's ``gates`` ask the condition; nothing where they do not."""
    asked = [gate["level"] for gate in gates if gate["key"] == key]
    return max(asked, key=LEVELS.index, default="")
