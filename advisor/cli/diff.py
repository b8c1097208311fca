"""`kpi-advisor diff`: two versions of a plan, judged alike and compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advisor.cli.config import find_config, settings_from
from advisor.cli.lint import CLEAN, FINDINGS
from advisor.cli.out import ascii_only, write, write_in
from advisor.cli.reading import printable, read
from advisor.compare import compare
from advisor.pipeline import advise
from advisor.render.comparison import comparison_data, comparison_lines, comparison_markdown
from advisor.render.json import as_json
from advisor.render.lines import Paper
from advisor.rulebook import SEVERITIES
from advisor.text import Language


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for."""

    old: str
    new: str
    languages: tuple[Language, ...]
    format: str
    fail_on: str
    as_of: date | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None
    paper: Paper


def diff(order: Order) -> int:
    """Prints the comparison; returns the exit code. Raises AdvisorError."""
    path = Path(order.config) if order.config is not None else find_config(order.new)
    settings = settings_from(path, select=order.select, ignore=order.ignore)
    before, after = read(order.old).sourced, read(order.new).sourced
    # One day for both: what the calendar did between the two versions is not the author's doing.
    day = order.as_of or after.plan.as_of or before.plan.as_of or date.today()
    old, new = (advise(s.plan, as_of=day, settings=settings, locate=s.locate) for s in (before, after))
    done = compare(old, before.document.data, new, after.document.data)
    names = printable(order.old), printable(order.new)
    if order.format == "json":
        write(as_json(comparison_data(done, *names), ascii_only=ascii_only()))
    elif order.format == "markdown":
        write("\n---\n\n".join(comparison_markdown(done, *names, language) for language in order.languages))
    else:
        write_in(order.languages, order.paper, lambda said: comparison_lines(done, *names, said))
    if order.fail_on == "never":
        return CLEAN
    bar = [str(s) for s in SEVERITIES].index(order.fail_on)
    return FINDINGS if any(SEVERITIES.index(r.severity) >= bar for r in done.added) else CLEAN
