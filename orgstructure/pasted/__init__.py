"""Lists of people as schools paste them: text in, rows with fields, notes and questions out. Pure: no database, no clock.

`read_list` reads, `mend` writes an answer or a corrected row back into the text, `settle` says which rows of a list are one
person. All that a person decided stands in the text itself («Гуревич | Мария», «другой человек»), so a list can be sent
again, kept, or taken from a file.
"""

from orgstructure.pasted.doubles import ask_about_doubles
from orgstructure.pasted.line import PersonLine, children_of, write_line
from orgstructure.pasted.lines import lines_of
from orgstructure.pasted.lists import MAX_LINES, read_list
from orgstructure.pasted.mending import ROW_FIELDS, mend, put_child, put_line, typed_line
from orgstructure.pasted.pupils import Pupil, Unsure, child_labels, match_child
from orgstructure.pasted.questions import Question
from orgstructure.pasted.rows import ReadList, Row
from orgstructure.pasted.settling import FILLED, Known, Settled, settle_parents, settle_people

__all__ = [
    "FILLED",
    "MAX_LINES",
    "ROW_FIELDS",
    "Known",
    "PersonLine",
    "Pupil",
    "Question",
    "ReadList",
    "Row",
    "Settled",
    "Unsure",
    "ask_about_doubles",
    "child_labels",
    "children_of",
    "lines_of",
    "match_child",
    "mend",
    "put_child",
    "put_line",
    "read_list",
    "settle_parents",
    "settle_people",
    "typed_line",
    "write_line",
]
