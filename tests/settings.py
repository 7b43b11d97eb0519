"""The settings under test: the portal's own, as the demo, with a folder of its own that is thrown away."""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="sferum-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("DEMO", "1")

from sferum_portal.settings import *  # noqa: E402, F403
from sferum_portal.settings import DATABASES, VAR_DIR  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in life: threads then meet the same locks as they do in the running portal.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
