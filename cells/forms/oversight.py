"""Forms on who looks after whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cells.models import Member, Organisation, Seat, WorkingGroupMember
from cells.queries.oversight import Keeper
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer
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
        if outsider is None:
            del self.fields["accept_outsider"]
        offer_people(self.fields["member"], seats, outsider)
        offer(self.fields["units"], ((unit, _with_keepers(unit, keepers)) for unit in units))
        self.fields["valid_from"].initial = today()

    def clean_areas(self) -> list[str]:
        return str(self.cleaned_data["areas"]).splitlines()


class GroupForm(DocumentFields):
    """A working group."""

    name = forms.CharField(label=_("Tên tổ công tác"), max_length=200)
    purpose = forms.CharField(label=_("Nhiệm vụ"), max_length=500, required=False, widget=forms.Textarea)
    valid_from = VietnameseDateField(label=_("Hoạt động từ ngày"))
    field_order = ("name", "purpose", "document", "document_on", "valid_from")
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].label = gettext("Quyết định thành lập")
        self.fields["document"].help_text = gettext("Ghi đúng như trên văn bản, ví dụ: Quyết định số 687-KH/TU.")
        self.fields["purpose"].widget.attrs["rows"] = 2
        self.fields["valid_from"].initial = today()


class GroupPersonForm(forms.Form):
    """Someone in a working group."""

    member = forms.TypedChoiceField(label=_("Đồng chí"), widget=PlainSelect, empty_value=None)
    role = forms.ChoiceField(label=_("Vai trò"), choices=WorkingGroupMember.Role, initial="member")
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    helper = form_helper()

    def __init__(self, *args: Any, seats: Iterable[Seat], outsider: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["member"], seats, outsider)


class GroupUnitsForm(forms.Form):
    """Units that a working group is to follow."""

    units = forms.TypedMultipleChoiceField(label=_("Đơn vị"), widget=forms.CheckboxSelectMultiple)
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    helper = form_helper()

    def __init__(self, *args: Any, units: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["units"], ((unit, unit) for unit in units))


def offer_people(field: forms.Field, seats: Iterable[Seat], outsider: Member | None) -> None:
    """Let the field choose among the holders of posts, and the one person found by search."""
    people = {seat.member_id: (seat.member, f"{seat.member} – {seat.title}") for seat in seats}
    if outsider is not None:
        people[outsider.pk] = (outsider, str(outsider))
        field.initial = outsider.pk
    offer(field, people.values(), empty=gettext("– chọn đồng chí –"))


def _with_keepers(unit: Organisation, keepers: Mapping[int, list[Keeper]]) -> str:
    names = ", ".join(dict.fromkeys(str(keeper.group or keeper.member) for keeper in keepers.get(unit.pk, [])))
    if not names:
        return gettext("%(unit)s – chưa có ai phụ trách") % {"unit": unit}
    return gettext("%(unit)s – đang do %(names)s phụ trách") % {"unit": unit, "names": names}
