"""What a person types about a withdrawn consent, and its errors."""

from typing import Any

from django import forms

from consents.models import Decision
from core import clock
from core.forms import DayField, ScanForm

Channel = Decision.Channel


class WithdrawForm(ScanForm):
    """How the withdrawal reached the school; of a paper its day and its scan, if there is one."""

    channel = forms.ChoiceField(
        label="Как отозвали",
        choices=[
            (Channel.TOLD, "сказали администратору"),
            (Channel.PAPER, "заявлением на бумаге или письмом"),
        ],
        widget=forms.RadioSelect,
        initial=Channel.TOLD,
    )
    withdrawn_on = DayField(
        label="Дата на бумаге",
        required=False,
        initial=clock.today,
        help_text="Только для бумаги: не раньше дня, когда согласие дали, и не позже сегодняшнего.",
    )

    field_order = ("channel", "withdrawn_on", "scan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = False
        self.fields["scan"].label = "Скан, если он есть"

    def clean(self) -> dict[str, Any]:
        """A day and a scan belong to a paper only."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("channel") == Channel.PAPER:
            if "withdrawn_on" in data and data["withdrawn_on"] is None:
                self.add_error("withdrawn_on", "Впишите дату, которая стоит на бумаге.")
        else:
            data |= {"withdrawn_on": None, "scan": None}
        return data
