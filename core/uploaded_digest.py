"""A file that is only to be compared: hashed while it comes in, never kept, neither in memory nor on disk."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Digested(UploadedFile):
    """What came in: its SHA-256 in hexadecimal, and nothing of its content. Empty if it was too large."""

    sha256: str = ""


class DigestUploadHandler(FileUploadHandler):
    """The only handler of a view whose files are compared; ``limit`` in bytes."""

    def __init__(self, request: Any = None, *, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.digest = hashlib.sha256()
        self.is_too_large = False

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.digest, self.is_too_large = hashlib.sha256(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.limit:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = Digested(io.BytesIO(), self.file_name, self.content_type, file_size)
        file.sha256 = self.digest.hexdigest()
        return file
