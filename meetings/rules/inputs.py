"""Values from outside: what each named fact may be, and its refusal by name when it is something else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_DIGITS = 60
"""Numbers written with more digits than this are refused: none is meant, and exact arithmetic has to stay cheap."""

Value = int | Decimal | bool | str | tuple[str, ...] | None
"""What a fact may hold; None is "not known"."""


class InputError(DomainError):
    """A value that cannot be used. ``field`` is its name (a path such as ``facts.score``), ``fault`` what is wrong."""

    def __init__(self, field: str, fault: str, label: str = "") -> None:
        name = label or field
        super().__init__(f"{name}: {fault}." if name else f"{fault}.", field=field)
        self.fault = fault
        self.label = label

    def inside(self, parent: str) -> InputError:
        """The same fault with its field named from one level further out."""
        return InputError(f"{parent}.{self.field}" if self.field else parent, self.fault, self.label)


@dataclass(frozen=True)
class Source:
    """Where a rule is written: the document's title and the article."""

    document: str
    article: str


@dataclass(frozen=True)
class Choice:
    """One of the values that a fact may take, with its Vietnamese word."""

    key: str
    label: str


@dataclass(frozen=True)
class Fact:
    """A named value that rules ask for. ``values`` of a choice stand in order, the lowest first."""

    key: str
    label: str
    type: str
    unit: str
    meaning: str
    source: Source
    mark: str
    subjects: tuple[str, ...] = ()
    values: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    may_be_empty: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the values, the lowest first."""
        return tuple(choice.key for choice in self.values)


@dataclass(frozen=True)
class Setting(Fact):
    """A point that the text leaves to the committee, with the default taken until it decides."""

    default: Value = None


def one_line(text: str, most: int = 60) -> str:
    """Text from outside as it may stand in a message: printable, one line, at most ``most`` characters."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= most else text[: most - 1] + "…"


def shown(value: object) -> str:
    """A value from outside as it may stand in a message: text in quotes, no contents of lists and objects."""
    if isinstance(value, str):
        return f"“{one_line(value)}”"
    if isinstance(value, Mapping | list | tuple):
        return "[…]" if isinstance(value, list | tuple) else "{…}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return one_line(str(value))


def digits(value: Decimal) -> int:
    """How many digits a number has when it is written out without exponent."""
    _sign, figures, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return MOST_DIGITS + 1
    return len(figures) + exponent if exponent > 0 else max(len(figures), -exponent)


def listed(words: Iterable[str]) -> str:
    """Words for a message, separated by commas."""
    return ", ".join(words)


def _check_range(fact: Fact, value: int | Decimal) -> None:
    least, most = fact.least, fact.most
    if (least is None or value >= least) and (most is None or value <= most):
        return
    bounds = {"least": least, "most": most, "value": shown(value)}
    if most is None:
        raise InputError(fact.key, _("phải từ %(least)s trở lên, nhận được %(value)s") % bounds, fact.label)
    raise InputError(fact.key, _("phải từ %(least)s đến %(most)s, nhận được %(value)s") % bounds, fact.label)


def _read_count(fact: Fact, given: object) -> int:
    if type(given) is not int or abs(given) >= 10**MOST_DIGITS:
        raise InputError(fact.key, _("phải là số nguyên"), fact.label)
    _check_range(fact, given)
    return given


def _read_number(fact: Fact, given: object) -> int | Decimal:
    if isinstance(given, Decimal) and digits(given) <= MOST_DIGITS:
        _check_range(fact, given)
        return given
    if isinstance(given, Decimal | float | bool) or not isinstance(given, int):
        raise InputError(fact.key, _("phải là số (số nguyên hoặc số thập phân chính xác)"), fact.label)
    return _read_count(fact, given)


def _read_flag(fact: Fact, given: object) -> bool:
    if not isinstance(given, bool):
        raise InputError(fact.key, _("phải là đúng hoặc sai (true, false)"), fact.label)
    return given


def _read_choice(fact: Fact, given: object) -> str:
    if not isinstance(given, str) or given not in fact.order:
        words = {"value": shown(given), "values": listed(fact.order)}
        raise InputError(fact.key, _("%(value)s không có trong: %(values)s") % words, fact.label)
    return given


def _read_choices(fact: Fact, given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        raise InputError(fact.key, _("phải là một danh sách"), fact.label)
    return tuple(_read_choice(fact, item) for item in given)


READERS: dict[str, Callable[[Fact, object], Value]] = {
    "count": _read_count,
    "number": _read_number,
    "flag": _read_flag,
    "choice": _read_choice,
    "choices": _read_choices,
}
"""How a value of each type is read."""


def read_value(fact: Fact, given: object) -> Value:
    """``given`` as a value of ``fact``; None stays None (not known). Raises InputError."""
    return None if given is None else READERS[fact.type](fact, given)


def refuse_unknown(names: Iterable[object], known: Collection[str]) -> None:
    """Raise InputError for the first name that is not known."""
    for name in names:
        if name not in known:
            raise InputError(one_line(str(name)), _("tên lạ, không có trong: %(names)s") % {"names": listed(known)})


def read_values(facts: Mapping[str, Fact], given: object) -> dict[str, Value]:
    """Every fact with its value, None where nothing is given. Raises InputError, also for names that are no fact."""
    if not isinstance(given, Mapping):
        raise InputError("", _("phải là một đối tượng JSON {tên: giá trị}"))
    refuse_unknown(given, facts)
    return {key: read_value(fact, given.get(key)) for key, fact in facts.items()}


def read_settings(settings: Mapping[str, Setting], given: object) -> dict[str, Value]:
    """Every setting with the value given, or its default. Raises InputError."""
    chosen = read_values(settings, {} if given is None else given)
    return {key: settings[key].default if value is None else value for key, value in chosen.items()}
