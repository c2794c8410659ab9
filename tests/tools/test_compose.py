"""docker-compose.yml cannot be run here: it is held against the schema of Compose, and its promises are read."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from ruamel.yaml import YAML


@pytest.fixture(scope="module")
def compose():
    return YAML(typ="safe").load(settings.BASE_DIR / "docker-compose.yml")


def test_compose_file_keeps_to_the_compose_schema():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    subprocess.run([*command, settings.BASE_DIR / "docker-compose.yml"], check=True, capture_output=True)


@pytest.mark.parametrize("name", ["web", "worker", "worker-quick", "beat", "db", "redis"])
def test_compose_service_has_a_health_check_and_restarts(compose, name):
    service = compose["services"][name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"


def test_compose_web_and_worker_share_documents_and_wait_for_the_database(compose):
    for name in ("web", "worker", "worker-quick", "beat"):
        service = compose["services"][name]
        assert "documents:/srv/chi-bo/documents" in service["volumes"]
        assert service["depends_on"]["db"]["condition"] == "service_healthy"
        assert service["depends_on"]["redis"]["condition"] == "service_healthy"
        assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert compose["services"]["db"]["image"].startswith("postgres:17")
    assert set(compose["volumes"]) >= {"documents", "database"}


def test_compose_variables_are_explained_in_the_example():
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    example = (settings.BASE_DIR / ".env.example").read_text()
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    assert needed == {"ALLOWED_HOSTS", "SECRET_KEY", "POSTGRES_PASSWORD"}
    assert all(re.search(rf"^#?{name}=", example, re.MULTILINE) for name in needed)


def test_image_takes_its_base_as_an_argument():
    assert (settings.BASE_DIR / "Dockerfile").read_text().splitlines()[1:3] == [
        "ARG BASE_IMAGE=python:3.11-slim-bookworm",
        "FROM ${BASE_IMAGE}",
    ]
