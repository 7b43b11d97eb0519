"""Run as a process of its own inside one build: its pages on the demo school of build c3c35ee, and what each costs.

    python bench/see_pages.py FOLDER_FOR_DATA

The working directory is the build. It carries the school over by its own migrations, says «ready», then answers each
line `{"role": …, "path": …, "times": n}` with `{"status": …, "queries": …, "seconds": CPU of the cheapest}`.
"""

import gc
import gzip
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import time_machine

OURS = Path(__file__).resolve().parent.parent
sys.path[0] = os.getcwd()
sys.path.append(str(OURS / "tests" / "data"))


def main(answer: Any) -> None:
    import django  # noqa: PLC0415
    import make  # noqa: PLC0415
    import pages  # noqa: PLC0415

    with time_machine.travel(make.FROZEN, tick=False):
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        dump = OURS / "tests" / "data" / f"demo-{make.BUILD}.sqlite.sql.gz"
        make.restore(connection, gzip.decompress(dump.read_bytes()).decode())
        call_command("migrate", verbosity=0)
        clients = _clients(make, pages)
        answer("ready")
        os.dup2(1, 2)  # refusals are logged as warnings
        for line in sys.stdin:
            asked = json.loads(line)
            answer(_measured(pages, clients[asked["role"]], asked))


def _clients(make: Any, pages: Any) -> dict[str, Any]:
    from orgstructure.models import Organization  # noqa: PLC0415
    from roles.models import User  # noqa: PLC0415

    school, made = Organization.objects.get(), {"guest": pages.sign_in(None)}
    for role in ("admin", "director", "deputy", "teacher", "subject", "operator"):
        user = User.objects.get(email=f"{make.EMAILS.get(role, role)}@school.example")
        made[role] = pages.sign_in(user, None if role == "operator" else school)
    return made


def _measured(pages: Any, client: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """One look that counts queries and warms up, then so many that are timed from the application in, without a test client."""
    from django.core.cache import cache  # noqa: PLC0415

    from sferum_portal.wsgi import application  # noqa: PLC0415

    path, times = asked["path"], asked["times"]
    looked = pages.look(client, asked["role"], path)
    spent = []
    gc.collect()
    for _ in range(times):
        cache.clear()  # nobody runs into a limit
        environ = pages.environ_of(client, path)
        began = time.process_time()
        response = application(environ, lambda *_: None)
        b"".join(response)
        response.close()
        spent.append(time.process_time() - began)
    page = looked[0] if looked else None
    return {
        "status": response.status_code,
        "queries": page.queries["sqlite"] if page else 0,
        "seconds": min(spent),
    }


if __name__ == "__main__":
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the log of the portal goes to nobody, but is written

    def tell(what: Any) -> None:
        print(json.dumps(what), file=wire, flush=True)

    os.environ |= {"DEMO": "1", "VAR_DIR": sys.argv[1], "DJANGO_SETTINGS_MODULE": "sferum_portal.settings"}
    main(tell)
