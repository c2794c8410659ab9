"""Forms on who looks after whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation, Seat
from cells.queries.oversight import Keeper
from core.forms import PlainSelect, VietnameseDateField, form_helper
from core.periods import today

DOCUMENT_HINT = _("Ghi đúng như trên văn bản, ví dụ: Thông báo số 15-TB/ĐU.")


class DocumentFields(forms.Form):
    """A document as it is written, and its day: never obligatory, for many lists do not tell it."""

    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False, help_text=DOCUMENT_HINT)
    document_on = VietnameseDateField(label=_("Ngày văn bản"), required=False)


class EndForm(forms.Form):
    """The last day of something that ends."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng"), help_text=_("Từ ngày hôm sau là không còn nữa."))
    note = forms.CharField(label=_("Lý do hoặc số văn bản"), max_length=200, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today()


class AssignForm(DocumentFields):
    """Who is put in charge of which units and fields. ``outsider`` is someone without a post, chosen by search."""

    member = forms.TypedChoiceField(label=_("Đồng chí được phân công"), widget=PlainSelect, empty_value=None)
    accept_outsider = forms.BooleanField(label=_("Đồng chí này không giữ chức vụ ở đây; vẫn phân công"), required=False)
    units = forms.TypedMultipleChoiceField(
        label=_("Phụ trách chi bộ, đơn vị"), required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.CharField(
        label=_("Phụ trách lĩnh vực"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi lĩnh vực một dòng, ví dụ: Kinh tế – xã hội."),
    )
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    field_order = ("member", "accept_outsider", "units", "areas", "document", "document_on", "valid_from")
    helper = form_helper()

    def __init__(
        self,
        *args: Any,
        seats: Iterable[Seat],
        outsider: Member | None,
        units: Iterable[Organisation],
        keepers: Mapping[int, list[Keeper]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = {seat.member_id: (seat.member, f"{seat.member} – {seat.title}") for seat in seats}
        if outsider is not None:
            people[outsider.pk] = (outsider, str(outsider))
            self.fields["member"].initial = outsider.pk
        else:
            del self.fields["accept_outsider"]
        choose_from(self.fields["member"], {pk: person for pk, (person, _label) in people.items()})
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", _now("– chọn đồng chí –")),
            *((pk, label) for pk, (_person, label) in people.items()),
        ]
        known = {unit.pk: unit for unit in units}
        choose_from(self.fields["units"], known)
        self.fields["units"].choices = [(pk, _with_keepers(unit, keepers)) for pk, unit in known.items()]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = today()

    def clean_areas(self) -> list[str]:
        return str(self.cleaned_data["areas"]).splitlines()


def choose_from(field: forms.Field, things: Mapping[int, Any]) -> None:
    """Let a typed choice give the thing itself."""
    field.coerce = lambda value: things[int(value)]  # type: ignore[attr-defined]


def _with_keepers(unit: Organisation, keepers: Mapping[int, list[Keeper]]) -> str:
    names = ", ".join(dict.fromkeys(str(keeper) for keeper in keepers.get(unit.pk, [])))
    if not names:
        return _now("%(unit)s – chưa có ai phụ trách") % {"unit": unit}
    return _now("%(unit)s – đang do %(names)s phụ trách") % {"unit": unit, "names": names}
