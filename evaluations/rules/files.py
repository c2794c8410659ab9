"""What is wrong with a file of rules (a regulation, or a set of criteria), before it is put among the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.checking import regulation_faults
from evaluations.rules.criteria_check import criteria_faults
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import load_regulation, regulation_keys
from meetings.rules import exact_json
from meetings.rules.inputs import InputError, listed, shown


def file_faults(path: Path) -> list[str]:
    """Sentences for everything wrong with a file; none when it is in order. Raises OSError when it cannot be read."""
    try:
        data = exact_json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [_("Tệp không phải là chữ UTF-8; hãy lưu lại bằng UTF-8.")]
    except InputError as error:
        return [_("Tệp không đọc được thành JSON: %(fault)s; hãy sửa chỗ ấy.") % {"fault": str(error).rstrip(".")}]
    if isinstance(data, dict) and "rows" in data and "gates" not in data:
        return _faults_of_criteria(data)
    return regulation_faults(data) or _faults_of_years(data)


def _faults_of_criteria(data: dict[str, Any]) -> list[str]:
    key = data.get("regulation")
    if key not in regulation_keys():
        words = {"key": shown(key), "keys": listed(regulation_keys())}
        return [_("Mục regulation: quy định %(key)s không có trong: %(keys)s; hãy sửa.") % words]
    regulation = load_regulation(key)
    groups = {group.key: group.points for group in regulation.score_groups}
    score = regulation.facts.get("score")
    if score is None:
        return [_("Mục regulation: quy định %(key)s chấm bốn mức chứ không chấm điểm.") % {"key": shown(key)}]
    return criteria_faults(data, {**record_facts(), **regulation.facts}, groups, score.most)


def _faults_of_years(data: dict[str, Any]) -> list[str]:
    """Two regulations of the centre never hold for one year."""
    if data.get("parent"):
        return []
    first, last = data["years"]["first"], data["years"]["last"]
    found = []
    for other in (load_regulation(key) for key in regulation_keys() if key != data["key"]):
        if first <= (other.last_year or first) and other.first_year <= (last or other.first_year):
            words = {"key": other.key, "first": other.first_year, "last": other.last_year or "…"}
            found.append(
                _("Mục years: trùng năm với quy định %(key)s (%(first)s–%(last)s); hãy sửa năm của một trong hai.")
                % words
            )
    return found
