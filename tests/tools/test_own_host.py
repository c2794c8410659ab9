"""What we hand out asks no other host for anything. (Templates: tests/test_architecture.py.)"""

import re

from django.conf import settings

# An XML namespace is a name, not an address that a browser asks.
NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]*"')
OTHER_HOST = re.compile(r"(https?:)?//[\w.-]+\.\w+")


def test_static_files_name_no_other_host():
    hosts = {
        file.name: OTHER_HOST.findall(NAMESPACES.sub("", file.read_text(encoding="utf-8")))
        for file in (settings.BASE_DIR / "static").rglob("*")
        if file.suffix in {".css", ".js", ".svg", ".json"}
    }
    assert {name: found for name, found in hosts.items() if found} == {}
