"""What a committee settles in a draft: choices, cap, conditions, deadlines, sets of criteria.

Each part is checked against the regulation above when it is saved; only the points of a set of criteria may be uneven
until the draft is approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from evaluations.models import LocalRegulation
from evaluations.queries.local_regulations import parent_data
from evaluations.rules.criteria_check import SET
from evaluations.rules.criteria_merge import fingerprint
from evaluations.rules.derived import derive
from evaluations.rules.shapes import raise_faults
from evaluations.services.local_regulations import draft_for_change

Data = dict[str, Any]


@transaction.atomic
def change_choices(
    regulation: LocalRegulation, *, settings: Mapping[str, Any], cap: Mapping[str, Any], by: User
) -> bool:
    """Set the choices that the regulation above leaves open, and how the cap is counted; the rest stays as above."""
    return _change(regulation, {"settings": dict(settings), "cap": dict(cap)}, by=by)


@transaction.atomic
def change_gates(
    regulation: LocalRegulation, *, gates: Sequence[Mapping[str, Any]], hd21_shares: bool, by: User
) -> bool:
    """Set the further conditions of levels, and whether the shares of HD 21 are asked for."""
    parts: Data = {"gates": [dict(gate) for gate in gates]}
    return _change(regulation, parts | {"hd21_shares": hd21_shares or None}, by=by)


@transaction.atomic
def change_deadlines(regulation: LocalRegulation, *, deadlines: Sequence[Mapping[str, Any]], by: User) -> bool:
    """Set the internal deadlines, each earlier than that of the regulation above."""
    return _change(regulation, {"deadlines": [dict(row) for row in deadlines]}, by=by)


def _change(regulation: LocalRegulation, parts: Data, *, by: User) -> bool:
    """Put parts into the draft in place of what stood there; empty ones are left out."""
    regulation = draft_for_change(regulation)
    parts = {name: value or None for name, value in parts.items()}
    derive(parent_data(regulation), {name: value for name, value in parts.items() if value})
    before = {name: regulation.own.get(name) for name in parts}
    if before == parts:
        return False
    changes = {name: [before[name], value] for name, value in parts.items() if before[name] != value}
    _save(regulation, parts)
    _record(regulation, changes, by=by)
    return True


@transaction.atomic
def add_criteria(regulation: LocalRegulation, criteria: Mapping[str, Any], *, by: User) -> Data:
    """Take a set of criteria into the draft: an example, or an empty one. Its key becomes unique in the draft.

    A set for the same subjects and types of unit may stand there for a while; approval refuses it.
    """
    regulation = draft_for_change(regulation)
    raise_faults(list(SET("", criteria)))
    known = {item["key"] for item in sets_of(regulation)}
    added = dict(criteria)
    number = 2
    while added["key"] in known:
        added["key"] = f"{criteria['key']}-{number}"
        number += 1
    _save(regulation, {"criteria": [*sets_of(regulation), added]})
    _record(regulation, {added["key"]: [None, added["title"]]}, by=by)
    return added


@transaction.atomic
def change_criteria(
    regulation: LocalRegulation, key: str, criteria: Mapping[str, Any], *, by: User, seen: str | None = None
) -> bool:
    """Put ``criteria`` in the place of the set ``key``. Its points need not add up before approval.

    ``seen`` is the ``fingerprint`` of the set that a preview compared with.
    """
    regulation = draft_for_change(regulation)
    before = set_of(regulation, key)
    if seen is not None and seen != fingerprint(before):
        raise DomainError(_("Bộ tiêu chí đã được sửa sau lúc xem trước; hãy tải tệp lên lại để xem thay đổi."))
    after = {**criteria, "key": key}
    raise_faults(list(SET("", after)))
    if after == before:
        return False
    _save(regulation, {"criteria": [after if item["key"] == key else item for item in sets_of(regulation)]})
    _record(regulation, _differences(before, after), by=by)
    return True


@transaction.atomic
def remove_criteria(regulation: LocalRegulation, key: str, *, by: User) -> None:
    """Take a set of criteria out of the draft; one that is gone already stays gone."""
    regulation = draft_for_change(regulation)
    kept = [item for item in sets_of(regulation) if item["key"] != key]
    removed = [item for item in sets_of(regulation) if item["key"] == key]
    if not removed:
        return
    _save(regulation, {"criteria": kept or None})
    _record(regulation, {key: [removed[0]["title"], None]}, by=by)


def sets_of(regulation: LocalRegulation) -> list[Data]:
    """The sets of criteria of a draft."""
    return list(regulation.own.get("criteria") or ())


def set_of(regulation: LocalRegulation, key: str) -> Data:
    """One set of criteria of a draft. Raises DomainError."""
    found = next((item for item in sets_of(regulation) if item["key"] == key), None)
    if found is None:
        raise DomainError(_("Bộ tiêu chí này không còn trong bản thảo; hãy tải lại trang."))
    return found


def _differences(before: Data, after: Data) -> dict[str, list[Any]]:
    """What changed, by row; the words and the points of a row in one line."""
    found = {name: [before[name], after[name]] for name in ("title", "unit_types") if before[name] != after[name]}
    old, new = ({row["code"]: f"{row['text']} ({row['maximum']})" for row in item["rows"]} for item in (before, after))
    rows = {code: [old.get(code), new.get(code)] for code in (*old, *(code for code in new if code not in old))}
    return found | {code: pair for code, pair in rows.items() if pair[0] != pair[1]}


def _save(regulation: LocalRegulation, parts: Data) -> None:
    own = {**regulation.own, **parts}
    regulation.own = {name: value for name, value in own.items() if value}
    regulation.save(update_fields=["own"])


def _record(regulation: LocalRegulation, changes: dict[str, list[Any]], *, by: User) -> None:
    record(
        "evaluations.local_regulation_changed",
        regulation,
        by=by,
        organisation=regulation.organisation,
        changes=changes,
    )
