"""What is installed is exactly what was locked."""

import re

import pytest
from django.conf import settings

NAMES = {"base": "requirements.txt", "embedded": "requirements-embedded.txt", "dev": "requirements-dev.txt"}
PIN = re.compile(r"^([a-z0-9.-]+)==([^ ;]+)( ;[^\\]*)? \\$")


def pins(file: str) -> dict[str, str]:
    """Version by package; fails on a line that is neither a pin, nor a hash of one, nor a comment."""
    found: dict[str, str] = {}
    hashes: dict[str, int] = {}
    name = ""
    for line in (settings.BASE_DIR / file).read_text().splitlines():
        if pin := PIN.match(line):
            name = pin[1]
            found[name] = pin[2]
        elif line.startswith("    --hash=sha256:"):
            hashes[name] = hashes.get(name, 0) + 1
        else:
            assert line.strip().startswith("#"), line
    assert set(hashes) == set(found)
    return found


@pytest.mark.parametrize(("name", "file"), NAMES.items())
def test_locked_file_pins_everything_wanted_with_a_hash(name, file):
    lines = (settings.BASE_DIR / "requirements" / f"{name}.in").read_text().splitlines()
    wanted = {re.split(r"[\[<>=;]", line)[0].lower() for line in lines if line and line[0] not in "#-"}
    locked = set().union(*(pins(each) for each in NAMES.values())) if name == "dev" else set(pins(file))
    assert wanted - locked == set()


def test_locked_files_agree_with_each_other():
    for package, version in pins("requirements.txt").items():
        for file in ("requirements-embedded.txt", "requirements-dev.txt"):
            assert pins(file).get(package, version) == version, package
