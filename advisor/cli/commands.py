"""The commands of `kpi-advisor`, built in the chosen language. What each does is imported when it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import click

from advisor.cli import words as cli_words
from advisor.cli.help import Command, Day, Group, Whole, Word, help_text, option
from advisor.cli.out import ascii_only, paper_for, write, write_in
from advisor.text import Language

PROGRAM: Final = "kpi-advisor"
_LANGUAGES: Final = ("ja", "en", "both")
_FORMATS: Final = ("text", "json", "markdown", "html")
_WIDEST_TABLE: Final = 160
_SEVERITIES: Final = ("low", "medium", "high", "critical", "never")


def commands(language: Language) -> click.Group:
    """The whole command line, speaking one language."""
    group = Group(
        name=PROGRAM,
        callback=lambda **_: _teach(language),
        invoke_without_command=True,
        add_help_option=False,
        params=[
            _help_option(language),
            click.Option(
                ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
                help=cli_words.OPTIONS["version"][language],
            ),
            _lang(language),
        ],
    )  # fmt: skip
    group.language = language
    made = (_lint, _read, _why, _apply, _diff, _explain, _rules, _init, _schema, _serve)
    for command in (make(language) for make in made):
        command.language = language
        group.add_command(command)
    return group


def spoken(lang: str | None, language: Language) -> tuple[Language, ...]:
    """The languages to print in: as asked for on the command, before it, or the terminal's."""
    parent = click.get_current_context().parent
    wanted = lang or (parent.params.get("lang") if parent else None) or language
    return ("ja", "en") if wanted == "both" else ("ja",) if wanted == "ja" else ("en",)


# -- the commands --------------------------------------------------------------------------------------------


def _help_option(language: Language) -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            write(help_text(ctx, language))
            ctx.exit()

    return click.Option(
        ["--help", "-h"], is_flag=True, is_eager=True, expose_value=False, callback=show,
        help=cli_words.OPTIONS["help"][language],
    )  # fmt: skip


def _lang(language: Language, words: Sequence[str] = _LANGUAGES) -> click.Option:
    return option("--lang", "lang", language, type=Word(words, language))


def _color(language: Language) -> click.Option:
    return option("--color", "color", language, type=Word(("auto", "always", "never"), language), default="auto")


def _command(name: str, language: Language, callback: Any, params: Sequence[click.Parameter]) -> Command:
    return Command(
        name, callback=callback, params=[*params, _help_option(language)], add_help_option=False,
        short_help=cli_words.COMMANDS[name][language],
    )  # fmt: skip


def _teach(language: Language) -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        write(f"KPI advisor - {cli_words.SUMMARY[language]}\n\n{cli_words.TEACH[language]}\n")


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        write(f"{PROGRAM} {version(PROGRAM)}\n")
        ctx.exit()


def _comma_list(_: click.Context, __: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for item in value for part in item.split(",") if part.strip())


def _lint(language: Language) -> Command:
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

    return _command(
        "lint",
        language,
        lint,
        [
            click.Argument(["paths"], nargs=-1, required=True, metavar="PATH"),
            _lang(language),
            option("--all", "all", language, is_flag=True),
            option("--assumptions", "assumptions", language, is_flag=True),
            option("--diff", "diff", language, is_flag=True),
            option("--format", "format", language, type=Word(_FORMATS, language), default="text"),
            option("--fail-on", "fail_on", language, type=Word(_SEVERITIES, language), default="high"),
            *_judging(language),
            _color(language),
        ],
    )


def _judging(language: Language) -> list[click.Parameter]:
    """The options that say by what a plan is judged."""
    return [
        option("--as-of", "as_of", language, type=Day(language), metavar="DATE"),
        option("--select", "select", language, multiple=True, metavar="GLOB", callback=_comma_list),
        option("--ignore", "ignore", language, multiple=True, metavar="GLOB", callback=_comma_list),
        option("--config", "config", language, metavar="FILE"),
    ]


def _read(language: Language) -> Command:
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

    return _command(
        "read",
        language,
        read,
        [
            click.Argument(["plan"], metavar="FILE"),
            option("--map", "mapping", language, multiple=True, metavar="HEADER=FIELD"),
            option("--to", "to", language, type=Word(("yaml", "json"), language)),
            option("-o", "output", language, short="--output", metavar="FILE"),
            option("--force", "force", language, is_flag=True),
            option("--all", "all_values", language, is_flag=True),
            _lang(language),
            _color(language),
        ],
    )


def _why(language: Language) -> Command:
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
    return _command("why", language, why, [*named, _lang(language), *_judging(language), _color(language)])


def _apply(language: Language) -> Command:
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

    return _command(
        "apply",
        language,
        apply,
        [
            click.Argument(["plan"], metavar="PLAN"),
            option("--safe", "safe", language, is_flag=True),
            option("--all", "every", language, is_flag=True),
            option("-o", "output", language, short="--output", metavar="FILE"),
            option("--force", "force", language, is_flag=True),
            _lang(language),
            *_judging(language),
        ],
    )


def _diff(language: Language) -> Command:
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

    return _command(
        "diff",
        language,
        diff,
        [
            click.Argument(["old"], metavar="OLD"),
            click.Argument(["new"], metavar="NEW"),
            _lang(language),
            option("--format", "format_of_diff", language, type=Word(_FORMATS[:3], language), default="text"),
            option("--fail-on", "fail_on_new", language, type=Word(_SEVERITIES, language), default="high"),
            *_judging(language),
            _color(language),
        ],
    )


def _explain(language: Language) -> Command:
    def explain_rule(rule: str, lang: str | None, color: str) -> int:
        from advisor.explain import explain
        from advisor.render.explanation import explanation_lines

        explanation = explain(rule)
        write_in(spoken(lang, language), paper_for(color), lambda said: explanation_lines(explanation, said))
        return 0

    return _command(
        "explain", language, explain_rule,
        [click.Argument(["rule"], metavar="RULE"), _lang(language), _color(language)],
    )  # fmt: skip


def _rules(language: Language) -> Command:
    def rules(lang: str | None, format: str, color: str) -> int:
        from advisor.explain import rules_data
        from advisor.render.explanation import rules_lines
        from advisor.render.json import as_json

        data = rules_data()
        if format == "json":
            write(as_json(data, ascii_only=ascii_only()))
        else:
            paper = paper_for(color, widest=_WIDEST_TABLE)
            write_in(spoken(lang, language), paper, lambda said: rules_lines(data, said, paper.width))
        return 0

    formats = option("--format", "format", language, type=Word(("text", "json"), language), default="text")
    return _command("rules", language, rules, [_lang(language), formats, _color(language)])


def _init(language: Language) -> Command:
    def init(file: str, lang: str | None, force: bool) -> int:
        from advisor.source.text import shown
        from advisor.starter import starter, write_starter

        said = spoken(lang, language)[0]
        if file == "-":
            write(starter(said))
        else:
            write_starter(file, said, force=force)
            write(cli_words.saying("written", language, name=shown(file, len(file))) + "\n")
        return 0

    return _command(
        "init",
        language,
        init,
        [
            click.Argument(["file"], required=False, default="plan.yaml", metavar="FILE"),
            _lang(language, ("ja", "en")),
            option("--force", "force", language, is_flag=True),
        ],
    )


def _schema(language: Language) -> Command:
    def schema(lang: str | None) -> int:  # noqa: ARG001  # the schema is the same; help and errors are not
        from advisor.render.json import as_json
        from advisor.schema import plan_schema

        write(as_json(plan_schema(), ascii_only=ascii_only()))
        return 0

    return _command("schema", language, schema, [_lang(language, ("ja", "en"))])


def _serve(language: Language) -> Command:
    def serve(host: str, port: int, workers: int, settings: str | None, allow_anonymous: bool, lang: str | None) -> int:  # noqa: ARG001  # help and errors are in it; the service speaks its callers' languages
        from advisor.cli.serve import serve

        return serve(host=host, port=port, workers=workers, settings=settings, allow_anonymous=allow_anonymous)

    return _command(
        "serve",
        language,
        serve,
        [
            _lang(language, ("ja", "en")),
            option("--host", "host", language, default="127.0.0.1", metavar="ADDRESS"),
            option("--port", "port", language, type=Whole(language, 0, 65535), default=8000, metavar="NUMBER"),
            option("--workers", "workers", language, type=Whole(language, 1, 256), default=1, metavar="NUMBER"),
            option("--settings", "settings", language, metavar="FILE"),
            option("--allow-anonymous", "allow_anonymous", language, is_flag=True),
        ],
    )
