"""The form in which a subject reviews itself, by the regulation of its year.

Number, name and headings come from the regulation file. A file that names a form without its headings, or none at all,
takes the usual ones (``usual_form.json``), so that every year can be written and printed.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path

from evaluations.rules.parts import Form, Section
from evaluations.rules.regulation import Regulation

USUAL = Path(__file__).with_name("usual_form.json")
FURTHER_FORM, RECORDS_FORM, QUARTERLY = "03", "04", "05"
"""Keys of forms of HD 43 that are no review: the new decision, the list of records, the form of a quarter."""
ABOUT_ALL = (FURTHER_FORM, RECORDS_FORM, QUARTERLY)
WRITTEN = ("text", "shortcomings", "suggestions")
"""Sections under which somebody writes words."""
NAMES = {"organisation": "Báo cáo kiểm điểm của tập thể", "person": "Bản kiểm điểm cá nhân"}


@cache
def usual_sections(kind: str) -> tuple[Section, ...]:
    """The usual headings for ``organisation`` or ``person``."""
    data = json.loads(USUAL.read_text(encoding="utf-8"))
    return tuple(Section(**row) for row in data[kind])


def form_of(regulation: Regulation, subject: str) -> Form:
    """The form of a subject with its sections, in words and number of its year."""
    found = regulation.form_for(subject)
    if found is not None:
        return found
    kind = next((item.kind for item in regulation.subjects if item.key == subject), "person")
    named = next((form for form in regulation.forms if subject in form.subjects and form.key not in ABOUT_ALL), None)
    if named is not None:
        return dataclasses.replace(named, sections=usual_sections(kind), mark=named.mark or "derived")
    return Form(kind[:10], "", NAMES[kind], (subject,), usual_sections(kind), "derived")


def form_in_year(regulation: Regulation, subject: str, year: int) -> Form:
    """The form of a subject as that year knew it: without a number where only later guidance gives one."""
    form = form_of(regulation, subject)
    return dataclasses.replace(form, number="") if year < form.numbered_from else form


def form_of_quarter(regulation: Regulation, form: Form) -> Form:
    """The form of a person in a quarter: its own number and name where the regulation has one (Mẫu 05 of HD 43)."""
    own = next((each for each in regulation.forms if each.key == QUARTERLY), None)
    return dataclasses.replace(form, number=own.number, name=own.name) if own else form


def written_sections(form: Form) -> tuple[Section, ...]:
    """The sections under which somebody writes words, in the order of the form."""
    return tuple(section for section in form.sections if section.kind in WRITTEN)


def section_of(form: Form, key: str) -> Section | None:
    """The written section of that key."""
    return next((section for section in written_sections(form) if section.key == key), None)
