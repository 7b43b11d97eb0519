"""What must not part at the end of a line, in every component that shows a name."""

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

from core.templatetags.portal import unbroken


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Приказ № 7", "Приказ №\u00a07"),
        ("Шелковникова Д. И.", "Шелковникова Д.\u00a0И."),
        ("+7 900 000-14-08", "+7\u00a0900\u00a0000\u201114\u201108"),
        ("в 5А. И ещё", "в 5А. И ещё"),
    ],
)
def test_a_number_a_phone_and_initials_stay_together(written, shown):
    assert unbroken(written) == shown


def test_what_is_markup_stays_markup_and_what_is_not_is_escaped():
    render = engines["django"].from_string("{{ words|unbroken }}").render
    assert render({"words": mark_safe("<b>Д. И.</b>")}) == "<b>Д.\u00a0И.</b>"
    assert render({"words": "<b>"}) == "&lt;b&gt;"


@pytest.mark.parametrize(
    "component", ["c-line title", "c-line detail", "c-person name", "c-row title", "c-head lead"]
)
def test_every_component_keeps_initials_together(component):
    from django_cotton.compiler_regex import CottonCompiler  # noqa: PLC0415

    name, attribute = component.split()
    source = CottonCompiler().process(f'<{name} {attribute}="Рощина Е. П." />')
    assert "Рощина Е.\u00a0П." in engines["django"].from_string(source).render({})
