"""WeasyPrint without us, for ``manage.py bench``: style sheet and fonts shared by all papers of a process."""

import os
from typing import Any

_kept: dict[str, Any] = {}


def prepare(css: str, politeness: int) -> None:
    """Once a process; it is as polite as our workers, lest what else the machine does meet only them."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    os.nice(politeness)
    fonts = FontConfiguration()
    _kept["fonts"], _kept["css"] = fonts, weasyprint.CSS(string=css, font_config=fonts)


def write(html: str) -> int:
    """The size of the PDF in bytes."""
    import weasyprint

    return len(weasyprint.HTML(string=html).write_pdf(stylesheets=[_kept["css"]], font_config=_kept["fonts"]))
