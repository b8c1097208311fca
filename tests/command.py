"""Runs the real command in a process of its own, the way a user does."""

from __future__ import annotations

import codecs
import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSI = re.compile(r"\x1b\[\??[0-9;]*[a-zA-Z]")
COMMAND = (sys.executable, "-m", "advisor.cli")


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """An environment without the tester's language, colours and width."""
    mine = ("LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS", "LINES", "TERM", "KPI_ADVISOR_DEBUG", "FORCE_COLOR")
    kept = {k: v for k, v in os.environ.items() if k not in mine and not k.startswith("PYTHONIO")}
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", **more}


def kpi_advisor(
    *arguments: str | Path,
    stdin: str | bytes = b"",
    cwd: Path | None = None,
    variables: Mapping[str, str] | None = None,
    **more: str,
) -> Ran:
    """Runs `kpi-advisor` with piped streams; `variables` and `more` go into its environment."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    command = [*COMMAND, *map(str, arguments)]
    env = environment(**(variables or {}), **more)
    done = subprocess.run(command, input=given, capture_output=True, cwd=cwd, env=env, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def on_terminal(*arguments: str | Path, columns: int, cwd: Path | None = None, **more: str) -> Ran:
    """Runs `kpi-advisor` on a terminal of so many columns; both streams come back as `out`."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=environment(**more)
    )
    os.close(theirs)
    pieces = []
    while True:
        select.select([ours], [], [])
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    return Ran(process.wait(), b"".join(pieces).decode().replace("\r\n", "\n"), "")


class Conversation:
    """The real command on a terminal, asked and answered line by line."""

    def __init__(self, *arguments: str | Path, cwd: Path, columns: int = 100, **more: str) -> None:
        import fcntl
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd,
            env=environment(**more), start_new_session=True,
            # A shell that runs the tests in the background makes its children deaf to Ctrl-C, and this one is to hear it.
            preexec_fn=_own_terminal,
        )  # fmt: skip
        os.close(theirs)
        self.said = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def until(self, end: str, *, after: str = "") -> str:
        """What is said until the output has this and then ends so, or the command does."""
        heard = ""
        while not (after in heard and ANSI.sub("", heard).endswith(end)) and (piece := self._piece()):
            heard += piece
        self.said += heard
        return ANSI.sub("", heard)

    def say(self, line: str) -> str:
        """Answers, and waits for the next prompt."""
        self.key(f"{line}\n")
        # While a line is typed the prompt is drawn again; the line has been taken when a new one begins.
        return self.until("> ", after="\n")

    def listens(self) -> None:
        """Waits until the command waits for a key: a signal a moment earlier would be heard with the next key only."""
        while self.process.poll() is None:
            state = Path(f"/proc/{self.process.pid}/wchan").read_text(encoding="ascii")
            if "poll" in state or "select" in state:
                return
            os.sched_yield()

    def key(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def hang_up(self) -> int:
        """Closes the terminal, as a window is closed; returns the exit code."""
        os.close(self._ours)
        return self.process.wait()

    def end(self) -> Ran:
        """Listens to the end."""
        while piece := self._piece():
            self.said += piece
        os.close(self._ours)
        return Ran(self.process.wait(), ANSI.sub("", self.said), "")

    def _piece(self) -> str:
        piece = ""
        while not piece:  # a character may come in two halves
            try:
                read = os.read(self._ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                return ""
            piece = self._decoder.decode(read).replace("\r\n", "\n")
        return piece


def _own_terminal() -> None:
    import fcntl
    import signal
    import termios

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def written(folder: Path, name: str, content: str | bytes | Mapping[str, Any]) -> Path:
    """A file with this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Mapping):
        content = json.dumps(content, ensure_ascii=False)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
