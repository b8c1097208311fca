"""The commands that read, judge and change plans, in the chosen language. What each does is imported when it runs."""

from __future__ import annotations

from datetime import date
from typing import Final

import click

from advisor.cli import words as cli_words
from advisor.cli.command_parts import (
    color_option,
    command,
    judging_options,
    lang_option,
    spoken,
)
from advisor.cli.help import Command, Word, option
from advisor.cli.out import paper_for
from advisor.text import Language

_FORMATS: Final = ("text", "json", "markdown", "html")
_SEVERITIES: Final = ("low", "medium", "high", "critical", "never")


def lint_command(language: Language) -> Command:
    def lint(
        paths: tuple[str, ...], lang: str | None, format: str, fail_on: str, all: bool, assumptions: bool,
        diff: bool, select: tuple[str, ...], ignore: tuple[str, ...], as_of: date | None, config: str | None, color: str,
    ) -> int:  # fmt: skip
        from advisor.cli.lint import Order, lint

        return lint(
            Order(
                paths=paths,
                languages=spoken(lang, language),
                error_language=language,
                format=format,
                fail_on=fail_on,
                everything=all,
                assumptions=assumptions,
                diff=diff,
                select=select,
                ignore=ignore,
                as_of=as_of,
                config=config,
                paper=paper_for(color),
            )
        )

    return command(
        "lint",
        language,
        lint,
        [
            click.Argument(["paths"], nargs=-1, required=True, metavar="PATH"),
            lang_option(language),
            option("--all", "all", language, is_flag=True),
            option("--assumptions", "assumptions", language, is_flag=True),
            option("--diff", "diff", language, is_flag=True),
            option("--format", "format", language, type=Word(_FORMATS, language), default="text"),
            option("--fail-on", "fail_on", language, type=Word(_SEVERITIES, language), default="high"),
            *judging_options(language),
            color_option(language),
        ],
    )


def read_command(language: Language) -> Command:
    def read(
        plan: str, to: str | None, output: str | None, force: bool, mapping: tuple[str, ...], all_values: bool,
        lang: str | None, color: str,
    ) -> int:  # fmt: skip
        if to is None and (output is not None or force):
            raise click.UsageError(cli_words.saying("output_needs_to", language), click.get_current_context())
        from advisor.cli.readout import Order, readout

        return readout(
            Order(
                path=plan,
                to=to,
                output=output,
                force=force,
                mapping=mapping,
                everything=all_values,
                languages=spoken(lang, language),
                error_language=language,
                paper=paper_for(color),
            )
        )

    return command(
        "read",
        language,
        read,
        [
            click.Argument(["plan"], metavar="FILE"),
            option("--map", "mapping", language, multiple=True, metavar="HEADER=FIELD"),
            option("--to", "to", language, type=Word(("yaml", "json", "xlsx"), language)),
            option("-o", "output", language, short="--output", metavar="FILE"),
            option("--force", "force", language, is_flag=True),
            option("--all", "all_values", language, is_flag=True),
            lang_option(language),
            color_option(language),
        ],
    )


def why_command(language: Language) -> Command:
    def why(
        plan: str, recommendation: str, lang: str | None, as_of: date | None,
        select: tuple[str, ...], ignore: tuple[str, ...], config: str | None, color: str,
    ) -> int:  # fmt: skip
        from advisor.cli.why import Order, why

        return why(
            Order(
                path=plan,
                recommendation=recommendation,
                languages=spoken(lang, language),
                as_of=as_of,
                select=select,
                ignore=ignore,
                config=config,
                paper=paper_for(color),
            )
        )

    named = [click.Argument(["plan"], metavar="PLAN"), click.Argument(["recommendation"], metavar="RECOMMENDATION")]
    return command(
        "why", language, why, [*named, lang_option(language), *judging_options(language), color_option(language)]
    )


def ask_command(language: Language) -> Command:
    def ask(
        plan: str, into: str, force: bool, lang: str | None, as_of: date | None,
        select: tuple[str, ...], ignore: tuple[str, ...], config: str | None, color: str,
    ) -> int:  # fmt: skip
        if "-" in (plan, into):
            raise click.UsageError(cli_words.saying("ask_needs_file", language), click.get_current_context())
        from advisor.cli.ask import Order, ask

        return ask(
            Order(
                path=plan,
                output=into,
                force=force,
                language=spoken(lang, language)[0],
                as_of=as_of,
                select=select,
                ignore=ignore,
                config=config,
                paper=paper_for(color),
            )
        )

    return command(
        "ask",
        language,
        ask,
        [
            click.Argument(["plan"], metavar="PLAN"),
            option("-o", "into", language, short="--output", metavar="FILE", required=True),
            option("--force", "force", language, is_flag=True),
            lang_option(language, ("ja", "en")),
            *judging_options(language),
            color_option(language),
        ],
    )


def apply_command(language: Language) -> Command:
    def apply(
        plan: str, safe: bool, every: bool, output: str | None, force: bool, lang: str | None, as_of: date | None,
        select: tuple[str, ...], ignore: tuple[str, ...], config: str | None,
    ) -> int:  # fmt: skip
        if safe == every:
            raise click.UsageError(cli_words.saying("safe_or_all", language), click.get_current_context())
        from advisor.cli.apply import EVERY, SAFE, Order, apply

        return apply(
            Order(
                path=plan,
                kinds=SAFE if safe else EVERY,
                output=output,
                force=force,
                languages=spoken(lang, language),
                as_of=as_of,
                select=select,
                ignore=ignore,
                config=config,
            )
        )

    return command(
        "apply",
        language,
        apply,
        [
            click.Argument(["plan"], metavar="PLAN"),
            option("--safe", "safe", language, is_flag=True),
            option("--all", "every", language, is_flag=True),
            option("-o", "output", language, short="--output", metavar="FILE"),
            option("--force", "force", language, is_flag=True),
            lang_option(language),
            *judging_options(language),
        ],
    )


def diff_command(language: Language) -> Command:
    def diff(
        old: str, new: str, lang: str | None, format_of_diff: str, fail_on_new: str, as_of: date | None,
        select: tuple[str, ...], ignore: tuple[str, ...], config: str | None, color: str,
    ) -> int:  # fmt: skip
        if old == new == "-":
            raise click.UsageError(cli_words.saying("one_stdin", language), click.get_current_context())
        from advisor.cli.diff import Order, diff

        return diff(
            Order(
                old=old,
                new=new,
                languages=spoken(lang, language),
                format=format_of_diff,
                fail_on=fail_on_new,
                as_of=as_of,
                select=select,
                ignore=ignore,
                config=config,
                paper=paper_for(color),
            )
        )

    return command(
        "diff",
        language,
        diff,
        [
            click.Argument(["old"], metavar="OLD"),
            click.Argument(["new"], metavar="NEW"),
            lang_option(language),
            option("--format", "format_of_diff", language, type=Word(_FORMATS[:3], language), default="text"),
            option("--fail-on", "fail_on_new", language, type=Word(_SEVERITIES, language), default="high"),
            *judging_options(language),
            color_option(language),
        ],
    )
