"""What the words of orders share, and those of the one order that papers carry out themselves."""

from dataclasses import dataclass
from datetime import date

from core.russian import by_sex
from documents.rendering.papers import Letterhead, OrderPaper
from documents.russian import gender_of, inflect_name, inflect_post, initials, russian_date

REVOCATION_HEADING = "Об отмене приказа"
CONTROL = "Контроль за исполнением настоящего приказа оставляю за собой."


@dataclass(frozen=True)
class Appointee:
    """Whom an order appoints. `accusative_name` is what the school typed where the portal declines wrongly."""

    last_name: str
    first_name: str
    patronymic: str
    post: str
    phone: str
    email: str
    gender: str = ""
    accusative_name: str = ""

    @property
    def accusative(self) -> str:
        """«Иванову Марию Петровну, учителя математики»"""
        name = inflect_name(
            self.last_name,
            self.first_name,
            self.patronymic,
            "accusative",
            gender=self._sex,
            overrides={"accusative": self.accusative_name},
        )
        return ", ".join(filter(None, (name, inflect_post(self.post, "accusative", self._sex))))

    @property
    def acquainted_word(self) -> str:
        """«ознакомлена» of a woman; both where nothing tells the sex."""
        return by_sex(self._sex, "ознакомлен,ознакомлена,ознакомлен(а)")

    @property
    def _sex(self) -> str | None:
        return self.gender or gender_of(self.last_name, self.first_name, self.patronymic)

    @property
    def signature(self) -> str:
        """«М. П. Иванова»"""
        return initials(self.last_name, self.first_name, self.patronymic, signature=True)


@dataclass(frozen=True)
class Signing:
    """By whom and, once signed, under which number and date. A paper without both is a draft.

    `effective_on`: the day from which it counts, named in the paper where it is another than the date.
    """

    place: str
    post: str
    name: str
    number: str | None = None
    dated_on: date | None = None
    effective_on: date | None = None

    @property
    def is_draft(self) -> bool:
        return not (self.number and self.dated_on)


def preamble(basis: str, aim: str) -> str:
    """«В соответствии с …, в целях … ПРИКАЗЫВАЮ:»; without a basis the aim alone. What was typed may end with any sign."""
    basis = basis.strip().rstrip(" ,;.")
    words = f"{basis}, {aim} ПРИКАЗЫВАЮ:" if basis else f"{aim} ПРИКАЗЫВАЮ:"
    return words[:1].upper() + words[1:]


def revocation_order(
    *, organization: Letterhead, revoked: str, signing: Signing, basis: str = ""
) -> OrderPaper:
    """The order whose only decision is that another one no longer counts. `revoked`: «от … № … «О назначении…»»."""
    return OrderPaper(
        organization=organization,
        number=signing.number,
        date=signing.dated_on,
        place=signing.place,
        heading=REVOCATION_HEADING,
        preamble=preamble(
            basis, "в целях приведения локальных актов образовательной организации в соответствие"
        ),
        points=[f"Отменить приказ {revoked}.", in_force(signing), CONTROL],
        signer_post=signing.post,
        signer_name=signing.name,
        draft=signing.is_draft,
    )


def in_force(signing: Signing) -> str:
    """The point that says from which day the order counts."""
    if signing.effective_on in (None, signing.dated_on):
        return "Настоящий приказ вступает в силу со дня его подписания."
    return f"Настоящий приказ вступает в силу с {russian_date(signing.effective_on)}"  # «… 2026 г.»
