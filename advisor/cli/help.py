"""Click made to speak the chosen language: commands, parameters, help and usage errors.

Click's own texts are English and its help counts characters, not columns, so both are laid out here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from advisor.cli import words as cli_words
from advisor.cli.words import saying
from advisor.text import Language

if TYPE_CHECKING:
    _Type = click.ParamType[Any]
else:
    _Type = click.ParamType  # not generic before click 8.2

_GAP: Final = 2
_FIRST_COLUMN: Final = 26
_NEAR: Final = 3


class Command(click.Command):
    """A command with help and usage errors in one language."""

    language: Language = "en"

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(help_text(ctx, self.language))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest:
            raise click.UsageError(saying("extra", self.language, names=" ".join(rest)), ctx)
        return rest


class Group(click.Group):
    """The whole command line."""

    language: Language = "en"

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(help_text(ctx, self.language))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        # In the order of use, not of the alphabet.
        return [name for name, command in self.commands.items() if not command.hidden]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = nearest(name, self.list_commands(ctx))
            hint = cli_words.near(near, self.language)
            if not near:
                between = "" if self.language == "ja" else " "
                hint = between + saying("one_of", self.language, names=", ".join(self.list_commands(ctx)))
            raise click.UsageError(saying("no_such_command", self.language, name=name) + hint, ctx)
        return super().resolve_command(ctx, args)


class Word(_Type):
    """One of a few words."""

    name = "word"

    def __init__(self, words: Sequence[str], language: Language) -> None:
        self.words = tuple(words)
        self.language = language

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        word = str(value).strip().lower()
        if word in self.words:
            return word
        raise click.UsageError(
            saying("bad_choice", self.language, name=_named(param), value=value, names=", ".join(self.words)), ctx
        )

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[click.shell_completion.CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Day(_Type):
    """A day, written as in ISO 8601."""

    name = "date"

    def __init__(self, language: Language) -> None:
        self.language = language

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
                raise ValueError
            return date.fromisoformat(str(value))
        except ValueError:
            raise click.UsageError(saying("bad_date", self.language, name=_named(param), value=value), ctx) from None


class Whole(_Type):
    """A whole number between two others."""

    name = "number"

    def __init__(self, language: Language, least: int, most: int) -> None:
        self.language = language
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if re.fullmatch(r"[0-9]{1,9}", text) and self.least <= int(text) <= self.most:
            return int(text)
        names = f"{self.least}-{self.most}"
        raise click.UsageError(saying("bad_choice", self.language, name=_named(param), value=value, names=names), ctx)


def option(name: str, key: str, language: Language, *, short: str = "", **settings: Any) -> click.Option:
    """An option whose help is in the table of words."""
    return click.Option([name, *([short] if short else []), key], help=cli_words.OPTIONS[key][language], **settings)


def usage_sentence(error: click.ClickException, language: Language) -> str:
    """What is wrong with the command line, in the chosen language."""
    if isinstance(error, click.NoSuchOption):
        near = nearest(error.option_name, [o for p in _params(error.ctx) for o in p.opts if o.startswith("--")])
        return saying("no_such_option", language, name=error.option_name) + cli_words.near(near, language)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        special = f"missing_{error.param.name}".rstrip("s")
        if special in cli_words.SAYINGS:
            return saying(special, language)
        return saying("missing_argument", language, name=_named(error.param))
    if isinstance(error, click.BadOptionUsage):
        takes_none = any(
            error.option_name in p.opts and isinstance(p, click.Option) and p.is_flag for p in _params(error.ctx)
        )
        return saying("takes_no_value" if takes_none else "needs_value", language, name=error.option_name)
    return error.format_message()


def nearest(word: str, choices: Sequence[str], *, most: int = _NEAR, cutoff: float = 0.6) -> list[str]:
    """The choices spelled most like a word."""
    from difflib import get_close_matches

    return get_close_matches(word, choices, n=most, cutoff=cutoff)


def _params(ctx: click.Context | None) -> list[click.Parameter]:
    return [] if ctx is None else ctx.command.get_params(ctx)


def _named(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return param.opts[-1] if isinstance(param, click.Option) else str(param.metavar or param.name).upper()


# -- help ----------------------------------------------------------------------------------------------------


def help_text(ctx: click.Context, language: Language) -> str:
    """The help of a command, laid out for the terminal."""
    from advisor.cli.out import prose_width
    from advisor.render.lines import Paper, lay_out

    return lay_out(_help(ctx, language), Paper(width=prose_width()))


def _help(ctx: click.Context, language: Language) -> Any:
    from advisor.render.lines import BLANK, line

    command = ctx.command
    key = "" if isinstance(command, click.Group) else str(command.name)
    pieces = "COMMAND [...]" if not key else " ".join(["[OPTIONS]", *_arguments(command)])
    between = "：" if language == "ja" else ": "
    yield line(f"{saying('usage', language)}{between}{ctx.command_path} {pieces}", hang=4)
    yield BLANK
    yield line((cli_words.DETAILS[key] if key else cli_words.SUMMARY)[language])
    if isinstance(command, click.Group):
        yield from (BLANK, line(saying("commands", language)))
        names = command.list_commands(ctx)
        column = max(map(len, names)) + _GAP
        for name in names:
            yield line(f"{name:<{column}}", cli_words.COMMANDS[name][language], indent=2, hang=2 + column)
    yield from (BLANK, line(saying("options", language)))
    for param in command.get_params(ctx):
        if isinstance(param, click.Option):
            yield from _option_help(param)
    yield from (BLANK, line(saying("examples", language)))
    examples = cli_words.EXAMPLES[key]
    for example, meaning in examples:
        yield line(example, indent=2, keep=True)
        yield line(meaning[language], indent=6)
    if key in cli_words.EXIT_CODES:
        yield from (BLANK, line(cli_words.EXIT_CODES[key][language]))
    if not key:
        yield line(saying("more_help", language))


def _arguments(command: click.Command) -> list[str]:
    arguments = []
    for param in command.params:
        if isinstance(param, click.Argument):
            name = str(param.metavar or param.name).upper() + ("…" if param.nargs == -1 else "")
            arguments.append(name if param.required else f"[{name}]")
    return arguments


def _option_help(param: click.Option) -> Any:
    from advisor.render.lines import line

    names = ", ".join(param.opts)
    if not param.is_flag:
        names += f" {'|'.join(param.type.words) if isinstance(param.type, Word) else param.metavar or 'VALUE'}"
    hang = 2 + _FIRST_COLUMN
    if len(names) + _GAP > _FIRST_COLUMN:
        yield line(names, indent=2)
        yield line(param.help or "", indent=hang)
    else:
        yield line(f"{names:<{_FIRST_COLUMN}}", param.help or "", indent=2, hang=hang)
