"""docker-compose.yml runs the programs of the Procfile, waits for what they need, and holds no secret."""

import re
from pathlib import Path
from string import Template

import pytest
import yaml

from vaxportal.local.supervisor import DEFAULTS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def procfile(name):
    line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith(f"{name}:"))
    return Template(line.partition(":")[2].strip()).substitute(DEFAULTS | {"HOST": "0.0.0.0"}).split()


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_containers_run_the_procfile(name):
    assert SERVICES[name]["command"].split() == procfile(name)


def test_the_image_serves_the_web_of_the_procfile():
    words = re.findall(r'"([^"]+)"', DOCKERFILE[DOCKERFILE.rindex("\nCMD [") :])
    assert words == procfile("web")


def test_secrets_have_no_default():
    about = SERVICES["web"]["environment"]
    for name in ("SECRET_KEY", "VAXPORTAL_KEYS", "MESSENGER_HTTP_TOKEN"):
        assert about[name] == f"${{{name}:-}}"
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:-}"


def test_every_program_waits_for_the_tables():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_every_service_that_stays_is_checked():
    for name, service in SERVICES.items():
        if name not in {"prepare", "proxy", "web"}:  # the web's check is in the image
            assert service["healthcheck"]["test"], name
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_image_runs_as_an_ordinary_user():
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
