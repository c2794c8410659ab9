"""Writing, issuing, cancelling and registering documents of an organisation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cells.models import Office, Organisation
from cells.queries import seats_of
from core.forms import VietnameseDateField, form_helper
from meetings.documents.contents import Draft
from meetings.documents.drafts import SIGNERS, Form, behalf_choices
from meetings.models import DocumentKind, KeyTask, Meeting
from meetings.queries.themes import key_tasks_for
from meetings.rules.official import settings
from meetings.services.issuing import NOT_WRITTEN_HERE, REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Registered

WRITTEN_KINDS = [(kind.value, kind.label) for kind in DocumentKind if kind not in NOT_WRITTEN_HERE]


class DraftForm(forms.Form):
    """What is typed for a document: title, parts, what it serves, who signs and who receives it."""

    helper = form_helper()

    def __init__(
        self,
        *args: Any,
        draft: Draft,
        document_form: Form,
        organisation: Organisation,
        on: dt.date,
        meeting: Meeting | None = None,
        questions: list[str] | None = None,
        title: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.document_form, self.organisation, self.on = draft, document_form, organisation, on
        self.fields["title"] = forms.CharField(
            label=_("Trích yếu (văn bản về việc gì)"), max_length=TITLE_LENGTH, initial=title
        )
        for spec in document_form.parts:
            self.fields[spec.key] = forms.CharField(
                label=str(spec.label),
                help_text=str(spec.help),
                required=False,
                max_length=TEXT_LENGTH,
                initial=draft.text(spec.key),
                widget=forms.Textarea({"rows": spec.rows}),
            )
        if document_form.has_key_tasks and meeting is not None:
            self._add_what_it_serves(meeting, questions or [])
        self._add_signature()

    def _add_what_it_serves(self, meeting: Meeting, questions: list[str]) -> None:
        tasks = key_tasks_for(self.organisation, meeting.year)
        if tasks:
            self.fields["key_tasks"] = forms.TypedMultipleChoiceField(
                label=_("Góp phần thực hiện nhiệm vụ của năm"),
                choices=[(task.pk, _task_words(task)) for task in tasks],
                coerce=int,
                required=False,
                initial=list(self.draft.key_tasks),
                widget=forms.CheckboxSelectMultiple,
            )
        if questions:
            self.fields["vote"] = forms.ChoiceField(
                label=_("Biểu quyết thông qua nghị quyết"),
                choices=[("", _("– tự chọn theo biên bản –")), *((question, question) for question in questions)],
                required=False,
                initial=self.draft.vote,
            )
        self.fields["with_opinions"] = forms.BooleanField(
            label=_("In phụ lục: ý kiến phát biểu theo thứ tự"), required=False, initial=self.draft.with_opinions
        )

    def _add_signature(self) -> None:
        held = list(seats_of(self.organisation, self.on).prefetch_related(None))
        behalf = behalf_choices(self.organisation, self.on, seats=held)
        self.fields["behalf"] = forms.ChoiceField(
            label=_("Ký thay mặt (T/M)"), choices=[(each, each) for each in behalf], initial=self.draft.behalf
        )
        seats = [
            (seat.member_id, seat.member.full_name, SIGNERS[Office(seat.office)])
            for seat in held
            if seat.office in SIGNERS
        ]
        self.fields["signer"] = forms.TypedChoiceField(
            label=_("Người ký"),
            choices=[(member, f"{name} – {office.capitalize()}") for member, name, office in seats],
            coerce=int,
            empty_value=None,
            required=False,
            initial=self.draft.signer,
        )
        self.fields["recipients"] = forms.CharField(
            label=_("Nơi nhận (mỗi dòng một nơi)"),
            required=False,
            max_length=2000,
            initial=self.draft.recipients,
            widget=forms.Textarea({"rows": 4}),
        )

    def typed(self) -> Draft:
        """The draft as it was sent."""
        values = self.cleaned_data
        return dataclasses.replace(
            self.draft,
            form=self.document_form.name,
            parts={spec.key: values[spec.key] for spec in self.document_form.parts},
            recipients=values["recipients"],
            behalf=values["behalf"],
            signer=values["signer"],
            key_tasks=tuple(values.get("key_tasks") or ()),
            vote=values.get("vote", ""),
            with_opinions=values.get("with_opinions", False),
        )


def _task_words(task: KeyTask) -> str:
    return f"{str(KeyTask.Kind(task.kind).label).capitalize()}: {task.text}"


class KindForm(forms.Form):
    """Which document is to be written."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=WRITTEN_KINDS, initial=DocumentKind.CONCLUSION)
    helper = form_helper()


class IssueForm(forms.Form):
    """The day of signing, and whether a number is given."""

    signed_on = VietnameseDateField(label=_("Ngày ký"))
    numbered = forms.BooleanField(label=_("Cấp số cho văn bản này"), required=False, initial=True)
    helper = form_helper()


class CancelDocumentForm(forms.Form):
    """Why a document is cancelled."""

    reason = forms.CharField(label=_("Lý do"), max_length=REASON_LENGTH, widget=forms.Textarea({"rows": 3}), strip=True)
    helper = form_helper()


class RegisterForm(forms.Form):
    """A document that was issued on paper."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=DocumentKind.choices)
    symbol = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=60,
        required=False,
        help_text=_("Ghi đúng như trên văn bản, ví dụ 12-NQ/CB."),
    )
    signed_on = VietnameseDateField(label=_("Ngày ký"))
    title = forms.CharField(label=_("Trích yếu"), max_length=TITLE_LENGTH, widget=forms.Textarea({"rows": 3}))
    signer = forms.CharField(label=_("Chức vụ, họ tên người ký"), max_length=120, required=False)
    helper = form_helper()

    def entry(self) -> Registered:
        return Registered(**self.cleaned_data)


class NextNumberForm(forms.Form):
    """Which number comes next."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=DocumentKind.choices)
    number = forms.IntegerField(label=_("Số tiếp theo"), min_value=1, max_value=99_999)
    helper = form_helper()


class PaperChoiceForm(forms.Form):
    """One choice of a committee about papers."""

    choice = forms.ChoiceField(label=_("Quy ước"))
    valid_from = VietnameseDateField(label=_("Áp dụng từ ngày"))
    document = forms.CharField(label=_("Theo văn bản"), max_length=200, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        groups: list[tuple[str | Promise, list[tuple[str, str]]]] = [
            (
                setting.label,
                [(f"{setting.key}:{value}", f"{setting.label}: {setting.words(value)}") for value in setting.choices],
            )
            for setting in settings().values()
        ]
        field.choices = groups

    def chosen(self) -> tuple[str, int]:
        key, _colon, value = self.cleaned_data["choice"].partition(":")
        return key, int(value)
