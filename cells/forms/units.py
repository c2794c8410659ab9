"""Forms on the deeds on organisations."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.forms.oversight import DocumentFields
from cells.models import Organisation, OrganisationKind, OrganisationPeriod, StatisticalType, UnitType
from cells.rules.kinds import kind_label, kinds
from core.forms import PlainSelect, VietnameseDateField, form_helper, let_choose, offer
from core.periods import today

FROM_DAY = _("Từ ngày này; trước đó vẫn như cũ.")
LAST_DAY = _("Ngày hoạt động cuối cùng; từ hôm sau là đơn vị mới.")


def kind_choices(on: dt.date, *, under: str | None = None) -> list[tuple[str, str]]:
    """The kinds that exist on that day, by their labels of then; ``under``: only those that may stand there.

    Kinds that bear one label since a change of the texts are told apart by the label before it.
    """
    offered = [
        kind
        for kind, entry in kinds().items()
        if (entry.last_day is None or on <= entry.last_day) and (under is None or under in entry.under | entry.doubtful)
    ]
    labels = Counter(kinds()[kind].label(on).text for kind in offered)
    return [(kind, _spoken(kind, on, alone=labels[kinds()[kind].label(on).text] == 1)) for kind in offered]


def _spoken(kind: str, on: dt.date, *, alone: bool) -> str:
    label = kind_label(kind, on).capitalize()
    if alone:
        return label
    since = kinds()[kind].label(on).valid_from
    before = kind_label(kind, since - dt.timedelta(days=1))
    return str(_("%(label)s (trước đây: %(before)s)") % {"label": label, "before": before})


class SeenForm(DocumentFields):
    """A deed on one unit, with what the page showed of it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    helper = form_helper()


class FoundForm(DocumentFields):
    """A unit to be founded below another."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200, help_text=_("Ví dụ: Chi bộ thôn Song Vân."))
    kind = forms.ChoiceField(label=_("Loại tổ chức"), widget=PlainSelect)
    founded_on = VietnameseDateField(label=_("Thành lập từ ngày"))
    place_name = forms.CharField(
        label=_("Địa danh"), max_length=100, required=False, help_text=_("Ghi ở dòng ngày tháng của văn bản.")
    )
    unit_type = forms.ChoiceField(
        label=_("Loại hình"), choices=UnitType, initial=UnitType.RESIDENTIAL, widget=PlainSelect
    )
    statistical_type = forms.ChoiceField(
        label=_("Loại hình thống kê"), choices=[("", "–"), *StatisticalType.choices], required=False, widget=PlainSelect
    )
    code = forms.CharField(label=_("Mã tổ chức"), max_length=40, required=False)
    order = forms.IntegerField(label=_("Thứ tự trong danh sách"), min_value=0, max_value=9999, required=False)
    field_order = ("name", "kind", "founded_on", "document", "document_on", "place_name", "unit_type")
    helper = form_helper()

    def __init__(self, *args: Any, parent: OrganisationPeriod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        under = kind_choices(today(), under=parent.kind)
        # A district of the years before 2025 may still be written down; the service looks at the day.
        late = [] if parent.kind != OrganisationKind.PROVINCIAL else [OrganisationKind.DISTRICT]
        let_choose(field, under + [(kind, OrganisationKind(kind).label) for kind in late])
        usual = OrganisationKind.COMMUNE if parent.kind == OrganisationKind.PROVINCIAL else OrganisationKind.CELL
        self.fields["kind"].initial = usual
        self.fields["founded_on"].initial = today()
        self.fields["place_name"].initial = parent.place_name

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0


class ChangeForm(SeenForm):
    """Another name, place name, kind or statistical type from a day on."""

    name = forms.CharField(label=_("Tên"), max_length=200)
    place_name = forms.CharField(label=_("Địa danh"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Loại tổ chức"), widget=PlainSelect)
    statistical_type = forms.ChoiceField(
        label=_("Loại hình thống kê"), choices=[("", "–"), *StatisticalType.choices], required=False, widget=PlainSelect
    )
    valid_from = VietnameseDateField(label=_("Từ ngày"), help_text=FROM_DAY)
    field_order = ("name", "place_name", "kind", "statistical_type", "valid_from", "document", "document_on")

    def __init__(self, *args: Any, period: OrganisationPeriod, **kwargs: Any) -> None:
        values = {name: getattr(period, name) for name in ("name", "place_name", "kind", "statistical_type")}
        kwargs["initial"] = {**values, "valid_from": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choices = dict(kind_choices(today())) | {period.kind: kind_label(period.kind, today()).capitalize()}
        let_choose(self.fields["kind"], choices.items())


class MoveForm(SeenForm):
    """Another superior from a day on."""

    parent = forms.TypedChoiceField(label=_("Cấp trên mới"), widget=PlainSelect)
    valid_from = VietnameseDateField(label=_("Từ ngày"), help_text=FROM_DAY)
    field_order = ("parent", "valid_from", "document", "document_on")

    def __init__(self, *args: Any, superiors: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["parent"], superiors, empty=_("Chọn cấp trên"))
        self.fields["valid_from"].initial = today()


class DissolveForm(SeenForm):
    """The last day of a unit, and where its members go: all to one cell, but for those who are named apart."""

    last_day = VietnameseDateField(label=_("Ngày hoạt động cuối cùng"))
    rest_to = forms.TypedChoiceField(
        label=_("Đảng viên về sinh hoạt tại"),
        required=False,
        empty_value=None,
        widget=PlainSelect,
        help_text=_("Ai về nơi khác thì chọn riêng ở danh sách bên dưới."),
    )
    field_order = ("last_day", "document", "document_on", "rest_to")

    def __init__(self, *args: Any, homes: Sequence[Organisation], people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {str(unit.pk): unit for unit in homes}
        self.people = dict(people)
        if people:
            offer_units(self.fields["rest_to"], homes, empty=_("Chọn chi bộ"))
        else:
            del self.fields["rest_to"]
        self.fields["last_day"].initial = today()
        for member, name in people.items():
            field = forms.TypedChoiceField(label=name, required=False, empty_value=None, widget=PlainSelect)
            offer_units(field, homes, empty=_("Như trên"))
            self.fields[f"member_{member}"] = field

    @property
    def people_fields(self) -> list[forms.BoundField]:
        return [self[f"member_{member}"] for member in self.people]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What stands above the list of people."""
        return [field for field in self if not field.name.startswith("member_")]

    @property
    def destinations(self) -> dict[int, Organisation]:
        """The cell of each member who was named apart."""
        chosen = {member: self.cleaned_data.get(f"member_{member}") for member in self.people}
        return {member: unit for member, unit in chosen.items() if unit is not None}


STAYS, NEW_UNITS = "0", 3


class SplitForm(SeenForm):
    """Up to three new units, and who (or which unit) goes to which; those left out stay, or everyone must go."""

    last_day = VietnameseDateField(label=_("Ngày cuối cùng trước khi chia"), help_text=LAST_DAY)
    keep = forms.TypedChoiceField(
        label=_("Đơn vị cũ"),
        choices=[("1", _("vẫn hoạt động, ai không được chọn thì ở lại")), ("0", _("kết thúc; ai cũng về đơn vị mới"))],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )
    field_order = ("last_day", "document", "document_on", "keep", "name_1", "name_2", "name_3")

    def __init__(self, *args: Any, things: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = dict(things)
        self.fields["last_day"].initial = today()
        for number in range(1, NEW_UNITS + 1):
            label = _("Tên đơn vị mới thứ %(number)s") % {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(label=label, max_length=200, required=number == 1)
        choices: list[tuple[str, Any]] = [(STAYS, _("ở lại đơn vị cũ"))]
        choices += [(str(n), _("về đơn vị mới thứ %(number)s") % {"number": n}) for n in range(1, NEW_UNITS + 1)]
        for thing, name in things.items():
            self.fields[f"thing_{thing}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=STAYS, widget=PlainSelect
            )
        self.order_fields(self.field_order)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("thing_")]

    @property
    def thing_fields(self) -> list[forms.BoundField]:
        return [self[f"thing_{thing}"] for thing in self.things]

    @property
    def parts(self) -> list[tuple[str, list[int]]]:
        """The name of each new unit with the numbers of what goes there."""
        chosen = {thing: self.cleaned_data.get(f"thing_{thing}") for thing in self.things}
        numbers = [str(number) for number in range(1, NEW_UNITS + 1)]
        groups = {number: [thing for thing, to in chosen.items() if to == number] for number in numbers}
        named = {number: self.cleaned_data.get(f"name_{number}", "").strip() for number in numbers}
        return [(named[number], groups[number]) for number in numbers if named[number] or groups[number]]


def offer_units(field: forms.Field, units: Iterable[Organisation], *, empty: Any = None) -> None:
    """Fill a typed choice with units; its value is the unit."""
    offer(field, ((unit, unit.name) for unit in units), empty=empty)
