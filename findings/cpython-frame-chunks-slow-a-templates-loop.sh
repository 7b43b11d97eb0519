#!/usr/bin/env bash
# Django 5.2.19 on CPython 3.11 (3.12 and 3.13 do the same): the same template with the same rows costs several times as much at
# some depths of the call stack as at others. Frames of Python's calls lie in chunks of 16 KB; at the end of a chunk each
# call inside the loop maps a new one and its return unmaps it, with page faults to match. At which depth a loop stands depends on
# the server and on the number of middlewares: adding one of these can make a long list slow, or quick. A caller whose code
# object asks for a large stack (code.replace(co_stacksize=...)) gets a larger chunk, in which all depths are alike.
# Seen (page faults of one rendering of 200 included rows, the least and the most over 120 depths):
#   plain caller: least under 20, most over 200
#   caller with a stack of 33792 slots: least under 20, most under 20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cat > "$folder/try.py" <<'PY'
import resource
import time

import django
from django.conf import settings
from django.template import Context, Engine

settings.configure()
django.setup()
ROWS, DEPTHS = 200, 120
engine = Engine(
    loaders=[
        (
            "django.template.loaders.locmem.Loader",
            {"row": "<tr><td>{{ row }}</td></tr>", "list": "{% for row in rows %}{% include 'row' %}{% endfor %}"},
        )
    ]
)
page = engine.get_template("list")


def render():
    context = Context({"rows": range(ROWS)})
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    page.render(context)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before, time.perf_counter() - began


def at(depth):
    return at(depth - 1) if depth else min(render() for _ in range(3))


def with_large_frame(depth):
    return at(depth)


with_large_frame.__code__ = with_large_frame.__code__.replace(co_stacksize=33792)
render()


def seen(start):
    runs = [start(depth) for depth in range(DEPTHS)]
    faults, seconds = zip(*runs)
    print(f"# milliseconds: {min(seconds) * 1000:.1f} to {max(seconds) * 1000:.1f}; faults: {min(faults)} to {max(faults)}")
    few = min(faults) < 20, max(faults) < 20
    return f"least {'under' if few[0] else 'over'} 20, most {'under 20' if few[1] else 'over 200' if max(faults) > 200 else 'between'}"


print("plain caller:", seen(at))
print("caller with a stack of 33792 slots:", seen(with_large_frame))
PY
said=$("$folder/venv/bin/python" "$folder/try.py")
echo "$said"
diff <(grep -v '^#' <<< "$said") - <<'SEEN'
plain caller: least under 20, most over 200
caller with a stack of 33792 slots: least under 20, most under 20
SEEN
