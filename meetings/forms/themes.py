"""Forms on the theme of a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from meetings.models import KeyTask


class ThemeForm(forms.Form):
    """The theme of a year, and in which document it stands."""

    title = forms.CharField(label=_("Chủ đề năm"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(
        label=_("Văn bản"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Nghị quyết số 12-NQ/ĐU, ngày 05/01/2026."),
    )
    helper = form_helper()


class KeyTaskForm(forms.Form):
    """A key task or a breakthrough."""

    kind = forms.ChoiceField(label=_("Loại"), choices=KeyTask.Kind, widget=forms.RadioSelect, initial=KeyTask.Kind.KEY)
    text = forms.CharField(label=_("Nội dung"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()
