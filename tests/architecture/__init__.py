"""Rules of the house (docs/adr/0001, architecture) that no linter knows, read from the source."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core", "audit", "undo", "files", "outbox", "orgstructure", "consents", "documents", "roles", "registration", "invitations",
    "chats", "public", "dashboard", "sferum_portal",
)  # fmt: skip


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files of the project, committed or about to be, that match a pattern of git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in done.stdout.splitlines() if (path := ROOT / name).is_file())


@cache
def sources() -> tuple[Path, ...]:
    """The Python files of the apps, migrations left out."""
    return tuple(path for path in tracked(*(f"{app}/*.py" for app in APPS)) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def layer(path: Path) -> str:
    """Which file of its app a source belongs to: «views» for views.py and for views/lists.py."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def nodes(kind: type | tuple[type, ...], *, layers: set[str] | None = None) -> Iterator[tuple]:
    for path in sources():
        if layers is None or layer(path) in layers:
            yield from ((path, node) for node in ast.walk(tree(path)) if isinstance(node, kind))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
