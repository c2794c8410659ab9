"""The file that a set of criteria is read from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class CriteriaFileForm(forms.Form):
    """One table, as Excel, Word or CSV."""

    file = forms.FileField(
        label=_("Tệp bảng tiêu chí"),
        help_text=_(
            "Tệp Excel, Word hoặc CSV có cột “Tiêu chí” và “Điểm tối đa”. Nên tải bảng hiện có về, sửa rồi tải lên lại."
        ),
    )
    helper = form_helper()
