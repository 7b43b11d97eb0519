"""What the settings must find before Django is set up; loaded by pytest first of all (see pyproject.toml)."""

import os
import tempfile

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
