#!/usr/bin/env bash
# aiosmtpd 1.4.6 with atpublic 9.0.0, Python 3.11: a project that has a top-level package called `public` (a Django app for public
# pages, say) cannot import aiosmtpd. Its modules begin with `from public import public`: that is the import name of its
# dependency atpublic, and the project's own folder stands first on sys.path. pip reports no conflict, since no
# distribution of that name is there.
# Seen: without the folder "imported"; with it
#   ImportError: cannot import name 'public' from 'public' (.../project/public/__init__.py)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aiosmtpd==1.4.6 atpublic==9.0.0
mkdir -p "$folder/empty" "$folder/project/public"
touch "$folder/project/public/__init__.py"
try() { (cd "$1" && "$folder/venv/bin/python" -c 'import aiosmtpd.controller; print("imported")' 2>&1 | tail -n 1) || true; }
without=$(try "$folder/empty")
with=$(try "$folder/project")
printf '%s\n' "$without" "$with"
[ "$without" = imported ]
case "$with" in "ImportError: cannot import name 'public' from 'public'"*) ;; *) exit 1 ;; esac
