"""`kpi-advisor lint` on a real terminal (a pty): colour, width, wide characters, progress, Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len

from command import ANSI, COMMAND, environment, kpi_advisor, on_terminal, written

PLAN = """\
title: 東日本営業部 2026年度上期 KPI計画
as_of: 2026-04-01
kpis:
  - {name: 資料請求件数, target: 月300件}
  - {name: 商談件数（オンラインと訪問の合計、キャンセルを除く）}
  - {name: 既存顧客からの紹介による新規のお問い合わせ件数, target: 未定}
  - {name: "[bold]残業時間[/bold]"}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return written(tmp_path, "plan.yaml", PLAN)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("columns", [60, 80, 100])
def test_text_is_wrapped_at_the_terminals_width(plan: Path, columns: int, language: str) -> None:
    ran = on_terminal("lint", "plan.yaml", "--lang", language, columns=columns, cwd=plan.parent)
    assert ran.code == 1
    rows = ANSI.sub("", ran.out).splitlines()
    assert max(map(cell_len, rows)) <= columns
    assert max(map(cell_len, rows)) > columns - 12
    # Nothing is lost by wrapping: without line breaks and spaces it is what a pipe gets.
    piped = kpi_advisor("lint", "plan.yaml", "--lang", language, cwd=plan.parent).out
    assert re.sub(r"\s", "", ANSI.sub("", ran.out)) == re.sub(r"\s", "", piped)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(plan: Path) -> None:
    for columns in range(60, 101, 8):
        shown = ANSI.sub("", on_terminal("lint", plan.name, "--lang", "ja", columns=columns, cwd=plan.parent).out)
        for row in filter(None, (r.strip() for r in shown.splitlines())):
            assert row[0] not in "、。」』）・ー"
            assert row[-1] not in "「『（"


def test_what_follows_a_label_hangs_beside_it(plan: Path) -> None:
    shown = ANSI.sub("", on_terminal("lint", plan.name, "--lang", "ja", columns=80, cwd=plan.parent).out).splitlines()
    start = next(i for i, row in enumerate(shown) if row.startswith("     次に  「"))
    assert shown[start + 1].startswith(" " * 11)
    assert shown[start + 1][11] != " "


def test_colour_on_a_terminal_unless_told_otherwise(plan: Path) -> None:
    def coloured(*arguments: str, **more: str) -> bool:
        return bool(ANSI.search(on_terminal("lint", plan.name, *arguments, columns=80, cwd=plan.parent, **more).out))

    assert coloured()
    assert not coloured("--color", "never")
    assert not coloured(NO_COLOR="1")
    assert coloured("--color", "always", NO_COLOR="1")
    assert not coloured(TERM="dumb")


def test_markup_in_a_name_is_printed_as_typed(plan: Path) -> None:
    shown = on_terminal("lint", plan.name, "--lang", "ja", "--all", columns=100, cwd=plan.parent).out
    assert "[bold]残業時間[/bold]" in ANSI.sub("", shown).replace("\n", "").replace(" ", "")


def test_progress_shows_on_a_terminals_error_stream_only(tmp_path: Path) -> None:
    for n in range(5):
        written(tmp_path, f"plans/{n}.yaml", PLAN)
    shown = on_terminal("lint", "plans", columns=80, cwd=tmp_path).out
    assert "\r3/5 judging plans/2.yaml" in shown
    assert "judging" not in kpi_advisor("lint", "plans", cwd=tmp_path).err


def test_ctrl_c_ends_quietly() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "lint", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=environment(
            KPI_ADVISOR_DEBUG="1"
        ),
        # A shell that runs the tests in the background makes its children deaf to Ctrl+C, and this one is to hear it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    os.close(theirs)
    assert process.stdin is not None
    # It waits for standard input once its handler for the signal is in place: a plan half written keeps it there.
    while True:
        state = Path(f"/proc/{process.pid}/wchan").read_text(encoding="ascii")
        if "pipe" in state:
            break
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    try:
        said = os.read(ours, 65536)
    except OSError:
        said = b""
    assert b"Traceback" not in said
    os.close(ours)
    process.stdin.close()
