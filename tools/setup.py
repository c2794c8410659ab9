"""Everything that must be installed before the project runs: system libraries, `.venv`, the locked Python packages.

    python3 -m tools.setup run|test

Runs on the bare interpreter, so it uses the standard library alone. What is there already is not installed again.
"""

from __future__ import annotations  # an older Python must get as far as our sentence about it

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)

REQUIREMENTS = {
    "run": ["requirements.txt", "requirements-embedded.txt"],
    "test": ["requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"],
}
# Debian package -> the shared library or the program by which we know that it is there.
PDF_LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
TEST_PROGRAMS = {
    "chromium": "chromium",
    "libatomic1": "libatomic.so.1",  # for the driver that playwright brings
    "poppler-utils": "pdftotext",
    "gettext": "msgfmt",
}


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    sys.exit(f"✗ {text}")


def is_there(name: str) -> bool:
    """Whether a shared library can be loaded, or a program found."""
    if ".so" not in name:
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_system_packages(wanted: dict[str, str]) -> list[str]:
    """Install the missing ones of `wanted` when root on a system with apt; return those still missing."""
    missing = [package for package, sign in wanted.items() if not is_there(sign)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"• Cài gói hệ thống: {' '.join(missing)} (installing system packages)…")
        apt_get_install(missing)
        missing = [package for package in missing if not is_there(wanted[package])]
    return missing


def apt_get_install(packages: list[str]) -> None:
    """Run apt-get quietly; its lists are fetched when the first try does not know the packages."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        if command is install and done.returncode == 0:
            return


def make_virtual_environment() -> None:
    """Make `.venv`, or make it again when it is unfinished or its interpreter has gone."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        if os.geteuid() == 0 and shutil.which("apt-get"):
            say("• Cài python3-venv (installing python3-venv)…")
            apt_get_install(["python3-venv"])
        else:
            fail(
                "Thiếu python3-venv: chạy `sudo apt-get install python3-venv` rồi chạy lại. "
                "(python3-venv is missing: run that command, then try again.)"
            )
    say("• Tạo môi trường Python .venv (making .venv)…")
    # A process of its own, so that an ensurepip installed just now is seen.
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if done.returncode:
        fail(f"Không tạo được .venv. (.venv could not be made.)\n{done.stdout}{done.stderr}")


def install_python_packages(files: list[str]) -> None:
    """Install what the lock files name, each checked against its hash, unless these very files were installed."""
    stamps = {VENV / f".installed-{file}": digest(ROOT / file) for file in files}
    if all(stamp.is_file() and stamp.read_text() == value for stamp, value in stamps.items()):
        return
    total = len({line.split("==")[0] for file in files for line in (ROOT / file).open() if "==" in line})
    say(f"• Cài {total} thư viện Python, khoảng một phút (installing Python packages, about a minute)…")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar=off", "--retries=3"]
    for file in files:
        command += ["-r", file]
    output = run_pip(command)
    if output is not None:
        fail(
            "Không cài được thư viện Python: kiểm tra kết nối mạng rồi chạy lại. "
            f"(Python packages could not be installed: check the network, then try again.)\n{output}"
        )
    for stamp, value in stamps.items():
        stamp.write_text(value)


def run_pip(command: list[str]) -> str | None:
    """Run pip with a line of progress now and then; return its errors when it failed, else None."""
    lines: list[str] = []
    started = shown = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith("Installing collected"):
                say("  … đã tải xong, đang cài (downloaded, installing)")
            elif time.monotonic() - shown > 5:
                shown = time.monotonic()
                say(f"  … {shown - started:.0f} s")
    if pip.returncode == 0:
        return None
    return "".join([line for line in lines if line.startswith("ERROR")] or lines[-5:])


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(purpose: str) -> None:
    if sys.version_info < OLDEST_PYTHON:
        fail("Cần Python 3.11 trở lên: đặt PYTHON=python3.11. (Python 3.11 or newer is needed: set PYTHON=python3.11.)")
    wanted = dict(PDF_LIBRARIES) if purpose == "run" else PDF_LIBRARIES | TEST_PROGRAMS
    missing = install_system_packages(wanted)
    make_virtual_environment()
    install_python_packages(REQUIREMENTS[purpose])
    if missing:
        command = f"sudo apt-get install {' '.join(missing)}"
        if purpose != "run":
            fail(f"Còn thiếu cho kiểm thử: chạy `{command}`. (The tests need more: run that command.)")
        say(f"! PDF chưa xuất được hoặc rất chậm: chạy `{command}`. (No PDFs, or slow ones, until you run it.)")


if __name__ == "__main__":
    main(sys.argv[1])
