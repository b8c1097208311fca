"""What the commands share: their languages, options and how one is put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import click

from advisor.cli import words as cli_words
from advisor.cli.help import Command, Day, Word, help_text, option
from advisor.cli.out import write
from advisor.text import Language

LANGUAGES_ASKED: Final = ("ja", "en", "both")


def spoken(lang: str | None, language: Language) -> tuple[Language, ...]:
    """The languages to print in: as asked for on the command, before it, or the terminal's."""
    parent = click.get_current_context().parent
    wanted = lang or (parent.params.get("lang") if parent else None) or language
    return ("ja", "en") if wanted == "both" else ("ja",) if wanted == "ja" else ("en",)


def help_option(language: Language) -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            write(help_text(ctx, language))
            ctx.exit()

    return click.Option(
        ["--help", "-h"], is_flag=True, is_eager=True, expose_value=False, callback=show,
        help=cli_words.OPTIONS["help"][language],
    )  # fmt: skip


def lang_option(language: Language, words: Sequence[str] = LANGUAGES_ASKED) -> click.Option:
    return option("--lang", "lang", language, type=Word(words, language))


def color_option(language: Language) -> click.Option:
    return option("--color", "color", language, type=Word(("auto", "always", "never"), language), default="auto")


def command(name: str, language: Language, callback: Any, params: Sequence[click.Parameter]) -> Command:
    return Command(
        name, callback=callback, params=[*params, help_option(language)], add_help_option=False,
        short_help=cli_words.COMMANDS[name][language],
    )  # fmt: skip


def comma_list(_: click.Context, __: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for item in value for part in item.split(",") if part.strip())


def judging_options(language: Language) -> list[click.Parameter]:
    """The options that say by what a plan is judged."""
    return [
        option("--as-of", "as_of", language, type=Day(language), metavar="DATE"),
        option("--select", "select", language, multiple=True, metavar="GLOB", callback=comma_list),
        option("--ignore", "ignore", language, multiple=True, metavar="GLOB", callback=comma_list),
        option("--config", "config", language, metavar="FILE"),
    ]
