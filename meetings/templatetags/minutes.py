"""The pieces that stand on the writing page twenty or thirty times: text fields, marks, places of small forms.

They are put together here and not by included templates, which would take half the time of the whole page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.vn import icon, vn_datetime
from meetings.models import Passage, Vote
from meetings.queries.minutes import TaskRow
from meetings.queries.small_values import task_values, vote_values
from meetings.rules.parts import usual_sentences

register = template.Library()

TEXT = """<fieldset class="passage{}" data-passage="{pk}">
<label class="form-label{}" for="passage-{pk}">{label}</label>{hint}{trouble}
<textarea class="form-control" id="passage-{pk}" name="text-{pk}" rows="3"
 placeholder=" " aria-describedby="{described}">{text}</textarea>{usual}
<input type="hidden" name="base-{pk}" value="{base}">
<p class="state" id="state-{pk}" data-state>{state}</p>
<button class="btn btn-sm btn-outline-secondary plain-only" name="section" value="passage-{pk}">{save}</button>
<a class="history" href="{history}">{earlier}</a>
</fieldset>"""
USUAL = """<div class="usual">{}</div>"""
USUAL_ONE = """<button class="btn btn-sm btn-outline-secondary script-only" type="button"
 data-fill="text-{}" data-value="{}">{}</button>"""
HINT = '<span class="form-text" id="hint-{}">{}</span>'
MARK = '<span class="mark{}" data-watch="{}" data-done="{}" data-todo="{}">{}</span>'
NEXT = '<p class="next-part" data-contents><a href="#{}">{} {} {}</a></p>'
PLACE = '<div class="slot" id="mo-{name}" data-slot="{name}">{form}</div>'
OPENER = """
<button class="btn {style}" name="mo" value="{name}" data-open="{name}"{data}>{icon} {words}</button>"""


@register.simple_tag(takes_context=True)
def text_field(
    context: dict[str, Any],
    passage: Passage | None,
    label: str,
    hint: str = "",
    quiet: bool = False,
    item_kind: str = "",
    first: str = "",
) -> SafeString | str:
    """One text that saves itself. ``quiet`` hides the label where the heading says it already.

    While it is empty, one button each writes the sentences that are usual there, ``first`` before them.
    ``problems`` of the page hold what a plain form could not store: then the field shows what was typed.
    """
    if passage is None:
        return ""
    pk, problem = str(passage.pk), context.get("problems", {}).get(f"text-{passage.pk}")
    theirs = problem.theirs if problem else None
    return format_html(
        TEXT,
        " is-troubled" if problem else "",
        " visually-hidden" if quiet else "",
        pk=pk,
        label=label,
        hint=format_html(HINT, pk, hint) if hint else "",
        trouble=render_to_string("meetings/_minutes_trouble.html", {"pk": pk, "problem": problem}) if problem else "",
        described=f"hint-{pk} state-{pk}" if hint else f"state-{pk}",
        usual=_usual(pk, [first] if first else usual_sentences(passage.kind, item_kind)),
        text=problem.typed if problem else passage.text,
        base=str((theirs or passage).revision),
        state=_saved_state(passage, context["page"].editors),
        save=_("Lưu"),
        history=reverse("meetings:passage_history", args=[passage.meeting_id, passage.pk]),
        earlier=_("Lịch sử"),
    )


def _usual(pk: str, sentences: Iterable[str]) -> SafeString | str:
    """Buttons that write a whole sentence; the style hides them once there are words."""
    buttons = format_html_join("", USUAL_ONE, ((pk, sentence, sentence) for sentence in sentences))
    return format_html(USUAL, buttons) if buttons else ""


def _saved_state(passage: Passage, editors: dict[int, str]) -> str:
    if passage.edited_at is None:
        return ""
    words = {"time": vn_datetime(passage.edited_at), "name": editors.get(passage.edited_by_id or 0, "")}
    return _("Đã lưu lúc %(time)s – %(name)s") % words


@register.simple_tag
def written_mark(passage: Passage | None, optional: bool = False) -> SafeString | str:
    """Whether a text is there, in words; the script keeps it true. An ``optional`` one is not missed."""
    if passage is None:
        return ""
    done, todo = _("đã ghi"), "" if optional else _("chưa ghi")
    return format_html(
        MARK, " is-done" if passage.text else "", str(passage.pk), done, todo, done if passage.text else todo
    )


@register.simple_tag(takes_context=True)
def next_part(context: dict[str, Any], anchor: str) -> SafeString | str:
    """The way to the part that follows, so that nobody has to look for it."""
    parts = context["page"].parts
    place = next((place for place, part in enumerate(parts) if part.anchor == anchor), None)
    if place is None or place + 1 >= len(parts):
        return ""
    part, words = parts[place + 1], _("Phần tiếp theo:")
    return format_html(NEXT, part.anchor, words, part.label, icon("down"))


@register.simple_tag(takes_context=True)
def vote_change(context: dict[str, Any], vote: Vote) -> SafeString:
    """The button that opens a vote to be corrected."""
    return small_form(
        context, "ballot", vote.pk, "edit", _("Sửa"), style="btn-sm btn-outline-secondary", **vote_values(vote)
    )


@register.simple_tag
def task_change(given: TaskRow) -> SafeString:
    """The button that opens a task to be corrected; its form opens in ``task_place``."""
    return _opener(f"given-{given.task.pk}", "edit", _("Sửa"), "btn-sm btn-outline-secondary", task_values(given))


@register.simple_tag(takes_context=True)
def task_place(context: dict[str, Any], given: TaskRow) -> SafeString:
    """Where a task is corrected: below the table, whose cells are narrow."""
    return _place(context, f"given-{given.task.pk}")


@register.simple_tag(takes_context=True)
def small_form(
    context: dict[str, Any], kind: str, number: int, picture: str, words: str, style: str = "", **data: str
) -> SafeString:
    """The button that opens a small form (``views.composers.KINDS``) and the place where it opens.

    ``number`` is the point or thing it is about; ``data`` are the values that its fields begin with.
    """
    name = f"{kind}-{number}"
    return _place(context, name) + _opener(name, picture, words, style, data)


def _place(context: dict[str, Any], name: str) -> SafeString:
    """Where a small form opens; it stands open there when the address asked for it."""
    composer = context.get("composer")
    opened = composer is not None and composer.name == name
    form = render_to_string("meetings/_minutes_composer.html", context.flatten()) if opened else ""  # type: ignore[attr-defined]
    return format_html(PLACE, name=name, form=form)


def _opener(name: str, picture: str, words: str, style: str, data: dict[str, str]) -> SafeString:
    return format_html(
        OPENER,
        name=name,
        style=style or "btn-outline-secondary",
        data=format_html_join("", ' data-{}="{}"', data.items()),
        icon=icon(picture),
        words=words,
    )
