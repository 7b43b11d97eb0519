"""Consent to the processing of personal data: its texts, what people decided about them, where each person stands."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.rows import SchoolRow, timestamp


class Purpose(models.TextChoices):
    """What the data are processed for. A consent is given to one purpose (152-ФЗ, article 9)."""

    PLATFORM = "platform", "вступление в классы и чаты на «Сферуме»"
    HANDOVER = "handover", "передача телефона и почты администратора платформе"


class ConsentText(SchoolRow):
    """A version of the school's consent document for a purpose and a role. Never changed: a new wording is a new version."""

    purpose = models.CharField("цель", max_length=20, choices=Purpose.choices, default=Purpose.PLATFORM)
    role = models.CharField("для роли", max_length=8)
    number = models.PositiveSmallIntegerField("редакция")
    body = models.TextField("текст")
    sha256 = models.CharField("SHA-256 текста", max_length=64)
    created_at = timestamp()

    class Meta:
        verbose_name = "текст согласия"
        verbose_name_plural = "тексты согласий"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "purpose", "role", "number"], name="consent_text_one_version"
            )
        ]

    def __str__(self) -> str:
        return f"Согласие, редакция {self.number}"


class Answer(models.TextChoices):
    """What can be decided about a text."""

    GIVEN = "given", "дано"
    REFUSED = "refused", "отказ"
    WITHDRAWN = "withdrawn", "отозвано"


class Decision(SchoolRow):
    """What was decided about a text for a subject: by whom, in what capacity, by what way, and when. Never changed.

    The subject is not known until the school has said who a stranger with a class's link is; then it is written once.
    The giver is not known where the paper or the link does not tell it (a pupil's link is ticked by a parent as well).
    """

    class Capacity(models.TextChoices):
        SELF = "self", "сам"
        REPRESENTATIVE = "representative", "законный представитель"

    class Channel(models.TextChoices):
        LINK = "link", "по ссылке"
        PAPER = "paper", "на бумаге"
        OWN = "own", "в портале, из своей учётной записи"
        TOLD = "told", "со слов"

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name="текст")
    subject = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consent_decisions",
        verbose_name="о чьих данных",
    )
    giver = models.ForeignKey(
        "orgstructure.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто решил",
    )
    capacity = models.CharField("в качестве кого", max_length=14, choices=Capacity.choices, blank=True)
    channel = models.CharField("как", max_length=5, choices=Channel.choices, default=Channel.LINK)
    scan = models.ForeignKey(  # one sheet may hold the signatures of many
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="скан"
    )
    decision = models.CharField("решение", max_length=10, choices=Answer.choices)
    withdraws = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by", verbose_name="отзывает"
    )
    contact_note = models.CharField("как держать связь", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто записал",
    )
    decided_at = timestamp("когда")

    class Meta:
        verbose_name = "решение о согласии"
        verbose_name_plural = "решения о согласии"
        constraints = [
            models.CheckConstraint(
                condition=~Q(capacity="self") | Q(giver=None) | Q(giver=F("subject")),
                name="consent_given_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(channel="paper") | Q(recorded_by__isnull=False),
                name="consent_on_paper_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(scan=None) | Q(channel="paper"), name="consent_scan_is_of_paper"
            ),
            models.CheckConstraint(
                condition=Q(withdraws=None) | Q(decision="withdrawn"),
                name="consent_only_withdrawal_withdraws",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "subject", "-id"], name="consent_decision_by_subject")
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.decided_at:%d.%m.%Y}"


class Standing(SchoolRow):
    """The last word about a subject's data for a purpose: one row each, kept in the transaction of every decision."""

    subject = models.ForeignKey(
        "orgstructure.Person", models.PROTECT, related_name="consent_standings", verbose_name="о чьих данных"
    )
    purpose = models.CharField("цель", max_length=20, choices=Purpose.choices)
    state = models.CharField("решение", max_length=10, choices=Answer.choices)
    decision = models.OneToOneField(
        Decision, models.PROTECT, related_name="standing", verbose_name="каким решением"
    )
    since = models.DateTimeField("с какого времени")

    class Meta:
        verbose_name = "состояние согласия"
        verbose_name_plural = "состояния согласий"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject", "purpose"], name="consent_one_standing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_state_display()}"
