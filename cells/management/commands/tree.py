"""``manage.py tree --on 31/12/2023``: the tree as of a day, so that days can be compared."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cells.queries.snapshot import TreeUnit, by_kind, tree_on
from core.errors import DomainError
from core.periods import format_date, parse_date, today


class Command(BaseCommand):
    help = "Print the tree of organisations as it stood on a day: names, labels, numbers of units and members."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DD/MM/YYYY", help="the day; today when left out")
        parser.add_argument("--root", default="", metavar="CODE", help="only the branch of the unit with this code")
        parser.add_argument("--json", action="store_true", help="print JSON: each unit with those below it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = parse_date(options["on"]).date if options["on"] else today()
        except DomainError as error:
            raise CommandError(str(error)) from error
        units = tree_on(day, root=options["root"])
        if options["root"] and not units:
            raise CommandError(f"Ngày {format_date(day)} không có tổ chức nào mang mã {options['root']}.")
        if options["json"]:
            tree = {"on": day.isoformat(), "kinds": by_kind(units), "units": [unit_data(unit) for unit in units]}
            self.stdout.write(json.dumps(tree, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Ngày {format_date(day)}")
        for top in units:
            for depth, unit in top.walk():
                self.stdout.write("  " * depth + line_of(unit))


def line_of(unit: TreeUnit) -> str:
    """One unit in one line."""
    code = f"{unit.code} " if unit.code else ""
    below = f"{unit.units} tổ chức, " if unit.units else ""
    counts = f"{unit.members} đảng viên ({unit.official} chính thức, {unit.probationary} dự bị)"
    return f"{code}{unit.name} [{unit.label}]: {below}{counts}"


def unit_data(unit: TreeUnit) -> dict[str, Any]:
    """A unit and all below it as JSON."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "label": unit.label,
        "units": unit.units,
        "members": unit.members,
        "official": unit.official,
        "probationary": unit.probationary,
        "below": [unit_data(below) for below in unit.below],
    }
