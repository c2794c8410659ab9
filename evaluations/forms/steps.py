"""The steps of one evaluation: return, review, decide, and the kind of a subject."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper, let_choose
from evaluations.models import PERSONS, Evaluation

PEOPLE = [choice for choice in Evaluation.Subject.choices if choice[0] in PERSONS]


class ReturnForm(forms.Form):
    """Why a self-assessment goes back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nói rõ chi bộ cần sửa hoặc bổ sung gì."),
    )
    helper = form_helper()


class SubjectForm(forms.Form):
    """As what a member is evaluated."""

    subject = forms.ChoiceField(label=_("Nhóm đối tượng"), choices=PEOPLE)
    helper = form_helper()


class ReviewForm(forms.Form):
    """The opinion of the organisation board."""

    level = forms.ChoiceField(label=_("Mức đề xuất"), widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("Ý kiến thẩm định"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Bắt buộc khi mức đề xuất khác mức tính theo quy định."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self.fields["level"], levels)
