"""The set-up that runs on the bare interpreter."""

import subprocess
import sys

from django.conf import settings

from tools import setup


def test_sign_of_a_system_package_is_a_library_or_a_program():
    assert setup.is_there("libc.so.6")
    assert setup.is_there("sh")
    assert not setup.is_there("libnothing-of-the-kind.so.9")
    assert not setup.is_there("nothing-of-the-kind")


def test_setup_done_before_says_and_installs_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tools.setup", "test"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_pip_with_a_wrong_hash_gives_its_errors_and_installs_nothing(tmp_path):
    package = tmp_path / "sample-1.0-py3-none-any.whl"
    package.write_bytes(b"something else than what was locked")
    locked = tmp_path / "requirements.txt"
    locked.write_text(f"{package} --hash=sha256:{'0' * 64}\n")
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--require-hashes", "-r", str(locked)]
    errors = setup.run_pip(command)
    assert errors is not None
    assert errors.startswith("ERROR")


def test_pip_that_succeeds_gives_no_errors():
    assert setup.run_pip([sys.executable, "-m", "pip", "--version"]) is None
