"""Workbooks that are made as open temporary files, whole in memory for tests to look into."""

import io
from typing import IO


def whole(made: bytes | IO[bytes]) -> io.BytesIO:
    """All bytes of a file; the open one is closed."""
    if isinstance(made, bytes):
        return io.BytesIO(made)
    with made as file:
        return io.BytesIO(file.read())
