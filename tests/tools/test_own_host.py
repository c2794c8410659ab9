"""A page of ours asks no other host for anything, and carries no script or style of its own."""

import re

from django.conf import settings

# An XML namespace is a name, not an address that a browser asks.
NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]*"')
OTHER_HOST = re.compile(r"""(https?:)?//[\w.-]+\.\w+""")
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)|<style|\son[a-z]+=["']|\sstyle=["']|javascript:""", re.IGNORECASE)


def texts(*suffixes):
    """Path and text of each file of ours that a browser may be given."""
    for folder in ("templates", "static"):
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in suffixes:
                yield str(file.relative_to(settings.BASE_DIR)), file.read_text(encoding="utf-8")


def found_in(pattern, files):
    """What the pattern finds, by file."""
    hits = {name: [hit.group() for hit in pattern.finditer(text)] for name, text in files}
    return {name: each for name, each in hits.items() if each}


def test_served_files_name_no_other_host():
    files = ((name, NAMESPACES.sub("", text)) for name, text in texts(".html", ".css", ".js", ".svg", ".txt", ".json"))
    assert found_in(OTHER_HOST, files) == {}


def test_pages_have_no_inline_script_or_style():
    pages = ((name, text) for name, text in texts(".html") if "pdf" not in name)
    assert found_in(INLINE, pages) == {}
