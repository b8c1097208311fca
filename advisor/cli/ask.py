"""`kpi-advisor ask`: the questions of the report, one by one, on a terminal or through a pipe."""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from advisor.answers import kind_of
from advisor.cli import ask_words
from advisor.cli.ask_lines import Shown
from advisor.cli.config import find_config, settings_from
from advisor.cli.files import OutputError, refuse_to_replace, write_file
from advisor.cli.lint import CLEAN
from advisor.cli.out import write
from advisor.cli.reading import printable, read
from advisor.cli.signals import Ended, Watch
from advisor.cli.words import text
from advisor.errors import InputError
from advisor.interview import Interview, Item, Place, Reading
from advisor.render.lines import Line, Paper, lay_out
from advisor.rewrite import plan_text
from advisor.source.text import shown
from advisor.text import Language

_LONGEST: Final = 2000
_LONGEST_NAME: Final = 40
_NOT_TEXT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")
_FOR_ALL: Final = re.compile(rf"(?:{'|'.join(ask_words.ALL)})[\s:：、]+(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for."""

    path: str
    output: str
    force: bool
    language: Language
    as_of: date | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None
    paper: Paper


def ask(order: Order) -> int:
    """Holds the interview; returns the exit code. Raises AdvisorError."""
    path = Path(order.config) if order.config is not None else find_config(order.path)
    settings = settings_from(path, select=order.select, ignore=order.ignore)
    refuse_to_replace(order.output, force=order.force)
    found = read(order.path)
    plan = found.sourced.plan
    interview = Interview(
        plan_text(found.content, found.sourced.document),
        order.as_of or plan.as_of or date.today(),
        settings,
        order.language,
    )
    # Written before the first question, so that nobody answers twenty of them for a file that cannot be written.
    copy = _Copy(order.output, found.content)
    write_file(order.output, found.content, force=order.force)
    show = Shown(order.language, printable(order.output))
    talk = _Talk(order, interview, copy, show)
    if sys.stdin is None:
        raise InputError(text("no_stdin"), source="-")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    try:
        with talk.watch:
            talk.hold()
    except Ended as ended:
        with contextlib.suppress(OSError):
            talk.stopped()
        return ended.code
    return CLEAN


@dataclass
class _Copy:
    """The plan that is written. What somebody else does to the file meanwhile is not written over."""

    path: str
    content: bytes

    def save(self, content: bytes, answer: str) -> None:
        target = Path(self.path)
        try:
            meanwhile = target.is_file() and target.read_bytes() != self.content
        except OSError:
            meanwhile = True
        if meanwhile:
            raise OutputError(text("ask_changed", name=printable(self.path), written=answer))
        write_file(self.path, content, force=True)
        self.content = content


class _Stop(Exception):
    """The client has had enough for now."""


class _Rest(Exception):
    """The client leaves the rest of this question."""


@dataclass
class _Talk:
    """The interview on the terminal."""

    order: Order
    interview: Interview
    copy: _Copy
    show: Shown
    answered: int = 0
    watch: Watch = field(default_factory=Watch)

    def hold(self) -> None:
        """From the first question to the last, or to the end of the answers."""
        if self.interview.next() is None:
            self._say(self.show.nothing())
            return
        first = self.interview.report
        self._say(self.show.intro(self.interview))
        try:
            while (item := self.interview.next()) is not None:
                self._ask(item)
        except (_Stop, EOFError):
            self.stopped()
            return
        later = self.interview.unanswered()
        self._say(self.show.done(first, self.interview.report, self.answered, later, self._command()))

    def stopped(self) -> None:
        """How to go on, on a line of its own."""
        self._say(self.show.stopped(self._command()))

    def _command(self) -> str:
        file = shlex.quote(self.order.output)
        return printable(f"kpi-advisor ask {file} -o {file} --force")

    def _ask(self, item: Item) -> None:
        before, data, already = self.interview.report, self.interview.plan.data, self.answered
        self._say(self.show.question(self.interview, item))
        for_all: str | None = None
        try:
            for place in item.places:
                if for_all is None:
                    for_all = self._answer(item, place)
                else:
                    self._record(item, place, for_all, self.interview.read(item, place, for_all), again=True)
        except _Rest:
            self._say(self.show.later())
        self.interview.leave(item)
        if self.answered > already:
            self._say(self.show.moved(before, data, self.interview))

    def _answer(self, item: Item, place: Place) -> str | None:
        """Asks until there is an answer or none is to be had; what is said of all rows that follow is returned."""
        refused = ""
        rows = len(item.places) > 1
        name = place.subject.name if rows and place.subject is not None else ""
        while True:
            said = self._line(self.show.prompt(shown(name, _LONGEST_NAME)))
            word = said.casefold()
            if word in ask_words.STOP:
                raise _Stop
            if word in ask_words.LATER:
                raise _Rest
            if word in ask_words.HELP:
                self._say(self.show.help())
                continue
            fact = item.part.facts[0]
            for_all = _FOR_ALL.fullmatch(said)
            if for_all and not rows and kind_of(fact, for_all[1]) == "given":
                for_all = None  # 「全部 手作業」 is an answer in itself where there are no rows
            said = for_all[1] if for_all else said
            if not said or kind_of(fact, said) == "open":
                self._say(self.show.left_open() if said else self.show.later())
                return None
            reading = self.interview.read(item, place, said)
            if not reading.fits and said != refused:
                refused = said
                self._say(self.show.unread(self.interview, item, reading))
                continue
            self._record(item, place, said, reading)
            return said if for_all else None

    def _record(self, item: Item, place: Place, said: str, reading: Reading, *, again: bool = False) -> None:
        # A signal waits until the answer is in the file.
        with self.watch.held():
            recorded = self.interview.record(item, place, said, fits=reading.fits)
            if recorded.error is None:
                self.copy.save(self.interview.plan.encoded(), said)
                self.answered += 1
        if recorded.error is not None or not again:
            self._say(self.show.recorded(recorded, reading, said))

    def _say(self, lines: list[Line]) -> None:
        write(lay_out(lines, self.order.paper))
        if sys.stdout is not None:
            sys.stdout.flush()

    def _line(self, prompt: str) -> str:
        """One line from the client. Raises EOFError when there are no more."""
        on_terminal = sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()
        if on_terminal:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401  # to be able to correct what one types
            try:
                said = input(prompt)
            except EOFError:
                write("\n")
                raise
        else:
            write(prompt)
            if sys.stdout is not None:
                sys.stdout.flush()
            said = sys.stdin.readline()
            # Without a terminal nothing shows what was typed; the answers make it a record.
            write(f"{_clean(said)}\n")
            if not said:
                raise EOFError
        return _clean(said)


def _clean(said: str) -> str:
    return _NOT_TEXT.sub(" ", said).strip()[:_LONGEST].strip()
