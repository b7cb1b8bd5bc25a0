"""docker-compose.yml runs the programs of the Procfile, waits for what they need, and holds no secret."""

import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest
import yaml

from vaxportal.local.supervisor import DEFAULTS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
GUIDE = (ROOT / "docs/deployment.md").read_text()
NAMED = re.compile(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def procfile(name):
    line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith(f"{name}:"))
    return Template(line.partition(":")[2].strip()).substitute(DEFAULTS | {"HOST": "0.0.0.0"}).split()


@pytest.mark.parametrize("name", ["worker", "lists", "beat"])
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


def written_env():
    """The .env of the guide, with something in the place of what its commands would make."""
    [block] = re.findall(r"cat > \.env <<END\n(.*?)END\n", GUIDE, re.DOTALL)
    made = re.sub(r"\$\(.*\)", "made-by-a-command", block)
    return dict(line.split("=", 1) for line in made.splitlines())


def composed(text, env):
    """What the container gets, by the rules of compose; a variable that must be set and is not is an error."""

    def value(found):
        name, rule, otherwise = found.groups()
        assert env.get(name) or rule != ":?", f"{name}: {otherwise}"
        return env.get(name) or otherwise or ""

    return NAMED.sub(value, text)


def start(env):
    """Loads the settings as a container would."""
    about = {name: composed(text, env) for name, text in SERVICES["web"]["environment"].items()}
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    script = "from vaxportal import settings; print(settings.MESSENGER, settings.SITE_URL)"
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=bare | about, capture_output=True, text=True)


def test_the_env_of_the_guide_is_all_that_the_containers_need():
    env = written_env()
    assert env["POSTGRES_PASSWORD"] in composed((ROOT / "docker-compose.yml").read_text(), env)
    assert start(env).stdout.split() == ["http", f"https://{env['SITE_HOST']}"]


def test_a_try_out_needs_no_messenger_and_an_installation_is_told_so():
    env = {name: value for name, value in written_env().items() if not name.startswith(("MESSENGER", "EMAIL"))}
    assert start(env | {"DEMO": "1"}).stdout.startswith("outbox ")
    refused = start(env)
    assert refused.returncode == 1 and "Set MESSENGER to http or smtp" in refused.stderr


def test_every_program_waits_for_the_tables():
    for name in ("web", "worker", "lists", "beat"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_every_service_that_stays_is_checked():
    for name, service in SERVICES.items():
        if name not in {"prepare", "proxy", "web"}:  # the web's check is in the image
            assert service["healthcheck"]["test"], name
    assert "HEALTHCHECK" in DOCKERFILE


def test_the_image_runs_as_an_ordinary_user():
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
