"""Names, phones, e-mail, free text and searches come in by the one door of core (lessons D19, D20, D23)."""

import ast

from tests.architecture import ROOT, sources, tree

RAW = {"CharField", "EmailField", "URLField", "RegexField", "CharFilter"}
MODULES = {"forms", "serializers", "filters"}
# Read by a rule of their own, which finds what is meant in any text: links, codes, an address's own values, a whole list.
OWN_RULE = {
    "chats/forms.py:link": "core.links finds the link in any text",
    "chats/forms.py:self.fields[slot.key]": "core.links",
    "chats/serializers.py:link": "core.links",
    "orgstructure/forms.py:_link_field": "core.links",
    "public/forms.py:code": "twelve digits, whatever stands between them",
    "orgstructure/paste_form.py:text": "a pasted list: its reader folds each line",
    "audit/filters.py:ObjectField": "label:number of an address that the portal writes",
    "audit/filters.py:ObjectFilter": "label:number of an address that the portal writes",
}


def raw_fields(code: ast.Module) -> list[tuple[str, ast.AST]]:
    """(name of what it is assigned to, the node) of each field that takes text as it was typed."""
    found = []
    for node in ast.walk(code):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if is_raw(node.value.func) and not answers_only(node.value):
                found.append((ast.unparse(target), node))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inner = [
                n.value for n in ast.walk(node) if isinstance(n, ast.Return) and isinstance(n.value, ast.Call)
            ]
            bases = node.bases if isinstance(node, ast.ClassDef) else []
            if any(is_raw(base) for base in bases) or (
                isinstance(node, ast.FunctionDef) and any(is_raw(call.func) for call in inner)
            ):
                found.append((node.name, node))
    return found


def is_raw(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in RAW
        and isinstance(node.value, ast.Name)
        and node.value.id in MODULES
    )


def answers_only(call: ast.Call) -> bool:
    return any(k.arg == "read_only" and getattr(k.value, "value", None) is True for k in call.keywords)


def is_answer(code: ast.Module, node: ast.AST) -> bool:
    """Whether a field stands in a serializer that only answers: «what was made», a key that is shown once."""
    return any(
        isinstance(owner, ast.ClassDef) and owner.name in ANSWERS and node in ast.walk(owner)
        for owner in ast.walk(code)
    )


ANSWERS = {"CodeSerializer", "MadeSerializer", "MailedSerializer", "RefusalSerializer", "ChatLinkAnswer"}


def test_lesson_d20_no_field_takes_text_past_the_door():
    found = []
    for path in sources():
        name = str(path.relative_to(ROOT))
        if name.startswith("core/"):
            continue
        code = tree(path)
        found += [
            f"{name}:{target}"
            for target, node in raw_fields(code)
            if f"{name}:{target}" not in OWN_RULE and not is_answer(code, node)
        ]
    assert found == []


def test_the_rule_of_input_knows_a_raw_field():
    code = ast.parse(
        "class F(forms.Form):\n    name = forms.CharField(label='x')\n    post = serializers.CharField(read_only=True)\n"
        "class G(forms.CharField):\n    pass\ndef f():\n    return forms.EmailField()"
    )
    assert sorted(name for name, _ in raw_fields(code)) == ["G", "f", "name"]


def test_spaces_are_folded_by_the_door_only():
    """`" ".join(text.split())` keeps invisible signs: `core.folding.one_line` does not."""
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if '" ".join(' in path.read_text(encoding="utf-8")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "' '.join"
        and node.args
        and isinstance(node.args[0], ast.Call)
        and isinstance(node.args[0].func, ast.Attribute)
        and node.args[0].func.attr == "split"
        and not node.args[0].args
    ]
    assert sorted(set(found) - FOLDS_NO_INPUT) == []


# Texts of the portal's own, already folded when they came in.
FOLDS_NO_INPUT = {
    "core/folding.py", "dashboard/demo/names.py", "documents/russian/names.py",
    "documents/russian/posts.py", "outbox/services.py", "outbox/headers.py", "registration/letter.py",
}  # fmt: skip
