"""The commands of `kpi-advisor`, built in the chosen language."""

from __future__ import annotations

from typing import Final

import click

from advisor.cli import words as cli_words
from advisor.cli.command_parts import help_option, lang_option
from advisor.cli.help import Group
from advisor.cli.judging import apply_command, ask_command, diff_command, lint_command, read_command, why_command
from advisor.cli.lookups import (
    explain_command,
    init_command,
    metrics_command,
    rules_command,
    schema_command,
    serve_command,
)
from advisor.cli.out import write
from advisor.text import Language

PROGRAM: Final = "kpi-advisor"


def commands(language: Language) -> click.Group:
    """The whole command line, speaking one language."""
    group = Group(
        name=PROGRAM,
        callback=lambda **_: _teach(language),
        invoke_without_command=True,
        add_help_option=False,
        params=[
            help_option(language),
            click.Option(
                ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
                help=cli_words.OPTIONS["version"][language],
            ),
            lang_option(language),
        ],
    )  # fmt: skip
    group.language = language
    made = (
        lint_command,
        read_command,
        why_command,
        ask_command,
        apply_command,
        diff_command,
        explain_command,
        rules_command,
        metrics_command,
        init_command,
        schema_command,
        serve_command,
    )
    for command in (make(language) for make in made):
        command.language = language
        group.add_command(command)
    # The name by which those who look for a sheet to fill in know `init`.
    sheet = init_command(language)
    sheet.language, sheet.hidden = language, True
    group.add_command(sheet, "template")
    return group


def _teach(language: Language) -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        write(f"KPI advisor - {cli_words.SUMMARY[language]}\n\n{cli_words.TEACH[language]}\n")


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        write(f"{PROGRAM} {version(PROGRAM)}\n")
        ctx.exit()
