"""A ruleset inside the C core of durable-rules. Only this module imports the core, and only `engine` uses this module.

The core is fast and fragile: given a rule or a fact outside a narrow subset it crashes the process, hangs or silently
drops facts. `engine` keeps to the subset; this is how to drive it. durable-rules' own Python layer is left out, because
its timer threads read states that are already freed.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import weakref
from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

from advisor.errors import EngineError
from advisor.text import Text

# The kinds of the facts that open and close a batch. The rules' own kinds start at FIRST_KIND.
BEGIN, END, FIRST_KIND = 0, 1, 2
# Rules go by ascending `pri`, so this one comes last.
END_RULE = {"end": {"all": [{"b": {"k": BEGIN}}, {"e": {"k": END}}], "pri": 65535}}
# A message reads {"r5":[{"p0":{"id":"17",…},"p1":{…}},…]}. There is no text in the facts, so these find what json.loads
# would, in a fraction of the time.
fact_numbers = re.compile(r'"id":"(\d+)"').findall
matches = re.compile(r'"p(\d+)":\{"id":"(\d+)"').findall


class _Core(Protocol):
    """What is used of durable-rules' C module, which has no type hints."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str) -> int: ...
    def delete_ruleset(self, handle: int) -> None: ...
    def assert_facts(self, handle: int, facts: str) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int) -> str | None: ...
    def delete_state(self, handle: int, sid: str | None) -> None: ...


@cache
def _core() -> _Core:
    # An evaluation takes and frees about a megabyte. To glibc that is so much that it hands it back to the system every
    # time, which doubles the time of small plans, unless it has seen a larger block come and go.
    bytes(16 * 2**20)
    try:
        if sys.version_info < (3, 13) or sys.platform == "win32":
            return cast(_Core, importlib.import_module("durable_rules_engine"))
        # Built without the CPPFLAGS below it names a function that Python 3.13 dropped. Nothing here calls it, so a
        # name that is only looked up when called does no harm.
        flags = sys.getdlopenflags()
        sys.setdlopenflags(os.RTLD_LAZY)
        try:
            return cast(_Core, importlib.import_module("durable_rules_engine"))
        finally:
            sys.setdlopenflags(flags)
    except ImportError as error:
        command = (
            "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject "
            "pip install --force-reinstall --no-cache-dir durable-rules==2.0.28"
        )
        message = Text(
            ja="ルールエンジンdurable-rulesを読み込めません。Cコンパイラ（gccまたはclang）とPythonのヘッダー（python3-devなど）を"
            f"インストールしてから、次を実行してください：{command}",
            en="The rules engine durable-rules cannot be loaded. Install a C compiler (gcc or clang) and the Python "
            f"headers (such as python3-dev), then run: {command}",
        )
        raise EngineError(message) from error


class Ruleset:
    """Rules in the core. For one process and one thread at a time, and for text that the advisor generated."""

    def __init__(self, definition: str) -> None:
        core = _core()
        try:
            self._handle = core.create_ruleset("r", definition)
        except core.error as error:
            raise EngineError(
                Text(ja=f"ルールを登録できません（{error}）。", en=f"The rules cannot be loaded ({error}).")
            ) from error
        # Not at exit: a daemon thread may still be evaluating, and the process gives everything back anyway.
        weakref.finalize(self, core.delete_ruleset, self._handle).atexit = False
        # Deleting a state whose place has never run an action, the core frees memory it has not set. This runs one.
        self.run(())

    def run(self, facts: Iterable[str]) -> list[tuple[int, str]]:
        """For each rule `rN` that holds N and the message with its matches.

        A fact is a JSON object of integers; only its `id`, the first of its members, is a string of digits.
        """
        core, handle = _core(), self._handle
        # The first fact is one that can be read: without any, the core returns the number of a state it has not set.
        batch = ",".join((f'{{"id":"b","k":{BEGIN}}}', *facts, f'{{"id":"e","k":{END}}}'))
        messages: list[str] = []
        try:
            _, state = core.assert_facts(handle, f"[{batch}]")
            first = core.start_action_for_state(handle, state)
            message = first[1] if first else None
            while message:
                messages.append(message)
                message = core.complete_and_start_action(handle, state)
        except core.error as error:
            raise EngineError(
                Text(ja=f"ルールエンジンが処理を中断しました（{error}）。", en=f"The rules engine gave up ({error}).")
            ) from error
        finally:
            core.delete_state(handle, None)
        # The core stops without a word at a fact it cannot read.
        if not messages or not messages.pop().startswith('{"end"'):
            raise EngineError(
                Text(
                    ja="ルールエンジンが事実を最後まで読みませんでした。",
                    en="The rules engine did not read the facts to the end.",
                )
            )
        return [(int(message[3 : message.index('"', 3)]), message) for message in messages]
