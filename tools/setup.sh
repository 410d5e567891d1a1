#!/bin/sh
# Finds a Python and hands over to setup.py. Needs nothing but the shell, so that it can say what
# is missing. The argument is what to set up: "site", "test" or the name of another lock.

recent='import sys; sys.exit(sys.version_info < (3, 11))'
needs=$1
lacking=

# Go on in "$1" when it is recent and complete; return when it is not.
try() {
    "$1" -c "$recent" 2>/dev/null || return
    "$1" -c 'import ensurepip, venv' 2>/dev/null && exec "$1" tools/setup.py "$needs"
    lacking=${lacking:-$1}
}

if [ -n "$PYTHON" ]; then
    try "$PYTHON"
elif .venv/bin/python -c "$recent" 2>/dev/null; then
    exec .venv/bin/python tools/setup.py "$needs"
else
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        try "$python"
    done
fi

if [ -n "$lacking" ]; then
    echo "error: $lacking has no venv: install it (Debian, Ubuntu: apt-get install python3-venv)" \
        "or name another Python: make PYTHON=/path/to/python3" >&2
elif [ -n "$PYTHON" ]; then
    echo "error: PYTHON is '$PYTHON', which is no Python 3.11 or newer that runs here" >&2
else
    echo "error: there is no Python 3.11 or newer: install one (Debian, Ubuntu: apt-get install" \
        "python3 python3-venv; macOS: brew install python) or name it: make PYTHON=/path/to/python3" >&2
fi
exit 1
