"""docker-compose.yml and Dockerfile as texts; tests/services/test_compose.py runs what they say."""

import re

import yaml

from tests.architecture import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PORTAL = ("migrate", "web", "worker", "beat")


def test_every_part_is_there_with_a_health_check():
    assert set(COMPOSE["services"]) == {*PORTAL, "postgres", "redis"}
    unchecked = [name for name, service in COMPOSE["services"].items() if not service.get("healthcheck")]
    assert unchecked == []


def test_what_others_wait_for_exists():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])


def test_every_volume_is_declared_and_used():
    used = {
        mount.split(":")[0]
        for service in COMPOSE["services"].values()
        for mount in service.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])


def test_the_portal_runs_without_rights():
    for name in PORTAL:
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    last_user = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1]
    assert last_user == "portal"


def test_nothing_secret_is_inside():
    secret = re.compile("PASSWORD|SECRET|KEY")
    given = {
        name: value
        for service in COMPOSE["services"].values()
        for name, value in service.get("environment", {}).items()
        if secret.search(name)
    }
    assert given == {"POSTGRES_PASSWORD": "${POSTGRES_PASSWORD:?set it in .env}"}
    assert not secret.search(DOCKERFILE)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", ".git", "var"} <= set(ignored)


def test_only_the_web_server_is_reachable_and_only_from_the_machine():
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert ports == {"web": ["${PORTAL_BIND:-127.0.0.1:8000}:8000"]}


def test_the_image_installs_wheels_only():
    installs = re.findall(r"pip install.*", DOCKERFILE)
    assert installs and all("--only-binary :all:" in install for install in installs)


def test_what_the_image_copies_is_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    needed = {"requirements.txt", "manage.py", "docker", "templates", "static", "sferum_portal"}
    assert needed.isdisjoint(ignored)
