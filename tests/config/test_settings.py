"""The settings refuse to start unsafely, and need nothing to run on one computer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SERVER = {
    "ALLOWED_HOSTS": "chi-bo.example.gov.vn",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://someone@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
SHOW = """
from config import settings as s
print(s.IS_SERVER, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)
"""


def run_python(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Python in a process of its own, with these variables alone and an empty folder for its data."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )


def test_settings_without_any_variable_serve_this_computer_alone(tmp_path):
    assert run_python(tmp_path, "-c", SHOW).stdout.split() == ["False"] * 5
    key = tmp_path / "secret_key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0


def test_settings_with_allowed_hosts_speak_https_only(tmp_path):
    assert run_python(tmp_path, "-c", SHOW, **SERVER).stdout.split() == ["True"] * 5
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, ""),
        (SERVER | {"ALLOWED_HOSTS": ".tinh.example,chi-bo.example"}, "https://chi-bo.example"),
        (SERVER | {"ALLOWED_HOSTS": ".tinh.example"}, ""),
        ({"SITE_URL": "http://10.0.0.5:8000/"}, "http://10.0.0.5:8000"),
    ],
)
def test_settings_know_the_address_that_papers_lead_to(tmp_path, variables, address):
    show = "from config.settings import SITE_URL; print(SITE_URL)"
    assert run_python(tmp_path, "-c", show, **variables).stdout.strip() == address


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEBUG": "on"}, "DEBUG"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
    ],
)
def test_settings_of_an_unsafe_server_refuse_to_start(tmp_path, change, named):
    done = run_python(tmp_path, "-c", SHOW, **(SERVER | change))
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured")
    assert named in last


MAIL = {"EMAIL_URL": "smtp+tls://nguoi:m%40t@mail.example:587", "MAIL_FROM": "Sổ chi bộ <so@example.vn>"}
SHOW_MAIL = "from config import settings as s; print(s.MAIL_IS_SENT, getattr(s, 'EMAIL_HOST_PASSWORD', ''))"


def test_settings_send_mail_where_the_environment_says_how(tmp_path):
    assert run_python(tmp_path, "-c", SHOW_MAIL).stdout.split() == ["False"]
    assert run_python(tmp_path, "-c", SHOW_MAIL, **SERVER, **MAIL).stdout.split() == ["True", "m@t"]


@pytest.mark.parametrize(("change", "named"), [({"MAIL_FROM": ""}, "MAIL_FROM"), ({"ALLOWED_HOSTS": ""}, "SITE_URL")])
def test_settings_that_send_mail_need_a_sender_and_an_address_of_the_site(tmp_path, change, named):
    done = run_python(tmp_path, "-c", SHOW_MAIL, **(SERVER | MAIL | change))
    assert done.returncode != 0
    assert named in done.stderr.strip().splitlines()[-1]


def test_manage_without_services_says_what_to_do_in_one_sentence(tmp_path):
    done = run_python(tmp_path, "manage.py", "migrate", "--check")
    assert done.returncode == 1
    assert "make services" in done.stderr
    assert "Traceback" not in done.stderr
