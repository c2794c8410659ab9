"""The one exception of the project that a user reads."""

from collections.abc import Sequence
from typing import Any


class DomainError(Exception):
    """A refusal: a Vietnamese sentence that says what is wrong and what to do.

    ``field`` names the form field or column it belongs to, ``details`` are further sentences (one per row, say).
    Anything else that is raised is a bug.
    """

    def __init__(self, message: Any, *, field: str | None = None, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = tuple(details)

    def __str__(self) -> str:
        return str(self.message)
