"""Several Word files as one, each beginning on a page of its own with its own paper size and direction."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from core.word_parts import same_bytes

NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REFERENCES = (f"{NAMESPACE}headerReference", f"{NAMESPACE}footerReference")


def joined(files: Sequence[bytes]) -> bytes:
    """The first file with the contents of the others behind it, each in a section. Files of ``core.word`` only.

    Headers and foots are those of the first; the same files give the same bytes.
    """
    import docx

    whole = docx.Document(io.BytesIO(files[0]))
    body = whole.element.body
    for content in files[1:]:
        other = docx.Document(io.BytesIO(content)).element.body
        _close_section(body)
        last = body.find(f"{NAMESPACE}sectPr")
        for element in other:
            if element.tag != f"{NAMESPACE}sectPr":
                last.addprevious(deepcopy(element))
        body.replace(last, _plain_section(other.find(f"{NAMESPACE}sectPr")))
    kept = io.BytesIO()
    whole.save(kept)
    return same_bytes(kept.getvalue())


def _close_section(body: Any) -> None:
    """End what is there with a paragraph that holds its page size; what follows begins a new page."""
    from docx.oxml import OxmlElement

    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    section = body.find(f"{NAMESPACE}sectPr")
    properties.append(deepcopy(section))
    paragraph.append(properties)
    section.addprevious(paragraph)


def _plain_section(section: Any) -> Any:
    """A section that takes its header and foot from the one before it."""
    found = deepcopy(section)
    for reference in [each for each in found if each.tag in REFERENCES]:
        found.remove(reference)
    return found
