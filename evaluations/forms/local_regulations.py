"""A committee's own regulation: beginning a draft, its choices, conditions, deadlines, its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper, let_choose
from evaluations.models import CapMode, LocalRegulation, Period
from evaluations.queries.regulation_words import choice_words, in_labels
from evaluations.queries.regulations import level_name
from evaluations.rules.criteria import CriteriaSet
from evaluations.rules.offered_gates import OfferedGate, level_chosen, offered_gates
from evaluations.rules.regulation import LEVELS, Regulation
from meetings.rules.inputs import Setting

Data = dict[str, Any]
CAP_SETTINGS = ("mode", "rounding", "small_groups")
MORE_DEADLINES = 3
"""Empty lines for further deadlines."""


def _year_field(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=2008, max_value=2100, widget=widget, **more)


class DraftForm(forms.Form):
    """From which year, under which title, and what to begin with."""

    year = _year_field(_("Áp dụng từ năm"))
    title = forms.CharField(
        label=_("Tên văn bản"), max_length=200, initial=_("Quy định tiêu chí đánh giá, xếp loại chất lượng")
    )
    start = forms.ChoiceField(label=_("Bắt đầu từ"), widget=forms.RadioSelect)
    samples = forms.MultipleChoiceField(
        label=_("Lấy các mẫu"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mẫu tham khảo, cần cấp ủy phê duyệt. Chỉ lấy khi chọn bắt đầu từ mẫu ở trên."),
    )
    helper = form_helper()

    def __init__(
        self, data: Any = None, *, earlier: Iterable[LocalRegulation], samples: Sequence[CriteriaSet], year: int
    ) -> None:
        super().__init__(
            data, initial={"year": year, "start": "samples", "samples": [item.key for item in samples[:4]]}
        )
        self.earlier = {str(row.pk): row for row in earlier}
        self.sets = {item.key: item for item in samples}
        choices = [("samples", gettext("mẫu tiêu chí của chương trình")), ("empty", gettext("bản trống"))]
        for key, row in self.earlier.items():
            words = {"title": row.title, "year": row.first_year}
            choices.append((key, gettext("bản đã có: %(title)s, từ năm %(year)s") % words))
        let_choose(self.fields["start"], choices)
        let_choose(self.fields["samples"], [(item.key, item.title) for item in samples])

    @property
    def values(self) -> Data:
        """What the service takes."""
        given = self.cleaned_data
        chosen = given["samples"] if given["start"] == "samples" else []
        return {
            "year": given["year"],
            "title": given["title"],
            "copy_of": self.earlier.get(given["start"]),
            "criteria": [dict(self.sets[key].data) for key in chosen],
        }


class HeadingForm(forms.Form):
    """The title, and until when it is meant."""

    title = forms.CharField(label=_("Tên văn bản"), max_length=200)
    last_year = _year_field(
        _("Đến hết năm"), required=False, help_text=_("Để trống nếu áp dụng cho đến khi có văn bản thay thế.")
    )
    helper = form_helper()


class ApprovalForm(forms.Form):
    """The document that issues it."""

    document = forms.CharField(
        label=_("Số, ký hiệu văn bản"), max_length=200, help_text=_("Ví dụ: 15-QĐ/ĐU. Đảng ủy đã ký văn bản này.")
    )
    document_on = VietnameseDateField(label=_("Ngày văn bản"))
    helper = form_helper()


class WithdrawalForm(forms.Form):
    """Why it ends."""

    reason = forms.CharField(label=_("Lý do, số văn bản bãi bỏ"), max_length=200)
    helper = form_helper()


class ChoicesForm(forms.Form):
    """A field for each point that the regulation above leaves open; empty means: as it stands there."""

    helper = form_helper()

    def __init__(self, data: Any = None, *, parent: Regulation, own: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.parent, settled = parent, set(parent.settled)
        self.open = [setting for key, setting in parent.settings.items() if key not in settled]
        for setting in self.open:
            plain = replace(setting, meaning=in_labels(parent, setting.meaning))
            self.fields[f"s-{setting.key}"] = _setting_field(plain, own.get("settings", {}).get(setting.key))
        if parent.cap:
            self._add_cap(parent, own.get("cap", {}), settled)

    def _add_cap(self, parent: Regulation, own: Mapping[str, Any], settled: set[str]) -> None:
        assert parent.cap is not None
        label = gettext("Tỷ lệ xuất sắc tối đa (%%), không quá %(rate)s") % {"rate": parent.cap.rate}
        self.fields["cap-rate"] = forms.IntegerField(
            label=label, min_value=1, max_value=100, required=False, initial=own.get("rate")
        )
        roundings = [("floor", gettext("bỏ phần lẻ (nguyên văn “không vượt quá”)")), ("half_up", gettext("làm tròn"))]
        fields: dict[str, tuple[Any, Sequence[tuple[str, Any]]]] = {
            "mode": (gettext("Tỷ lệ tính trên"), CapMode.choices),
            "rounding": (gettext("Phần lẻ của một người"), roundings),
            "small_groups": (gettext("Nhóm nhỏ"), Period.Pooling.choices),
        }
        for name, (title, choices) in fields.items():
            if f"cap.{name}" not in settled:
                above = dict(choices).get(getattr(parent.cap, name), "")
                self.fields[f"cap-{name}"] = _choice(title, choices, str(above), own.get(name))

    @property
    def values(self) -> Data:
        """``settings`` and ``cap`` as far as something is chosen."""
        chosen = {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}
        settings = {key.removeprefix("s-"): value for key, value in chosen.items() if key.startswith("s-")}
        flags = {setting.key for setting in self.open if setting.type == "flag"}
        return {
            "settings": {key: value == "1" if key in flags else value for key, value in settings.items()},
            "cap": {key.removeprefix("cap-"): value for key, value in chosen.items() if key.startswith("cap-")},
        }


def _choice(label: str, choices: Sequence[tuple[str, Any]], above: str, chosen: Any, help_text: str = "") -> Any:
    usual = gettext("chưa chọn: theo quy định cấp trên (%(value)s)") % {"value": above}
    return forms.ChoiceField(
        label=label,
        choices=[("", usual), *choices],
        required=False,
        initial="" if chosen is None else chosen,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def _setting_field(setting: Setting, chosen: Any) -> forms.Field:
    above = choice_words(setting, setting.default)
    if setting.type == "choice":
        choices = [(item.key, item.label) for item in setting.values]
        return _choice(setting.label, choices, above, chosen, setting.meaning)
    if setting.type == "flag":
        given = None if chosen is None else str(int(chosen))
        return _choice(setting.label, [("1", gettext("có")), ("0", gettext("không"))], above, given, setting.meaning)
    return forms.IntegerField(
        label=f"{setting.label} ({setting.unit})" if setting.unit else setting.label,
        min_value=setting.least,
        max_value=setting.most,
        required=False,
        initial=chosen,
        help_text=gettext("%(meaning)s. Để trống: theo quy định cấp trên (%(value)s).")
        % {"meaning": setting.meaning.rstrip("."), "value": above},
    )


class GatesForm(forms.Form):
    """Conditions to choose from, the shares of HD 21, and conditions in words of the committee's own."""

    def __init__(self, data: Any = None, *, parent: Regulation, own: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.parent = parent
        gates = list(own.get("gates", ()))
        subject = parent.subjects[0].key
        self.levels = [(key, level_name(parent, key, subject)) for key in LEVELS[:-1]]
        kinds = {item.key for item in parent.subjects}
        self.offered = [gate for gate in offered_gates() if set(gate.subjects) <= kinds]
        for gate in self.offered:
            choices = [("", gettext("không đòi hỏi")), *((key, _from_level(name, key)) for key, name in self.levels)]
            chosen = level_chosen(gate.key, gates)
            self.fields[f"o-{gate.key}"] = _select(gate.text, choices, chosen)
        self.asks_shares = bool(parent.bands) and not any(gate.key.endswith("_share") for gate in parent.gates)
        if self.asks_shares:
            words = gettext(
                "Giữ tỷ lệ của Hướng dẫn 21: không ai Không hoàn thành; 80 %% (xuất sắc), 50 %% (tốt) từ Hoàn thành tốt"
            )
            self.fields["hd21"] = forms.BooleanField(label=words % {}, required=False, initial=own.get("hd21_shares"))
        keys = {gate.key for gate in self.offered}
        self.written = [gate for gate in gates if gate["key"] not in keys]
        for place in range(len(self.written) + 1):
            self._add_written(place, self.written[place] if place < len(self.written) else {})

    def _add_written(self, place: int, gate: Mapping[str, Any]) -> None:
        subjects = [(item.key, item.name) for item in self.parent.subjects]
        own = f"w-{place}"
        self.fields[f"{own}-text"] = _text(gettext("Điều kiện, viết thành câu"), gate.get("text", ""))
        self.fields[f"{own}-level"] = _select(gettext("Của mức"), self.levels, gate.get("level", "excellent"))
        self.fields[f"{own}-subjects"] = forms.MultipleChoiceField(
            label=gettext("Áp dụng cho"),
            choices=subjects,
            required=False,
            initial=gate.get("subjects", []),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[f"{own}-test"] = _text(gettext("Biểu thức"), gate.get("test", ""))
        self.fields[f"{own}-source"] = _text(gettext("Điều, khoản trong văn bản của cấp ủy"), gate.get("source", ""))

    def rows_written(self) -> list[list[forms.BoundField]]:
        """The fields of each condition of the committee's own, the empty one last."""
        parts = ("text", "level", "subjects", "test", "source")
        return [[self[f"w-{place}-{part}"] for part in parts] for place in range(len(self.written) + 1)]

    def rows_offered(self) -> list[tuple[OfferedGate, forms.BoundField]]:
        return [(gate, self[f"o-{gate.key}"]) for gate in self.offered]

    @property
    def values(self) -> Data:
        given = self.cleaned_data
        gates: list[Data] = []
        for gate in self.offered:
            if level := given[f"o-{gate.key}"]:
                gates += gate.chosen(level)
        for place in range(len(self.written) + 1):
            text = given[f"w-{place}-text"].strip()
            if text:
                known = self.written[place]["key"] if place < len(self.written) else ""
                gates.append(self._written_gate(place, text, known, gates))
        return {"gates": gates, "hd21_shares": given.get("hd21", False)}

    def _written_gate(self, place: int, text: str, key: str, gates: list[Data]) -> Data:
        given = self.cleaned_data
        taken = {gate["key"] for gate in (*gates, *self.written)}
        key = key or next(f"own-{number}" for number in range(1, 1000) if f"own-{number}" not in taken)
        return {
            "key": key,
            "level": given[f"w-{place}-level"],
            "subjects": given[f"w-{place}-subjects"] or [item.key for item in self.parent.subjects],
            "text": text,
            "test": given[f"w-{place}-test"].strip() or "?",
            "source": given[f"w-{place}-source"].strip() or gettext("điều kiện của cấp ủy"),
        }


def _from_level(name: str, key: str) -> str:
    return name if key == "excellent" else gettext("%(level)s trở lên") % {"level": name}


def _select(label: str, choices: Sequence[tuple[str, str]], initial: str) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial, widget=widget)


def _text(label: str, initial: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=500, initial=initial, widget=widget)


class DeadlinesForm(forms.Form):
    """A day before each deadline of the regulation above, and further ones of the committee."""

    def __init__(self, data: Any = None, *, parent: Regulation, own: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.parent, rows = parent, list(own.get("deadlines", ()))
        earlier = {row.get("key"): row["before"] for row in rows if row.get("key")}
        for deadline in parent.deadlines:
            self.fields[f"k-{deadline.key}"] = _day(deadline.text, earlier.get(deadline.key, ""))
        further = [row for row in rows if not row.get("key")]
        self.places = range(len(further) + MORE_DEADLINES)
        for place in self.places:
            row = further[place] if place < len(further) else {}
            self.fields[f"d-{place}-text"] = _text(gettext("Việc"), row.get("text", ""))
            self.fields[f"d-{place}-before"] = _day(gettext("Trước ngày"), row.get("before", ""))
            self.fields[f"d-{place}-next"] = forms.BooleanField(
                label=gettext("của năm sau"), required=False, initial=row.get("next_year", False)
            )

    def rows_known(self) -> list[tuple[Any, forms.BoundField]]:
        return [(deadline, self[f"k-{deadline.key}"]) for deadline in self.parent.deadlines]

    def rows_further(self) -> list[list[forms.BoundField]]:
        return [[self[f"d-{place}-{part}"] for part in ("text", "before", "next")] for place in self.places]

    @property
    def values(self) -> list[Data]:
        given, found = self.cleaned_data, []
        for deadline in self.parent.deadlines:
            if before := given[f"k-{deadline.key}"].strip():
                row = {"key": deadline.key, "before": before, "text": deadline.text}
                found.append(row | ({"next_year": True} if deadline.next_year else {}))
        for place in self.places:
            text, before = given[f"d-{place}-text"].strip(), given[f"d-{place}-before"].strip()
            if text or before:
                row = {"before": before or "?", "text": text or "?"}
                found.append(row | ({"next_year": True} if given[f"d-{place}-next"] else {}))
        return found


def _day(label: str, initial: str) -> forms.CharField:
    attrs = {"class": "form-control short-day", "inputmode": "numeric", "placeholder": "15/12", "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, max_length=5, initial=initial, widget=forms.TextInput(attrs=attrs)
    )
