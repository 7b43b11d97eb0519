"""The words of the orders that appoint administrators. Legal basis and duties: the Regulation, clauses 1.2, 2.1 and 2.2."""

from core.phones import show_phone
from documents.rendering import CONTROL, Appointee, Letterhead, OrderPaper, Point, Signing, in_force, preamble

PLATFORM = "информационно-коммуникационной образовательной платформы «Сферум»"
ON_PLATFORM = "на информационно-коммуникационной образовательной платформе «Сферум» (далее — ИКОП «Сферум»)"
ADMINISTRATOR_HEADING = f"О назначении администратора {PLATFORM}"
ADDITIONAL_ADMINISTRATOR_HEADING = f"О назначении дополнительного администратора {PLATFORM}"

# The papers of the state; a local act (пункты 2.1 и 2.2 of the school's Положение) is typed by a school that has adopted it.
LAWS = (
    "В соответствии со статьёй 16 Федерального закона от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации», "
    "постановлением Правительства Российской Федерации от 11.10.2023 № 1678 «Об утверждении Правил применения "
    "организациями, осуществляющими образовательную деятельность, электронного обучения, дистанционных "
    "образовательных технологий при реализации образовательных программ», с учётом письма Министерства "
    "просвещения Российской Федерации от 31.07.2023 № 04-423"
)
_PERSONAL_DATA = (
    "соблюдать конфиденциальность персональных данных участников образовательных отношений, ставших известными "
    "при исполнении настоящего приказа."
)


def administrator_order(
    *, organization: Letterhead, appointee: Appointee, signing: Signing, basis: str = LAWS
) -> OrderPaper:
    """The order that appoints the administrator (clauses 2.1 a–c, 2.2 b): person, contacts, duties, control."""
    duties = Point(
        "Возложить на администратора координацию процессов по использованию ИКОП «Сферум» в образовательной "
        "организации. Администратору:",
        [
            "направить на адрес электронной почты info@sferum.ru заявку на регистрацию образовательной организации "
            "с приложением настоящего приказа и пройти регистрацию по номеру мобильного телефона, указанному в заявке;",
            "вносить и редактировать информацию об образовательной организации;",
            "создать класс «Учительская» для присоединения всех педагогических работников и, при необходимости, "
            "структуру классов в соответствии с утверждённой номенклатурой;",
            "создавать и направлять педагогическим работникам и обучающимся ссылки-приглашения, рассматривать заявки "
            "на вступление, завершать подтверждение статуса «учитель»;",
            "прикреплять классных руководителей к учебным классам в соответствии с утверждённым распределением "
            "классного руководства;",
            "вносить сведения, связанные с движением обучающихся и педагогических работников;",
            "аннулировать невостребованные ссылки-приглашения в целях обеспечения информационной безопасности "
            "участников образовательных отношений;",
            "оказывать участникам образовательных отношений помощь в использовании платформы и взаимодействовать "
            "со службой технической поддержки её разработчика;",
            "доводить до сведения руководителя статистические данные об использовании платформы "
            "(при наличии доступа);",
            _PERSONAL_DATA,
        ],
    )
    return _order(
        organization,
        appointee,
        signing,
        heading=ADMINISTRATOR_HEADING,
        basis=basis,
        aim="в целях организации работы",
        role="администратором",
        known_as="администратор",
        tail=[duties, in_force(signing), CONTROL],
    )


def additional_administrator_order(
    *, organization: Letterhead, appointee: Appointee, signing: Signing, basis: str = LAWS
) -> OrderPaper:
    """The order that appoints an additional administrator among the joined teachers (clause 2.1 h)."""
    duties = Point(
        "Дополнительному администратору:",
        [
            "оказывать администратору ИКОП «Сферум» содействие в создании и направлении ссылок-приглашений, "
            "рассмотрении заявок на вступление и подтверждении статуса «учитель»;",
            "аннулировать невостребованные ссылки-приглашения в целях обеспечения информационной безопасности "
            "участников образовательных отношений;",
            "оказывать участникам образовательных отношений помощь в использовании платформы;",
            "исполнять обязанности администратора ИКОП «Сферум» на время его отсутствия;",
            _PERSONAL_DATA,
        ],
    )
    rights = (
        "Администратору ИКОП «Сферум» предоставить дополнительному администратору соответствующие права на платформе "
        "после вступления настоящего приказа в силу."
    )
    return _order(
        organization,
        appointee,
        signing,
        heading=ADDITIONAL_ADMINISTRATOR_HEADING,
        basis=basis,
        aim="в целях обеспечения непрерывной работы",
        role="дополнительным администратором",
        known_as="дополнительный администратор",
        tail=[rights, duties, in_force(signing), CONTROL],
    )


def _order(
    organization: Letterhead,
    appointee: Appointee,
    signing: Signing,
    *,
    heading: str,
    basis: str,
    aim: str,
    role: str,
    known_as: str,
    tail: list[str | Point],
) -> OrderPaper:
    school = organization.short_name
    contacts = (
        f"Установить для связи с платформой контактные данные лица, указанного в пункте 1 настоящего приказа: номер "
        f"личного мобильного телефона — {show_phone(appointee.phone)}, "
        f"адрес электронной почты — {appointee.email}."
    )
    return OrderPaper(
        organization=organization,
        number=signing.number,
        date=signing.dated_on,
        place=signing.place,
        heading=heading,
        preamble=preamble(basis, f"{aim} участников образовательных отношений {ON_PLATFORM}"),
        points=[
            f"Назначить {appointee.accusative}, {role} ИКОП «Сферум» в {school} (далее — {known_as}).",
            contacts,
            *tail,
        ],
        signer_post=signing.post,
        signer_name=signing.name,
        acquainted=[appointee.signature],
        acquainted_word=appointee.acquainted_word,
        draft=signing.is_draft,
    )
