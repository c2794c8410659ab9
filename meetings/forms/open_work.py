"""What is to become of the open work of a cell that has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.forms import form_helper, let_choose


class OpenWorkForm(forms.Form):
    """The cell that takes the work over, or the reason why nobody does it."""

    to = forms.ChoiceField(label=_("Chi bộ nhận"), required=False)
    reason = forms.CharField(label=_("Lý do không thực hiện tiếp"), max_length=300, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, takers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {str(unit.pk): unit for unit in takers}
        let_choose(self.fields["to"], [(number, unit.name) for number, unit in self.takers.items()])

    @property
    def taker(self) -> Organisation | None:
        """The chosen cell."""
        return self.takers.get(self.cleaned_data.get("to") or "")
