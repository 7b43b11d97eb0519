"""The settings under test: the portal's own, as the demo, with a folder of its own that is thrown away."""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="sferum-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("API_RATE", "100000/minute")  # one account asks for the whole suite
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # `pytest -n 2`: nobody clears another's cache
    os.environ["VAR_DIR"] = os.path.join(os.environ["VAR_DIR"], worker)
    if redis_url := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = f"{redis_url.rpartition('/')[0]}/{int(worker[2:]) + 1}"

from sferum_portal.settings import *  # noqa: E402, F403
from sferum_portal.settings import DATABASES, VAR_DIR  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in life: threads then meet the same locks as they do in the running portal.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}

# Each test client loads the middleware anew; the files are then found when they are asked for, not read all at once.
WHITENOISE_AUTOREFRESH = True
