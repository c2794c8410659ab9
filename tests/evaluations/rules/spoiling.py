"""Mistakes made at random in plain values, the same ones in every run of a seed."""

import copy
import random
from typing import Any

JUNK: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, "", " ", "x", [], {}, [None], {"key": "x"}, "all", "score >= 90", "score ++"),
    *("share(score)", "\x00", "failed", "excellent", "known(1)", "civil_servant_level > 5", "()" * 400, ["all", 3]),
)


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a file that can be changed."""
    found = [path] if path else []
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for step, part in items:
        found += places(part, (*path, step))
    return found


def spoil(content: Any, chance: random.Random) -> None:
    """Change, drop or repeat something somewhere."""
    *way, last = chance.choice(places(content))
    parent = content
    for step in way:
        parent = parent[step]
    deed = chance.randrange(4)
    if deed == 0:
        del parent[last]
    elif deed == 1 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[last]))
    elif deed == 2 and isinstance(parent, dict):
        parent["x"] = parent[last]
    else:
        parent[last] = copy.deepcopy(chance.choice(JUNK))
