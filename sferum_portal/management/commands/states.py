"""`manage.py states`: every status of the portal and its ways, drawn from the models' TRANSITIONS into docs/states.md."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PATH = settings.BASE_DIR / "docs" / "states.md"
HEAD = """# States

Drawn by `python manage.py states` from `Status` and `TRANSITIONS` of the models; a test holds that this page is what the
command draws. A state changes through `core.states.transition` and `transition_many` and in no other way.
"""


class Command(BaseCommand):
    help = "Рисует docs/states.md: состояния и переходы всех моделей."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="ничего не писать; ошибка, если страница устарела"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page = draw()
        if options["check"]:
            if not PATH.exists() or PATH.read_text(encoding="utf-8") != page:
                raise CommandError("docs/states.md устарела. Нарисуйте её заново: python manage.py states")
            return
        PATH.write_text(page, encoding="utf-8")
        self.stdout.write(f"{PATH.relative_to(settings.BASE_DIR)}: готово.")


def draw() -> str:
    """The page: a diagram for each model that has states, lowest room first."""
    models = [model for model in apps.get_models() if hasattr(model, "TRANSITIONS")]
    return HEAD + "".join(_diagram(model) for model in models)


def _diagram(model: Any) -> str:
    labels, ways = dict(model.Status.choices), model.TRANSITIONS
    start = model._meta.get_field("status").default
    lines = [f"    {state} : {label}" for state, label in labels.items()]
    lines.append(f"    [*] --> {start}")
    lines += [f"    {a} --> {b}" for a in labels for b in labels if b in ways.get(a, ())]
    lines += [f"    {state} --> [*]" for state in labels if not ways.get(state)]
    body = "\n".join(lines)
    return (
        f"\n## {model._meta.label}: {model._meta.verbose_name}\n\n```mermaid\nstateDiagram-v2\n{body}\n```\n"
    )
