"""The user's settings: `kpi-advisor.toml`, and the options that win over it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from advisor.cli.help import nearest
from advisor.cli.words import near, text
from advisor.errors import AdvisorError
from advisor.knowledge_files import thresholds
from advisor.pipeline import Settings
from advisor.rulebook import SEVERITIES, Severity, built_in_rulebook
from advisor.text import Text

FILE_NAME: Final = "kpi-advisor.toml"
_KEYS: Final = ("thresholds", "severity", "select", "ignore")


class ConfigError(AdvisorError):
    """The settings cannot be used."""


def find_config(first: str) -> Path | None:
    """The nearest settings file in the folder of the first path (`-`: the current folder) or above it."""
    try:
        start = Path.cwd() if first == "-" else Path(first).absolute()
        folder = start if start.is_dir() else start.parent
        return next((f for d in (folder, *folder.parents) if (f := d / FILE_NAME).is_file()), None)
    except (OSError, ValueError):
        return None  # the path itself is at fault, and is reported as such


def settings_from(path: Path | None, *, select: Sequence[str], ignore: Sequence[str]) -> Settings:
    """The settings of a file (when there is one), with the options in place of its own choice of rules.

    Raises ConfigError, which names the file and what to mend.
    """
    data = {} if path is None else _read(path)
    source = None if path is None else str(path)
    for key in data:
        if key not in _KEYS:
            raise _error("config_key", source, _KEYS, key=key)
    chosen = tuple(select) or _globs(data, "select", source)
    left_out = tuple(ignore) or _globs(data, "ignore", source)
    _check_globs(chosen, None if select else source)
    _check_globs(left_out, None if ignore else source)
    if (chosen or left_out) and not built_in_rulebook().narrowed(chosen, left_out).rules:
        raise ConfigError(text("no_rule_left"), source=None if select or ignore else source)
    return Settings(
        thresholds=_thresholds(_table(data, "thresholds", source), source),
        severity=_severities(_table(data, "severity", source), source),
        select=chosen,
        ignore=left_out,
    )


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    source = str(path)
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        raise ConfigError(text("config_missing"), source=source) from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ConfigError(text("config_not_text"), source=source) from None
        if isinstance(error, tomllib.TOMLDecodeError):
            raise ConfigError(text("config_not_toml", detail=error), source=source) from None
        raise ConfigError(text("config_unreadable"), source=source) from None


def _table(data: Mapping[str, Any], key: str, source: str | None) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _error("config_table", source, key=key)
    return value


def _globs(data: Mapping[str, Any], key: str, source: str | None) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise _error("config_array", source, key=key)
    return tuple(value)


def _check_globs(globs: Sequence[str], source: str | None) -> None:
    ids = list(built_in_rulebook().by_id)
    for glob in globs:
        if not any(fnmatchcase(i, glob) for i in ids):
            raise _error("no_rule_matches", source, ids, glob=glob)


def _thresholds(table: Mapping[str, Any], source: str | None) -> dict[str, float]:
    for key, value in table.items():
        if key not in thresholds():
            raise _error("config_threshold", source, list(thresholds()), key=key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
            raise _error("config_number", source, key=key)
    return dict(table)


def _severities(table: Mapping[str, Any], source: str | None) -> dict[str, Severity]:
    ids = list(built_in_rulebook().by_id)
    for key, value in table.items():
        if key not in ids:
            raise _error("config_rule", source, ids, key=key)
        if value not in SEVERITIES:
            raise _error("config_severity", source, key=key, value=value, names=", ".join(SEVERITIES))
    return dict(table)


def _error(what: str, source: str | None, choices: Sequence[str] = (), **values: object) -> ConfigError:
    message = text(what, **values)
    if choices:
        close = nearest(str(values.get("key", values.get("glob"))), choices)
        message = Text(message.ja + near(close, "ja"), message.en + near(close, "en"))
    return ConfigError(message, source=source)
