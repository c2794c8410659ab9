"""How much of a foreign file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and lengths; ``rows`` and ``cells`` count what holds something, over all sheets."""

    file_bytes: int = 10 * 2**20
    inflated_bytes: int = 50 * 2**20
    ratio: int = 200
    ratio_from_bytes: int = 2**20
    parts: int = 2_000
    sheets: int = 200
    rows: int = 10_000
    columns: int = 200
    cells: int = 300_000
    text: int = 32_767


LIMITS = Limits()
