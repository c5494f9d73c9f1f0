#!/bin/sh
# Makes the environment: uv if it is there, venv and pip otherwise. Says plainly what is missing.
set -eu
: "${PYTHON:=python3}" "${VENV:=.venv}" "${REQUIREMENTS:=requirements-dev.txt}"

missing() {
    echo "nianbao: $1" >&2
    echo "nianbao: on Debian or Ubuntu: $2" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null 2>&1 ||
    missing "Python 3.11 or newer is needed, $PYTHON was not found" "apt-get install python3 python3-venv (or make PYTHON=/path/to/python3.12)"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    missing "Python 3.11 or newer is needed, $PYTHON is $("$PYTHON" -V 2>&1)" "apt-get install python3.12 python3.12-venv, then make PYTHON=python3.12"

if command -v uv >/dev/null 2>&1; then
    [ -x "$VENV/bin/python" ] || uv venv --quiet --python "$PYTHON" "$VENV"
    uv pip install --quiet --python "$VENV/bin/python" -r "$REQUIREMENTS"
    uv pip install --quiet --python "$VENV/bin/python" --no-deps --no-build-isolation -e .
else
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
        missing "$PYTHON has no venv module" "apt-get install python3-venv"
    [ -x "$VENV/bin/pip" ] || "$PYTHON" -m venv "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check -r "$REQUIREMENTS"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
"$VENV/bin/nianbao" --version
