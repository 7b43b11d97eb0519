"""`.env.example` names exactly what the settings read; with it filled in, nothing is left to warn about."""

import ast
import os
import re
import subprocess
import sys

from tests.architecture import ROOT, sources

FILLED_IN = {
    "SECRET_KEYS": "k3y-of-a-school-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "POSTGRES_PASSWORD": "a-password",
}


def example() -> dict[str, str]:
    """Every name of .env.example with its value, also of the lines that show a default behind a #."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := re.match(r"^(?:# )?([A-Z_]+)=(.*)$", line)))


def active_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := re.match(r"^([A-Z_]+)=(.*)$", line)))


def names_read_by_the_settings() -> set[str]:
    tree = ast.parse((ROOT / "sferum_portal/settings.py").read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and node.args:
            names.add(ast.literal_eval(node.args[0]))
    return names


def names_read_by_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def manage(*args: str, **env: str) -> subprocess.CompletedProcess:
    dropped = {*example(), "DJANGO_SETTINGS_MODULE"}
    clean = {name: value for name, value in os.environ.items() if name not in dropped}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=clean | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_setting_is_explained_and_each_explanation_is_a_setting():
    assert set(example()) == names_read_by_the_settings() | names_read_by_compose()


def test_the_settings_are_read_in_one_file_only():
    reading = re.compile(r"os\.environ(\[|\.get)|os\.getenv")
    readers = [path for path in sources() if reading.search(path.read_text(encoding="utf-8"))]
    assert readers == []


def test_the_example_holds_no_secret():
    secrets = {name: value for name, value in example().items() if re.search("KEY|PASSWORD", name)}
    assert set(secrets.values()) == {""}


def test_s10_a_production_like_environment_has_no_deploy_warning(tmp_path):
    env = active_example() | FILLED_IN | {"VAR_DIR": str(tmp_path)}
    done = manage("check", "--deploy", "--fail-level", "DEBUG", **env)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_without_a_secret_the_portal_does_not_start(tmp_path):
    done = manage("check", VAR_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "Не задан SECRET_KEYS" in done.stderr


def test_the_demo_key_is_no_secret(tmp_path):
    demo_key = re.search(
        r'_DEMO_KEY = "(.+)"', (ROOT / "sferum_portal/settings.py").read_text(encoding="utf-8")
    )
    done = manage("check", VAR_DIR=str(tmp_path), SECRET_KEYS=demo_key[1])
    assert "Не задан SECRET_KEYS" in done.stderr
