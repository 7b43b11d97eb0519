"""The rules of the house, read from the source. Each test names the places that break it."""

import ast
import re

import pytest

from tests.architecture import ROOT, layer, nodes, sources, tracked, tree, where

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE_LINE = 400, 60, 140
# Only services and delivery write; commands start services or work on the machine.
MAY_NOT_WRITE = {
    "views", "api", "admin", "periodic", "receivers", "forms", "serializers", "filters", "tasks", "selectors",
    "rules", "texts", "urls", "context", "navigation", "policy",
}  # fmt: skip
WRITES = {
    "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "asave",
    "acreate", "adelete", "aupdate", "save_model", "delete_model", "delete_queryset", "save_related",
}  # fmt: skip
MODEL_SIGNALS = {"django.db.models.signals", "django.core.signals", "django.test.signals"}


def is_write(call: ast.Call) -> bool:
    """A call that changes rows, as far as its spelling shows: `dict.update` and `cache.delete` are none."""
    if not isinstance(call.func, ast.Attribute):
        return False
    receiver = ast.unparse(call.func.value)
    if call.func.attr == "update":
        return bool(re.search(r"\.(objects|filter|exclude|all)\b|queryset|_set\b", receiver))
    return call.func.attr in WRITES and not re.search(r"(^|\.)(cache|session)$", receiver)


def imports_inside(code: ast.AST, *, of_an_app: bool = False) -> list[ast.AST]:
    """Imports in functions; `ready` of an `apps.py` may, since its room's models are there only then."""
    return [
        node
        for function in ast.walk(code)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        and not (of_an_app and function.name == "ready")
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]


def test_imports_stand_at_the_top():
    found = [
        where(path, node)
        for path in sources()
        for node in imports_inside(tree(path), of_an_app=path.name == "apps.py")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("def f():\n    from roles import models", True),
        ("async def f():\n    import json", True),
        ("class A:\n    def f(self):\n        if x:\n            import json", True),
        ("import json\nif TYPE_CHECKING:\n    from roles import models", False),
        ("class A:\n    def ready(self):\n        import json", False),
    ],
)
def test_the_rule_of_imports_knows_one_inside_a_function(code, inside):
    assert bool(imports_inside(ast.parse(code), of_an_app=True)) is inside


def test_ready_is_a_function_like_any_other_outside_an_apps_file():
    assert imports_inside(ast.parse("def ready():\n    import json"))


WITHOUT_A_SAYING = {"__init__.py", "apps.py", "urls.py"}


def has_a_saying(code: ast.Module) -> bool:
    """Whether a module begins with a sentence that says what it is for; an empty one has nothing to say."""
    return not code.body or ast.get_docstring(code) is not None


def test_each_module_says_what_it_is_for():
    files = [path for path in tracked("*.py") if "migrations" not in path.parts]
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if path.name not in WITHOUT_A_SAYING and not has_a_saying(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ('"""What it is for."""\nimport ast', True),
        ("", True),
        ('import ast\n"""Too late."""', False),
        ("# a comment\nimport ast", False),
    ],
)
def test_the_rule_knows_a_module_that_says_nothing(code, says):
    assert has_a_saying(ast.parse(code)) is says


def test_python_takes_no_words_from_the_tags_of_templates():
    """What code and pages both say is a module of core (`core/russian.py`); a tag library only wraps it."""
    found = [
        where(path, node) for path, node in nodes(ast.ImportFrom) if "templatetags" in (node.module or "")
    ]
    assert found == []


def test_only_services_and_delivery_write():
    found = [where(path, call) for path, call in nodes(ast.Call, layers=MAY_NOT_WRITE) if is_write(call)]
    assert found == []


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("invitation.save()", True),
        ("Invitation.objects.filter(pk=1).update(status='x')", True),
        ("queryset.update(status='x')", True),
        ("Person.objects.create()", True),
        ("super().save_model(request, obj, form, change)", True),
        ("context.update(page=page)", False),
        ("cache.delete('key')", False),
        ("request.session.save()", False),
        ("services.annul_invitation()", False),
    ],
)
def test_the_writing_rule_knows_a_write(code, writes):
    assert is_write(ast.parse(code, mode="eval").body) is writes


def test_a_model_saves_and_deletes_as_django_does():
    """Only a row of the journal refuses to be changed."""
    found = [
        where(path, method)
        for path, cls in nodes(ast.ClassDef, layers={"models"})
        for method in cls.body
        if cls.name not in ("Event", "EventQuerySet")
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "asave", "adelete")
    ]
    assert found == []


def test_nothing_happens_by_itself_when_a_row_is_saved():
    found = [where(path, node) for path, node in nodes(ast.ImportFrom) if node.module in MODEL_SIGNALS]
    assert found == []


def test_a_service_takes_its_arguments_by_name():
    """So nobody calls it with the actor in the school's place. (The journal and the outbox take what they record.)"""
    found = [
        where(path, function)
        for path in sources()
        if layer(path) == "services" and path.relative_to(ROOT).parts[0] not in ("audit", "outbox", "core")
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if {"actor", "by"} & {a.arg for a in function.args.args + function.args.kwonlyargs}
        if function.args.args or function.args.posonlyargs
    ]
    assert found == []


def test_a_file_is_read_in_one_go():
    files = tracked("*.py", "*.html", "*.js")
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


def test_a_function_is_read_in_one_go():
    found = {
        where(path, node): node.end_lineno - node.lineno + 1
        for path, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef))
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    }
    assert found == {}


def long_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > MAX_TEMPLATE_LINE]


def test_a_line_of_a_template_is_read_in_one_go():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("templates/*")
        for number in long_lines(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_rule_of_templates_knows_a_long_line():
    """Counted in signs, not in bytes."""
    assert long_lines("<p>\n" + "ы" * 141 + "\n" + "ы" * 140) == [2]


BY_HAND = re.compile(
    r"""content_disposition_header|require_http_methods\(\["GET", "HEAD", "POST"\]\)|request\.POST or None"""
    r"""|request\.POST if request\.method == "POST" else None|render_page\(.*400 if form\.errors else 200"""
    r"""|isd(ecimal|igit)\(\) and len\("""
)


def test_what_core_does_for_every_view_no_app_does_by_itself():
    """core/web.py: get_or_post, posted, form_page, file_response; core/numbers.py: row_number."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if path.relative_to(ROOT).parts[0] != "core"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BY_HAND.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "by_hand"),
    [
        ('response["Content-Disposition"] = content_disposition_header(True, name)', True),
        ('@require_http_methods(["GET", "HEAD", "POST"])', True),
        ("form = OrderForm(request.POST or None)", True),
        ('form = OrderForm(request.POST if request.method == "POST" else None)', True),
        ('return render_page(request, "x.html", context, status=400 if form.errors else 200)', True),
        ("if text.isdecimal() and len(text) < 19:", True),
        ("form = OrderForm(posted(request))", False),
        ('return form_page(request, "x.html", {"form": form})', False),
    ],
)
def test_the_rule_knows_what_core_does_for_every_view(line, by_hand):
    assert bool(BY_HAND.search(line)) is by_hand


def test_nothing_is_left_for_later():
    marker = re.compile("|".join(("TO" + "DO", "FIX" + "ME", r"\bXX" + r"X\b", "NotImplemented" + "Error")))
    files = tracked("*.py", "*.html", "*.css", "*.js", "Makefile", ".ci/run")
    assert [
        str(path.relative_to(ROOT)) for path in files if marker.search(path.read_text(encoding="utf-8"))
    ] == []


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w.$}/-])/(?:work|root|home|Users)/\w")
    files = [
        path
        for path in tracked()
        if path.suffix not in (".png", ".woff2", ".pdf", ".ico", ".docx", ".jpg", ".gz")
    ]
    assert [
        str(path.relative_to(ROOT)) for path in files if place.search(path.read_text(encoding="utf-8"))
    ] == []


def test_requirements_name_packages_and_no_place_to_get_them():
    for path in tracked("requirements*", "Dockerfile", "Makefile", ".ci/run"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"--(extra-)?index|--find-links|--trusted-host|git\+", text), path.name
        if path.name.startswith("requirements"):
            assert "://" not in text, path.name


def test_each_requirement_is_pinned():
    for path in tracked("requirements*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [
            line for line in lines if not re.match(r"^[a-z0-9.-]+(\[[a-z,]+\])?==\S+( ; .+)?$", line)
        ] == []


def test_a_template_needs_no_unsafe_inline():
    """The CSP would refuse it anyway, in silence; here it has a line number."""
    inline = re.compile(
        r"""\s(style|on[a-z]+)\s*=\s*["']|hx-on|<script(?![^>]*\b(src|nonce)=)|<style(?![^>]*nonce=)"""
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("templates/*.html")
        if "letters" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []
