"""Brings database, translations and static files up to date, and loads the demonstration commune the first time.

    python -m tools.prepare

Progress goes to standard error; the demonstration accounts to standard output. DEMO=0 leaves an empty database empty.
"""

import hashlib
import os
import sys

import django


def say(text: str) -> None:
    print(f"• {text}", file=sys.stderr, flush=True)


def prepare() -> None:
    """Each step looks first whether there is anything to do: a second start costs a second."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from tools import translations

    translations.compile_changed()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Tạo hoặc cập nhật cơ sở dữ liệu (migrating the database)…")
        call_command("migrate", verbosity=0, interactive=False)
    collect_static_files()
    if settings.IS_SERVER:
        return
    organisations = apps.get_model("cells", "Organisation").objects
    if os.environ.get("DEMO") != "0" and not organisations.exists():
        say("Nạp đảng bộ minh họa, một lần (loading the demonstration commune, once)…")
        call_command("load_demo", stdout=sys.stderr)
    call_command("demo_accounts")


def collect_static_files() -> None:
    """Collect with hashed, compressed names when ours or a package's changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    state = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for file in sorted((settings.BASE_DIR / "static").rglob("*")):
        stat = file.stat()
        state.update(f"{file} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT.with_name("static.stamp")
    if not (stamp.is_file() and stamp.read_text() == state.hexdigest()):
        say("Gom tệp tĩnh (collecting static files)…")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state.hexdigest())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
