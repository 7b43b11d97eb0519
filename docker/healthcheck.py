"""Asks the portal for a page and exits 0 when it answers 200: `healthcheck.py /healthz [http://web:8000]`.

Without Django, so that it costs nothing. It names the portal's first allowed host, for others are turned away.
"""

import os
import sys
import urllib.request

path = sys.argv[1]
base = sys.argv[2] if len(sys.argv) > 2 else f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].encode("idna").decode()
request = urllib.request.Request(base + path, headers={"Host": host})
try:
    urllib.request.urlopen(request, timeout=4).close()
except OSError as error:
    sys.exit(f"{path}: {error}")
