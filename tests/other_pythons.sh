#!/usr/bin/env bash
# Runs the engine, command-line and service tests on every other supported Python this machine has, against the wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
own=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
ran=0
for version in 3.11 3.12 3.13 3.14; do
  [ "$version" = "$own" ] && continue
  python=$(command -v "python$version" || true)
  # pyenv's shims answer for versions that are not switched on; ask the installed ones directly.
  for candidate in "$python" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"*/bin/python; do
    [ -x "$candidate" ] || continue
    "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null || continue
    env=".venvs/$version"
    if [ ! -e "$env/.installed" ] || [ pyproject.toml -nt "$env/.installed" ]; then
      "$candidate" -m venv --clear "$env"
      "$env/bin/pip" install --quiet --editable '.[test,api]'
      touch "$env/.installed"
    fi
    echo "== Python $version"
    "$env/bin/pytest" -q -p no:cacheprovider tests/test_engine.py tests/test_cli.py tests/test_rules.py tests/test_api.py tests/test_serve.py
    ran=$((ran + 1))
    break
  done
done
echo "other Pythons tested: $ran"
