"""What the pages of the demo school say otherwise than build c3c35ee did, and why. Each entry must still be needed."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """On pages whose address fits `path`, texts that fit `was` have gone and texts that fit `now` have come."""

    path: str
    was: str
    now: str
    why: str
    only_on: str = ""  # a database

    def fits(self, path: str, text: str, *, gone: bool) -> bool:
        return bool(re.fullmatch(self.path, path) and re.fullmatch(self.was if gone else self.now, text))


_ZONES = "Калининград|Самара|Екатеринбург|Омск|Красноярск|Иркутск|Якутск|Владивосток|Магадан|Камчатка"
_NOTHING = "(?!)"
_CHAT = r"\d{1,2}[А-Я] · (родители|ученики|педагоги|[А-Я][а-я]+( [а-я]+)?)"
CHANGES = [
    Change(
        r"/mail/\d+/",
        r"\w{3}, \d\d? \w{3} \d{4} [\d:]{8} \+0300",
        r"\d\d? \w+, \d\d:\d\d",
        "the date of a letter is written as all dates are",
    ),
    Change(
        "/admin/roles/user/.*",
        r"\d+ учётн\w+ запис\w+",
        r"Всего: \d+",
        "a number stands beside no noun that may disagree",
    ),
    Change(
        r"/admin/documents/order/\d+/change/",
        "PDF, PNG или JPEG, до 10 МБ.",
        "PDF, PNG или JPEG, до 10 МБ. Можно приложить и потом.",
        "a scan need not be at hand when the order is signed",
    ),
    Change(
        r"/requests/.*",
        _NOTHING,
        r"Ребёнок не записан \d+",
        "accepted parents of whom nobody has written whose they are have a tab",
    ),
    Change(
        r"/people/\d+/",
        _NOTHING,
        r"\d\d? \w+, \d\d:\d\d · .*",
        "appointments stand among what was of a person",
    ),
    Change(
        r"/i/[^/]+",
        "ученик, .*|родитель ученика: .*",
        "ученица, .*|родитель ученицы: .*",
        "a girl is spoken to as one, where the sex is known",
    ),
    Change(
        "/structure/generate/",
        "Через запятую: .*",
        "Через запятую, точку с запятой .*",
        "exceptions are parted as people part them",
    ),
    Change(
        r"/people/\d+/|/verification/",
        r".*, был \d.*|.* · ученик|вступил · .*|\d+ учител\w+ · .*",
        r".*, была \d.*|.* · ученица|вступила · .*|\d+ сотрудник\w* · .*",
        "what is said of a person agrees with the person",
    ),
    Change(
        r"/search/\?q=а",
        _CHAT,
        _CHAT,
        "a teacher's search found chats of the class whose page is not theirs, among the first thirty of the school",
        only_on="postgresql",
    ),
    Change(
        r"/links/new/\?.*",
        r"От 1 до \d+\. Каждый попросится, а вы решите, кого принять\.",
        r"От 1 до \d+\. Каждый попросится, а кого принять, .*",
        "who decides is said for the reader: a class teacher does not",
    ),
    Change(
        r"/chats/list/\?.*school_class=.*|/chats/list/\?.*kind=.*|/chats/list/\?.*q=.*",
        r"(Все|Запланирован|Создан|Архив|В архиве) \d+",
        r"(Все|Запланирован|Создан|Архив|В архиве) \d+",
        "the figure of a button over the chats is what its list shows",
    ),
    Change(
        "/registration/",
        r"\d+ \w+ · Новикова Н\. В\.",
        r"\d+ \w+ · администратор: Новикова Н\. В\.",
        "beside a signed order stood a name that was read as who signed it",
    ),
    Change(
        "/",
        "354|6Б, 3Б, 9Б и ещё 16",
        "297|6Б, 3Б, 9Б и ещё 11",
        "«без ссылки» counted the teachers of study classes, who join in «Учительская» only, and people who refused",
    ),
    Change(
        "/",
        r"5|7А|.* · одно дело ждёт вас, остальное в порядке",
        r".* · всё в порядке, дел нет",
        "a class teacher was told of five teachers of the class, whom only the administrator invites",
    ),
    Change(
        "/registration/",
        r"\d",
        r"\d|22 ноября, 14:50",
        "the path has two steps more: the order drawn up, the administrator let in",
    ),
    Change(
        "/registration/",
        r"Вход по номеру .*, школа зарегистрирована",
        r"Вход по номеру .* и запись о регистрации",
        "a step that is not done yet is not told as done",
    ),
    Change(
        r"/registration/|/admin/registration/registration(request|case)/\d+/change/",
        r"SHA-256 [0-9a-f]{64}|Содержимое заморожено .*",
        r".*: (.* КБ, )?SHA-256 [0-9a-f]{64}",
        "the digests of the letter and its papers are folded under «Подробно»",
    ),
    Change(
        "/chats/",
        r".* 7 пробелов .*",
        r".* 17 пробелов, из них 10 запланировано без ссылки .*",
        "a planned chat is still a gap",
    ),
    Change(
        r"/structure/classes/\d+/",
        r"запланирован · вступили .*",
        r"запланирован, ссылки нет · вступили .*",
        "a planned chat says that it has no link",
    ),
    Change(
        r"/requests/(\?state=new)?",
        r"0 ждут решения\. .*",
        r"0 ждут решения\. .* · решает администратор школы",
        "a class teacher is told who decides",
    ),
    Change(
        r"/links/new/\?people=\d+",
        "Отмечено: [12]",
        "Выбрано: 1",
        "a teacher who has joined in «Учительская» is not offered a second link for each class",
    ),
    Change(
        r"/links/new/\?class=.*",
        r"Отмечено: \d+",
        r"Выбрано: \d+",
        "the bar of bulk decisions has one word on all pages, and says nothing of nobody",
    ),
    Change(
        r"/structure/classes/\d+/",
        r"0 из \d|0 вступили|0 подтверждены|0 приглашены|\d без ссылки|Пригласить \d",
        r"\d из \d|\d (вступил|вступили|приглашён|подтверждён|подтверждены)",
        "the teachers of a class are as far as they are in «Учительская»: they join once",
    ),
    Change(
        r"/structure/new/|/structure/classes/\d+/edit/",
        _NOTHING,
        "0 — подготовительный.*|А, Б1, инженерный.*",
        "a class is called as the school calls it: grades from 0, long letters, a mark",
    ),
    Change(
        r"/structure/classes/\d+/edit/",
        _NOTHING,
        r"Сохранить и к следующему: \d{1,2}[А-Я]",
        "from the form of a class one goes on to the next that lacks a link",
    ),
    Change(
        "/organization/|/admin/orgstructure/organization/add/",
        _NOTHING,
        f"({_ZONES}), МСК[+−]\\d",
        "a school has a time zone",
    ),
    Change(
        r"/admin/documents/order/\d+/change/",
        _NOTHING,
        r"(Назначается|Перестаёт быть) (дополнительным )?администратором: .*",
        "the director reads what a signature will do before it",
    ),
    Change(
        r"/links/new/\?.*",
        _NOTHING,
        r"Уже вступили или со ссылкой: \d+",
        "new links begin with who has none; who has joined or holds one is folded away, and counted",
    ),
    Change(
        r"/structure/classes/\d+/",
        r"Пригласить \d+",
        r"\d+ из \d+|Не вступили — \d+|Ещё \d+|Пригласить \d+ · (ученики|родители|сотрудники)",
        "the page of a class begins with who has not joined, of all roles together",
    ),
    Change(
        "/",
        _NOTHING,
        r"(Открыть: )?\d{1,2}[А-Я] · .*",
        "a teacher's own chats stand on their home page",
    ),
    Change(
        r"/documents/(new/.*|\d+/edit/)",
        _NOTHING,
        r"В соответствии со статьёй 16 Федерального закона .*|Документы, на которые ссылается приказ\. .*",
        "the basis of an order is typed on its form, the federal papers are offered",
    ),
    Change(
        r"/organization/|/admin/orgstructure/organization/.*",
        _NOTHING,
        "1[234] пт",
        "a school chooses the size of the letters in its orders",
    ),
    Change(
        r"/people/paste/.*",
        r"По одному в строке: .*",
        r"По одному в строке: .*",
        "the paste box says what it understands",
    ),
    Change(
        "/",
        "(?s).*",
        "(?s).*",
        "home is another page: the next step with the path behind it, classes as tiles, figures that lead to their rows",
    ),
    Change(
        r"/admin/orgstructure/organization/(1/change/)?",
        "(?s).*",
        "(?s).*",
        "the operator's list of schools is a board of their steps, the page of a school gives a director back",
    ),
    Change(
        r"/links/\d+/|/links/annul/\?.*",
        _NOTHING,
        r"Ссылка класса \d{1,2}[А-Я] перестанет работать\..*",
        "before a link is closed it is said whose",
    ),
    Change(
        "/links/new/",
        _NOTHING,
        r"От 1 до \d+\. .*|Уже вступили или со ссылкой: \d+",
        "whoever leads one class is not asked which",
    ),
    Change(
        "/roles/accounts/",
        "Доступ открывают .*",
        r"Закрывают вход на странице человека|Без входа \d+",
        "those without a way in are let in from the part «Без входа»",
    ),
    Change(
        r"/i/[^/]+",
        "Секретарь и «служба поддержки» никогда не просят код из СМС.*|Вступай из своего учебного профиля\\. Если .*",
        r"\+7 900 000-00-19|\. Почта школы: .*|22 ноября, 14:50, в другом браузере\.",
        "every end page has the school's telephone; «ты» for a pupil; an accepted link says when and where",
    ),
    Change(
        r"/links/new/\?.*",
        r"От 1 до \d+\. Последний день — до 18:00\.",
        _NOTHING,
        "no term is asked where nobody is left to invite",
    ),
    Change(
        r"/documents/new/\?kind=additional_administrator",
        _NOTHING,
        r"В списке \d+ из \d+ сотрудников школы: .*",
        "the order says who of the staff is left out, and why",
    ),
]

# Pages that ask the database more often than they did: (address, by how many statements at most, why).
DEARER = [
    (
        r"/documents/new/\?kind=additional_administrator",
        1,
        "who of the staff is left out of the list, by reason",
    ),
    (
        "/admin/orgstructure/organization/(1/change/)?",
        7,
        "the board reads orders, cases, sendings and offices of its schools, who of the cases has not agreed and whose letter "
        "with a password left: seven more, however many schools",
    ),
    ("/registration/", 1, "whether those of a letter that was sent agree still: it may have to leave again"),
    ("/roles/accounts/", 1, "how many of the staff have no way in is counted beside who has"),
    ("/structure/", 1, "the classes in the archive are counted for who may edit the structure"),
    (
        "/",
        2,
        "links whose maker is gone (lesson E32) and class teachers who cannot sign in are told to the administrators",
    ),
    (
        "/",
        3,
        "a class teacher is told of the own class's requests, its chats without a link, whose link went astray",
    ),
    ("/links/new/", 3, "whoever leads one class is not asked which: its people stand there at once"),
    (
        r"/admin/documents/order/\d+/change/",
        8,
        "the page itself asks two less; the signing that is run dry in it owes ten: eight writes (two papers, the order, who "
        "leaves, who comes, three lines of the journal), the order as it stands by then, and who is in office",
    ),
    (
        r"/links/new/\?class=.*",
        1,
        "a class without the role that was asked for opens at one that has somebody to invite",
    ),
    (
        r"/people/\d+/",
        1,
        "which ties of a family may be ended, or by which address somebody of the staff signed in before",
    ),
    (r"/structure/classes/\d+/edit/", 1, "which class comes next that lacks a link"),
    (r"/structure/classes/1/", 1, "who of «Учительская» asks to come back"),
    (
        r"/accounts/(2fa/totp/activate|reauthenticate)/.*",
        2,
        "django-allauth asks twice which addresses of an account are verified, since 65.22",
    ),
    (
        r"/i/[^/]+",
        1,
        "a browser that has opened a link here before is asked for its request, where a class's link stands",
    ),
]

# Addresses that answer otherwise than they did: {(role, address): why}.
LED_ELSEWHERE = {
    (
        "admin",
        "/registration/1/reject/",
    ): "one form of the platform's answer asks whether it is a yes or a no",
    ("operator", "/"): "an operator without a school begins at the board of schools",
    ("operator", "/accounts/login/"): "an operator without a school begins at the board of schools",
}
