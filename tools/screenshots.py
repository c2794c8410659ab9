"""Pictures of the main pages on the demonstration data: for the README, or of every page on both screens.

``python tools/screenshots.py`` renews ``docs/screenshots/`` and the README's list; with a folder as its argument it
takes every page on a laptop and a phone into that folder, for looking at; with names of pages after it, those alone.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from demo.commune import PASSWORD  # noqa: E402
from demo.pages import pages  # noqa: E402
from demo.shown import DemoPage  # noqa: E402
from tests.services import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402

PORT = 8931
FOLDER = ROOT / "docs" / "screenshots"
BEGIN, END = "<!-- screenshots:begin -->", "<!-- screenshots:end -->"


class Screen(NamedTuple):
    name: str
    width: int
    height: int


LAPTOP, PHONE = Screen("laptop", 1366, 768), Screen("phone", 390, 844)


@contextmanager
def server() -> Iterator[str]:
    """Our own web process on the data that is there."""
    address = f"http://127.0.0.1:{PORT}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--threads", "4"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            for _attempt in range(100):
                try:
                    urllib.request.urlopen(f"{address}/suc-khoe/", timeout=2)  # noqa: S310 - our own loopback address
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait()


def sign_in(browser: Browser, address: str, username: str, screen: Screen) -> Page:
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    page = context.new_page()
    page.goto(f"{address}/dang-nhap/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_load_state("networkidle")
    return page


def take(
    browser: Browser, address: str, shots: Iterable[DemoPage], folder: Path, screen: Screen, *, full: bool
) -> None:
    """One picture a page."""
    signed_in: dict[str, Page] = {}
    for shot in shots:
        page = signed_in.get(shot.username) or sign_in(browser, address, shot.username, screen)
        signed_in[shot.username] = page
        page.goto(address + shot.path)
        page.wait_for_load_state("networkidle")
        page.screenshot(
            path=folder / (f"{shot.name}-{screen.name}.png" if full else f"{shot.name}.png"), full_page=full
        )


def write_readme(shots: Iterable[DemoPage]) -> None:
    """The README's list of pictures."""
    readme = ROOT / "README.md"
    head, rest = readme.read_text().split(BEGIN)
    lines = "\n".join(f"**{shot.title}**\n\n![{shot.title}](docs/screenshots/{shot.name}.png)\n" for shot in shots)
    readme.write_text(f"{head}{BEGIN}\n{lines}{END}{rest.split(END)[1]}")


def main() -> None:
    shots = pages()
    everything = len(sys.argv) > 1
    folder = Path(sys.argv[1]) if everything else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = set(sys.argv[2:])
    shown = [shot for shot in shots if (shot.name in names or not names if everything else shot.in_readme)]
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for screen in (LAPTOP, PHONE) if everything else (LAPTOP,):
            take(browser, address, shown, folder, screen, full=everything)
        browser.close()
    if not everything:
        write_readme(shown)


if __name__ == "__main__":
    main()
