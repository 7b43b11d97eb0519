"""docs/states.md is what the models say."""

import pytest
from django.core.management import CommandError, call_command

from sferum_portal.management.commands import states


def test_the_page_of_states_is_what_the_models_say():
    call_command("states", "--check")


def test_a_stale_page_is_told(tmp_path, monkeypatch):
    stale = tmp_path / "states.md"
    stale.write_text(states.draw() + "\nдописано рукой\n", encoding="utf-8")
    monkeypatch.setattr(states, "PATH", stale)
    with pytest.raises(CommandError, match="устарела"):
        call_command("states", "--check")


def test_every_state_and_every_way_is_drawn():
    page = states.draw()
    assert "## invitations.Invitation: ссылка-приглашение" in page
    assert "    [*] --> active\n" in page
    assert "    active --> accepted\n" in page
    assert "    expired --> [*]\n" in page
