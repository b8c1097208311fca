"""The command line: `kpi-advisor`. Says what it does in the terminal's language and never ends in a traceback."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from advisor.text import Language

_UNUSABLE = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141


def main() -> NoReturn:
    """Runs the command and leaves the process with its exit code."""
    # Starting up makes hundreds of thousands of objects that stay; looking through them for garbage again and
    # again, as the default does, takes a tenth of a short run.
    gc.set_threshold(200_000, 20, 20)
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    # Everything is written; taking the interpreter down object by object would take a quarter of a short run.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs a command line; returns its exit code."""
    try:
        _be_lenient_with_characters()
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _hush()
        return _INTERRUPTED
    except BrokenPipeError:
        _hush()
        return _PIPE_CLOSED
    except OSError as error:
        _hush()
        return _complain("cannot_print", arguments, error, error.strerror or type(error).__name__)
    except Exception as error:
        return _complain("bug", arguments, error, type(error).__name__)


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language to speak: `--lang ja` or `--lang en` among the arguments, else the terminal's."""
    spoken = ""
    for option, word in zip(arguments, [*arguments[1:], ""], strict=False):
        if option == "--":
            break
        word = word if option == "--lang" else option.removeprefix("--lang=")
        spoken = word if word in ("ja", "en") and option.startswith("--lang") else spoken
    if spoken:
        return "ja" if spoken == "ja" else "en"
    locale = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := environment.get(n))), "")
    return "ja" if locale.lower().startswith("ja") else "en"


def _run(arguments: Sequence[str]) -> int:
    import click

    from advisor.cli.commands import PROGRAM, commands
    from advisor.cli.help import usage_sentence
    from advisor.cli.out import say_error
    from advisor.cli.words import saying
    from advisor.errors import AdvisorError

    language = chosen_language(arguments, os.environ)
    group = commands(language)
    if instruction := os.environ.get("_KPI_ADVISOR_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, PROGRAM, "_KPI_ADVISOR_COMPLETE", instruction)
    try:
        with group.make_context(PROGRAM, list(arguments)) as context:
            return int(group.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        where = getattr(error, "ctx", None)
        command = PROGRAM if where is None else where.command_path
        say_error(f"{command}: {usage_sentence(error, language)}")
        say_error(saying("try_help", language, command=command))
        return _UNUSABLE
    except AdvisorError as error:
        say_error(f"{saying('error', language)}: {error.describe(language)}")
        return _UNUSABLE


def _complain(key: str, arguments: Sequence[str], error: Exception, detail: str) -> int:
    from advisor.cli.out import say_error
    from advisor.cli.words import saying

    if os.environ.get("KPI_ADVISOR_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exception(error)
    language = chosen_language(arguments, os.environ)
    say_error(f"{saying('error', language)}: {saying(key, language, detail=detail)}")
    return _UNUSABLE


def _be_lenient_with_characters() -> None:
    """What the terminal's encoding lacks is spelled out; it is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _hush() -> None:
    """Nothing more reaches standard output, so that closing it at exit cannot fail again."""
    if sys.stdout is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
