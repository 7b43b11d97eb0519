"""Who gets in where: one row for every route of the portal (quality S5).

A row names the route, how its address is filled from a school's rows, and the roles that may GET and POST it for a row
of their own school. Everybody else is refused. A route without a row, and a row without a route, fail the test.
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
MANAGERS = {A, AA}
LEADERS = {D, DD}
WHOLE = MANAGERS | LEADERS
MEMBERS = WHOLE | {CT, ST}
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Route:
    """`get` and `post`: the roles that may; None where the route does not answer the method at all (405)."""

    name: str
    get: set[str] | None
    post: set[str] | None = None
    args: str = ""
    public: bool = False
