"""The commands that tell about rules and measures, give files to start from, and serve. What each does is imported when it runs."""

from __future__ import annotations

from typing import Final

import click

from advisor.cli import words as cli_words
from advisor.cli.command_parts import (
    color_option,
    command,
    lang_option,
    spoken,
)
from advisor.cli.help import Command, Whole, Word, option
from advisor.cli.out import ascii_only, paper_for, write, write_in
from advisor.text import Language

_WIDEST_TABLE: Final = 160


def explain_command(language: Language) -> Command:
    def explain_rule(rule: str, lang: str | None, color: str) -> int:
        from advisor.explain import explain
        from advisor.render.explanation import explanation_lines

        explanation = explain(rule)
        write_in(spoken(lang, language), paper_for(color), lambda said: explanation_lines(explanation, said))
        return 0

    return command(
        "explain", language, explain_rule,
        [click.Argument(["rule"], metavar="RULE"), lang_option(language), color_option(language)],
    )  # fmt: skip


def rules_command(language: Language) -> Command:
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
    return command("rules", language, rules, [lang_option(language), formats, color_option(language)])


def metrics_command(language: Language) -> Command:
    def metrics(query: tuple[str, ...], lang: str | None, format: str, color: str) -> int:
        from advisor.metric_search import find_metrics, metric_data, search_metrics
        from advisor.render.json import as_json
        from advisor.render.metrics import catalogue_lines, found_lines

        wanted = " ".join(query).strip()
        data = [metric_data(found) for found in (find_metrics(wanted) if wanted else search_metrics())]
        if format == "json":
            write(as_json(data, ascii_only=ascii_only()))
            return 0
        write_in(
            spoken(lang, language),
            paper_for(color),
            lambda said: found_lines(wanted, data, said) if wanted else catalogue_lines(data, said),
        )
        return 0

    formats = option("--format", "format", language, type=Word(("text", "json"), language), default="text")
    return command(
        "metrics", language, metrics,
        [click.Argument(["query"], required=False, nargs=-1, metavar="QUERY"), lang_option(language), formats, color_option(language)],
    )  # fmt: skip


def init_command(language: Language) -> Command:
    def init(file: str | None, to: str | None, lang: str | None, force: bool) -> int:
        from advisor.cli.files import refuse_to_replace, write_file
        from advisor.cli.out import write_bytes
        from advisor.source.text import shown
        from advisor.starter import starter

        said = spoken(lang, language)[0]
        form = to or ("xlsx" if (file or "").lower().endswith((".xlsx", ".xlsm")) else "yaml")
        file = file or f"plan.{form}"
        if form == "xlsx":
            from advisor.render.sheet import template_workbook

            content = template_workbook()
        else:
            content = starter(said).encode()
        if file == "-":
            write_bytes(content)
            return 0
        refuse_to_replace(file, force=force)
        write_file(file, content, force=force)
        write(cli_words.saying("written", language, name=shown(file, len(file))) + "\n")
        return 0

    return command(
        "init",
        language,
        init,
        [
            click.Argument(["file"], required=False, metavar="FILE"),
            option("--to", "to", language, type=Word(("yaml", "xlsx"), language)),
            lang_option(language, ("ja", "en")),
            option("--force", "force", language, is_flag=True),
        ],
    )


def schema_command(language: Language) -> Command:
    def schema(lang: str | None) -> int:  # noqa: ARG001  # the schema is the same; help and errors are not
        from advisor.render.json import as_json
        from advisor.schema import plan_schema

        write(as_json(plan_schema(), ascii_only=ascii_only()))
        return 0

    return command("schema", language, schema, [lang_option(language, ("ja", "en"))])


def serve_command(language: Language) -> Command:
    def serve(host: str, port: int, workers: int, settings: str | None, allow_anonymous: bool, lang: str | None) -> int:  # noqa: ARG001  # help and errors are in it; the service speaks its callers' languages
        from advisor.cli.serve import serve

        return serve(host=host, port=port, workers=workers, settings=settings, allow_anonymous=allow_anonymous)

    return command(
        "serve",
        language,
        serve,
        [
            lang_option(language, ("ja", "en")),
            option("--host", "host", language, default="127.0.0.1", metavar="ADDRESS"),
            option("--port", "port", language, type=Whole(language, 0, 65535), default=8000, metavar="NUMBER"),
            option("--workers", "workers", language, type=Whole(language, 1, 256), default=1, metavar="NUMBER"),
            option("--settings", "settings", language, metavar="FILE"),
            option("--allow-anonymous", "allow_anonymous", language, is_flag=True),
        ],
    )
