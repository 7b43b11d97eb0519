"""Who gets in where: one row for every route of the portal (quality S5).

A row names the route, the row of the school that its address carries, and the roles that get in. Everybody else is
refused. The test fails for a route without a row and for a row without a route.
"""

from dataclasses import dataclass

A, AA, D, DD, CT, ST, OP = (
    "administrator",
    "additional_administrator",
    "director",
    "deputy",
    "class_teacher",
    "subject_teacher",
    "operator",
)
ROLES = (A, AA, D, DD, CT, ST, OP)
MAIN = {A}
MANAGERS = {A, AA}
LEADERS = {D, DD}
WHOLE = MANAGERS | LEADERS
LEADS = MANAGERS | {CT}
SEES_LINKS = WHOLE | {CT}
MEMBERS = WHOLE | {CT, ST}


@dataclass(frozen=True)
class Route:
    """`roles`: who gets in. `row`: which row of the school stands in the address. `extra`: what else stands there.

    `methods`: what the route answers; any other is 405 for those who get in. `nothing`: the answer to an empty POST of
    somebody who may, where it is «there is nothing to do it to».
    """

    roles: frozenset[str]
    row: str = ""
    methods: str = "GET"
    extra: tuple[tuple[str, object], ...] = ()
    nothing: int = 0


def route(roles: set[str], row: str = "", methods: str = "GET", nothing: int = 0, **extra: object) -> Route:
    return Route(frozenset(roles), row, methods, tuple(extra.items()), nothing)


BOTH, POST = "GET POST", "POST"
ROUTES = {
    "dashboard:home": route(MEMBERS),
    "dashboard:search": route(MEMBERS),
    "dashboard:coverage": route(SEES_LINKS),
    "dashboard:structure": route(MEMBERS),
    "dashboard:archive": route(MANAGERS),
    "dashboard:school_class": route(MEMBERS, "class"),
    "dashboard:person": route(MEMBERS, "pupil"),
    "orgstructure:organization_edit": route(MANAGERS | {D}, methods=BOTH),
    "orgstructure:class_new": route(MANAGERS, methods=BOTH),
    "orgstructure:class_generate": route(MANAGERS, methods=BOTH),
    "orgstructure:year_next": route(MANAGERS, methods=BOTH),
    "orgstructure:platform_links": route(LEADS, methods=BOTH),
    "orgstructure:class_archive": route(MANAGERS, "class", POST),
    "orgstructure:class_edit": route(LEADS, "class", BOTH),
    "orgstructure:people": route(WHOLE),
    "orgstructure:person_new": route(MANAGERS | {D}, methods=BOTH),
    "orgstructure:people_paste": route(LEADS, methods=BOTH),
    "orgstructure:person_case": route(MANAGERS, "pupil", POST),
    "orgstructure:person_edit": route(MANAGERS, "pupil", BOTH),
    "orgstructure:guardian_new": route(MANAGERS, "pupil", BOTH),
    "orgstructure:child_new": route(MANAGERS, "parent", BOTH),
    "orgstructure:place_end": route(LEADS, "place", POST),
    "orgstructure:guardian_end": route(LEADS, "guardianship", POST),
    "audit:journal": route(MANAGERS | {D}),
    "undo:list": route(MEMBERS),
    "undo:run": route(MANAGERS, "run"),
    "undo:undo": route(MANAGERS, "run", POST),
    "files:job": route(MANAGERS, "job"),
    "files:job_result": route(MANAGERS, "job"),
    "outbox:list": route(MANAGERS | {D}),
    "outbox:message": route(MANAGERS | {D}, "message"),
    "outbox:raw": route(MANAGERS | {D}, "letter"),
    "outbox:attachment": route(MANAGERS | {D}, "letter", number=1),
    "outbox:resend": route(MANAGERS, "message", POST),
    "outbox:drop_outlived": route(MANAGERS, methods=POST),
    "outbox:resend_all": route(MANAGERS, methods=POST),
    "outbox:mark_sent": route(MANAGERS, "message", POST),
    "outbox:cancel": route(MANAGERS, "message", POST),
    "documents:orders": route(WHOLE),
    "documents:order_new": route({A, D}, methods=BOTH),
    "documents:order": route(WHOLE, "order"),
    "documents:order_edit": route({A, D}, "order", BOTH),
    "documents:order_submit": route({A, D}, "order", POST),
    "documents:order_drop": route({A, D}, "order", POST),
    "documents:order_scan": route({A, D}, "signed_order", POST),
    "documents:order_pdf": route(WHOLE, "order"),
    "documents:order_docx": route(WHOLE, "order"),
    "documents:order_page": route(WHOLE, "order", number=1),
    "documents:file": route(WHOLE, "file"),
    "registration:path": route(WHOLE),
    "registration:new": route(MAIN, methods=BOTH),
    "registration:consents": route(WHOLE),
    "registration:consent_give": route(WHOLE, methods=POST),
    "registration:consent_paper": route(MAIN | {D}, methods=BOTH),
    "registration:consent_blank": route(WHOLE),
    "registration:consent_scan": route(WHOLE, "consent"),
    "consents:withdraw": route(MANAGERS | {D}, "consent", BOTH),
    "registration:edit": route(MAIN, "case", BOTH),
    "registration:submit": route(MAIN, "case", POST),
    "registration:take_back": route(MAIN, "case", POST),
    "registration:send": route(MAIN, "case", POST),
    "registration:resend": route(MAIN, "case", POST),
    "registration:answer": route(MAIN, "case", BOTH),
    "registration:withdraw_answer": route(MAIN, "case", POST),
    "registration:register": route(MAIN, "case", BOTH),
    "registration:letter": route(WHOLE, "case"),
    "registration:sent_letter": route(WHOLE, "case", number=1),
    "invitations:list": route(SEES_LINKS),
    "invitations:new": route(LEADS, methods=BOTH),
    "invitations:made": route(LEADS, "link"),
    "invitations:everyone": route(LEADS, methods=BOTH),
    "invitations:made_by_run": route(MANAGERS, "run"),
    "invitations:mail_run": route(MANAGERS, "run", POST),
    "invitations:act": route(LEADS, methods=POST, nothing=404),
    "invitations:share": route(LEADS, methods=BOTH),
    "invitations:handed_out": route(LEADS, methods=POST),
    "invitations:handed": route(LEADS, "link", POST),
    "invitations:reassign": route(MANAGERS, methods=BOTH),
    "invitations:annul": route(LEADS, methods=BOTH),
    "invitations:link": route(SEES_LINKS, "link"),
    "invitations:qr": route(LEADS, "link"),
    "invitations:extend": route(LEADS, "link", POST),
    "invitations:restore": route(LEADS, "link", POST),
    "invitations:return": route(LEADS, "link", BOTH),
    "invitations:returns": route(LEADS),
    "invitations:request_return": route(LEADS, "request", BOTH),
    "invitations:sheets": route(LEADS, methods=BOTH),
    "invitations:annulled": route(SEES_LINKS),
    "invitations:annulled_pdf": route(SEES_LINKS),
    "invitations:requests": route(LEADS),
    "invitations:requests_decide": route(MANAGERS, methods=POST, nothing=404),
    "invitations:request_child": route(LEADS, "request", POST),
    "chats:map": route(MEMBERS),
    "chats:plan": route(MANAGERS | {D, CT, ST}, methods=POST),
    "chats:list": route(MEMBERS),
    "chats:new": route(MANAGERS | {D, CT, ST}, methods=BOTH),
    "chats:class_links": route(LEADS | {ST}, "class", BOTH),
    "chats:chat": route(WHOLE | {CT}, "chat"),
    "chats:edit": route(LEADS, "chat", BOTH),
    "chats:link": route(LEADS, "chat", BOTH),
    "chats:archive": route(MANAGERS, "chat", BOTH),
    "chats:restore": route(MANAGERS, "chat", POST),
    "roles:switch": route(MEMBERS, methods=POST, nothing=404),
    "roles:teachers": route(MANAGERS, methods=BOTH),
    "roles:assign": route(MANAGERS, methods=BOTH),
    "roles:end": route(MANAGERS, "assignment", POST),
    "roles:access": route(MANAGERS | {D}, "colleague", POST),
    "roles:revoke": route(MANAGERS | {D}, "membership", POST),
    "roles:accounts": route(MANAGERS | {D}),
    "roles:without_access": route(MANAGERS | {D}, methods=BOTH),
    "roles:tokens": route(MANAGERS, methods=BOTH),
    "roles:verification": route(WHOLE),
    "roles:verification_move": route(MANAGERS, methods=POST),
}
# Who has no such page and is shown the own one instead.
LED_AWAY = {("dashboard:home", OP)}
# Open to everybody on purpose. What they do with a code or a number is tested with them.
PUBLIC = {
    "theme", "styleguide", "healthz", "readyz", "account_email", "api:schema", "api:docs",
    "public:short_code", "public:link", "public:mended", "public:next", "public:ask_to_return", "public:come_back",
    "public:withdraw", "public:consent",
}  # fmt: skip
# Rows of one's own, reached by a secret number; tested where they are made.
OWN = {"roles:token_revoke"}
# Of well-kept libraries, which guard their own pages.
FOREIGN_PREFIXES = ("account_", "mfa_", "admin:", "api:")
