"""A ballot: preparing the paper, entering what was counted, making it void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper, offer
from evaluations.models import Evaluation
from meetings.models import Meeting

LARGEST = 9999


def _whole(label: Any, **options: Any) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, widget=box, **options)


class PrepareForm(forms.Form):
    """On whom a unit votes, at which meeting, how many may vote."""

    evaluations = forms.TypedMultipleChoiceField(
        label=_("Bỏ phiếu về"), required=False, widget=forms.CheckboxSelectMultiple
    )
    meeting = forms.TypedChoiceField(label=_("Buổi họp bỏ phiếu"), required=False, empty_value=None)
    about = forms.CharField(
        label=_("Tên phiếu"), required=False, max_length=200, help_text=_("Để trống là tên thường dùng.")
    )
    body = _whole(
        _("Số người có quyền bỏ phiếu"),
        required=False,
        help_text=_("Để trống là lấy theo hồ sơ; đảng viên dự bị không bỏ phiếu."),
    )
    body_reason = forms.CharField(
        label=_("Lý do ghi số khác hồ sơ"), required=False, max_length=300, help_text=_("Chỉ ghi khi sửa số trên.")
    )
    helper = form_helper()

    def __init__(
        self,
        *args: Any,
        rows: Iterable[tuple[Evaluation, str]],
        meetings: Iterable[tuple[Meeting, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["evaluations"], rows)
        offer(self.fields["meeting"], meetings, empty=_("Chưa gắn với buổi họp nào"))


class VoidForm(forms.Form):
    """Why a ballot counts for nothing."""

    void_reason = forms.CharField(
        label=_("Lý do hủy"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: phát nhầm phiếu, phải bỏ phiếu lại."),
    )
    helper = form_helper()


class CountForm(forms.Form):
    """What one person counted: the papers, then for each row the votes for each choice."""

    issued = _whole(_("Số phiếu phát ra"))
    collected = _whole(_("Số phiếu thu về"))
    invalid = _whole(_("Số phiếu không hợp lệ"), initial=0)
    helper = form_helper()

    def __init__(
        self,
        *args: Any,
        names: Mapping[str, str],
        columns: Sequence[tuple[str, str]],
        kept: Mapping[str, Mapping[str, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.columns = names, columns
        for name in ("issued", "collected", "invalid"):
            self.fields[name].widget.attrs["class"] = "form-control"
        for number, name in names.items():
            for choice, label in columns:
                field = _whole(f"{name}: {label}", required=False)
                field.widget.attrs["class"] = "form-control"
                field.initial = kept.get(number, {}).get(choice)
                self.fields[f"{number}-{choice}"] = field

    @property
    def papers(self) -> list[forms.BoundField]:
        """The boxes above the table."""
        return [self[name] for name in ("issued", "collected", "invalid")]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The table: each name with its boxes and their heads."""
        return [
            (name, [(label, self[f"{number}-{choice}"]) for choice, label in self.columns])
            for number, name in self.names.items()
        ]

    @property
    def numbers(self) -> dict[str, Any]:
        """What was entered, as the service takes it; an empty box is none."""
        found = {name: self.cleaned_data[name] for name in ("issued", "collected", "invalid")}
        counts = {
            number: {choice: self.cleaned_data.get(f"{number}-{choice}") or 0 for choice, _label in self.columns}
            for number in self.names
        }
        return {**found, "counts": counts}
