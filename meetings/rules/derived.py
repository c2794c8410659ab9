"""A committee's own scoring sheet: a sheet of ``sheets/`` with its points, limits, thresholds and rows changed.

``own`` holds only what differs, as plain values: ``title``; ``groups`` {number: maximum}; ``criteria`` {number: {text,
maximum, points [of each option], limits [of each option]}}; ``added`` [{number, group, text, maximum}]; ``grades``
{key: least percent}; ``year`` (see ``meetings.rules.year_grades``). A row with maximum 0 is not asked for any more.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from meetings.rules import datafile
from meetings.rules.inputs import InputError, read_settings, refuse_unknown
from meetings.rules.sheet import Sheet, load_sheet, meeting_facts, read_sheet, sheet_data

Data = dict[str, Any]
PARTS = ("title", "groups", "criteria", "added", "grades", "year")
FULL = 100
"""What a committee's own sheet adds up to, so that thresholds in percent and in points are the same."""
MINUTES_OF_A_DAY = 24 * 60


class SheetFault(DomainError):
    """What is wrong with a committee's sheet: a sentence for each fault, the first as its message."""


def sheet_of(base: str, own: Mapping[str, Any] | None = None) -> Sheet:
    """The sheet as it is in force: the base itself, or the committee's own. Raises SheetFault, InputError."""
    return load_sheet(base) if not own else read_data(derived_data(base, own))


def read_data(data: Data) -> Sheet:
    """A sheet from plain values, such as those frozen in a score."""
    facts, consistency, shared = meeting_facts()
    return read_sheet(data, facts, consistency, shared)


def derived_data(base: str, own: Mapping[str, Any]) -> Data:
    """The whole sheet as plain values. Raises SheetFault naming everything that does not agree."""
    refuse_unknown(own, PARTS)
    data = copy.deepcopy(sheet_data(base))
    if own.get("title"):
        data["title"] = own["title"]
    if set(own) - {"title", "year"}:
        data["level"] = "options" if data["level"] == "options" else "rows"
        data["maximum"] = FULL
        _change_rows(data, own)
        _change_settings(data)
    faults = _faults(data)
    if faults:
        raise SheetFault(faults[0], details=faults[1:])
    try:
        read_data(data)
    except datafile.DataFileError as error:
        raise SheetFault(_("Bảng điểm không hợp lệ (%(fault)s).") % {"fault": error}) from error
    return data


def own_settings(base: str, own: Mapping[str, Any], settings: Mapping[str, object]) -> dict[str, Any]:
    """Every setting of the sheet with the value chosen or its default. Raises InputError naming the setting."""
    try:
        return dict(read_settings(sheet_of(base, own).settings, dict(settings)))
    except InputError as error:
        raise error.inside("settings") from error


def _change_rows(data: Data, own: Mapping[str, Any]) -> None:
    groups = own.get("groups", {})
    for group in data["groups"]:
        group["maximum"] = groups.get(group["number"], group["maximum"])
    changes = own.get("criteria", {})
    refuse_unknown(changes, [row["number"] for row in data["criteria"]])
    for row in data["criteria"]:
        _change_row(row, changes.get(row["number"], {}))
    for added in own.get("added", ()):
        data["criteria"].append(
            {**datafile.take("added", dict(added), ("number", "group", "text", "maximum")), "mark": "D"}
        )
    order = [group["number"] for group in data["groups"]]
    data["criteria"].sort(key=lambda row: order.index(row["group"]) if row["group"] in order else len(order))
    for grade in data["grades"]:
        grade["least"] = own.get("grades", {}).get(grade["key"], grade["least"])


def _change_row(row: Data, change: Mapping[str, Any]) -> None:
    refuse_unknown(change, ("text", "maximum", "points", "limits"))
    row["text"] = change.get("text", row["text"])
    row["maximum"] = change.get("maximum", row["maximum"])
    if sum(part["maximum"] for part in row.get("parts", ())) != row["maximum"]:
        row.pop("parts", None)  # the source's parts belong to the source's points
    for place, option in enumerate(row.get("options", ())):
        for name, key in (("points", "points"), ("limits", "limit")):
            values = change.get(name, ())
            if key in option and place < len(values) and values[place] is not None:
                option[key] = values[place]
    if not row["maximum"]:
        for name in ("options", "why", "share", "asked_when", "otherwise"):
            row.pop(name, None)


def _change_settings(data: Data) -> None:
    """A setting that gives the points of an option lies between the options beside it."""
    settings = {setting["key"]: setting for setting in data.get("settings", ())}
    for row in data["criteria"]:
        options = row.get("options", ())
        for place, option in enumerate(options):
            setting = settings.get(option.get("setting", ""))
            beside = [other["points"] for other in options[max(place - 1, 0) : place + 2] if "points" in other]
            if setting and beside:
                setting["least"], setting["most"] = min(beside), max(beside)
                setting["default"] = min(max(setting["default"], min(beside)), max(beside))


def _faults(data: Data) -> list[str]:
    rows = data["criteria"]
    faults = _faults_of_numbers(rows)
    faults += [fault for row in rows for fault in _faults_of_row(row)]
    for group in data["groups"]:
        points = sum(row["maximum"] for row in rows if row["group"] == group["number"])
        if points != group["maximum"]:
            words = {**group, "points": points}
            faults.append(
                _(
                    "Nhóm %(number)s “%(text)s”: các tiêu chí cộng lại %(points)s điểm, nhưng nhóm ghi %(maximum)s "
                    "điểm. Hãy sửa cho khớp."
                )
                % words
            )
    total = sum(group["maximum"] for group in data["groups"])
    if total != data["maximum"]:
        words = {"total": total, "maximum": data["maximum"]}
        faults.append(_("Các nhóm cộng lại %(total)s điểm; cả bảng phải đúng %(maximum)s điểm.") % words)
    return faults + _faults_of_grades(data["grades"])


def _faults_of_numbers(rows: list[Data]) -> list[str]:
    numbers = [row["number"] for row in rows]
    return [
        _("Tiêu chí %(number)s có hai dòng; mỗi dòng cần một số riêng.") % {"number": number}
        for number in dict.fromkeys(numbers)
        if numbers.count(number) > 1
    ]


def _faults_of_row(row: Data) -> list[str]:
    words = {"number": row["number"], "maximum": row["maximum"]}
    if not row["text"].strip():
        return [_("Tiêu chí %(number)s chưa có nội dung.") % words]
    if not 0 <= row["maximum"] <= FULL:
        return [_("Tiêu chí %(number)s: điểm tối đa phải từ 0 đến 100.") % words]
    points = [option["points"] for option in row.get("options", ()) if "points" in option]
    if points and (max(points) != row["maximum"] or min(points) < 0):
        best = {**words, "best": max(points)}
        return [
            _(
                "Tiêu chí %(number)s: mức cao nhất là %(best)s điểm, điểm tối đa ghi %(maximum)s. "
                "Mức cao nhất phải bằng điểm tối đa, không mức nào dưới 0."
            )
            % best
        ]
    return _faults_of_limits(row)


def _faults_of_limits(row: Data) -> list[str]:
    """Limits go one way: shares down, missing minutes up, as in the sheet they come from."""
    options = [option for option in row.get("options", ()) if "limit" in option]
    limits = [option["limit"] for option in options]
    most = FULL if row.get("share") else MINUTES_OF_A_DAY
    if any(not 0 <= limit <= most for limit in limits):
        words = {"number": row["number"], "most": most}
        return [_("Tiêu chí %(number)s: mốc của các mức phải từ 0 đến %(most)s.") % words]
    down = any(">" in option["when"] for option in options)
    if limits != sorted(set(limits), reverse=down):
        words = {"number": row["number"], "limits": ", ".join(map(str, limits))}
        if down:
            return [_("Tiêu chí %(number)s: mốc của các mức phải giảm dần, đang là %(limits)s.") % words]
        return [_("Tiêu chí %(number)s: mốc của các mức phải tăng dần, đang là %(limits)s.") % words]
    return []


def _faults_of_grades(grades: list[Data]) -> list[str]:
    least = [grade["least"] for grade in grades]
    if least != sorted(set(least), reverse=True) or least[-1] != 0 or least[0] > FULL:
        named = ", ".join(f"{grade['label']} {grade['least']}" for grade in grades)
        return [
            _("Ngưỡng xếp loại phải giảm dần từ nhiều nhất 100 và mức thấp nhất bắt đầu từ 0; đang là: %(grades)s.")
            % {"grades": named}
        ]
    return []
