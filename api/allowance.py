"""How often one caller may ask: so many requests a minute for each key, or each address where there are no keys.

The library `limits` does the reckoning; its stores are either one process's own, which several workers would multiply,
or another server. So the counts lie in a SQLite file that the workers of one machine share: its locks are the
operating system's, which a killed worker cannot keep, and one look takes tens of microseconds.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import sqlite3
import time
from pathlib import Path
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.text import Language, Text

from . import problems
from .frame import request_id
from .keys import caller_of
from .logs import log, where
from .negotiate import language_of
from .problems import Problem

_UNLIMITED: Final = ("/healthz", "/readyz")
_FILE: Final = "allowances.sqlite"
_SECONDS_TO_WAIT: Final = 0.5
"""For another worker's look, which is over in a thousandth of it."""
_TABLE: Final = "CREATE TABLE IF NOT EXISTS spent (caller TEXT PRIMARY KEY, used INTEGER, ends REAL) WITHOUT ROWID"
# A minute that ends later than one begun now was begun before somebody set the clock back; it counts no more.
_SPEND: Final = """
INSERT INTO spent VALUES (:caller, :amount, :ends) ON CONFLICT DO UPDATE SET
  used = CASE WHEN ends BETWEEN :now AND :ends THEN used + :amount ELSE :amount END,
  ends = CASE WHEN ends BETWEEN :now AND :ends THEN ends ELSE :ends END
"""


class SharedCounts(Storage):
    """A store for `limits` in a file that several processes share, or in memory without one."""

    STORAGE_SCHEME = None  # it is made here and never named in an address
    base_exceptions = sqlite3.Error

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        path = ":memory:" if folder is None else folder / _FILE
        self._file = sqlite3.connect(path, _SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
        # Nothing here is worth waiting for a disk: the counts are of one minute and go when the service goes.
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", _TABLE):
            self._file.execute(statement)
        self._next_sweep = 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Adds to what a caller has used of its minute, beginning another when that one is over; gives the sum."""
        now = time.time()
        with self._file:  # commits, or takes everything back
            self._file.execute("BEGIN IMMEDIATE")
            self._file.execute(_SPEND, {"caller": key, "amount": amount, "now": now, "ends": now + expiry})
            if now >= self._next_sweep:
                self._file.execute("DELETE FROM spent WHERE ends < ?", (now,))
                self._next_sweep = now + expiry
            return self.get(key)

    def get(self, key: str) -> int:
        found = self._file.execute("SELECT used FROM spent WHERE caller = ?", (key,)).fetchone()
        return int(found[0]) if found else 0

    def get_expiry(self, key: str) -> float:
        found = self._file.execute("SELECT ends FROM spent WHERE caller = ?", (key,)).fetchone()
        return float(found[0]) if found else time.time()

    def check(self) -> bool:
        return self._file.execute("SELECT 1").fetchone() is not None

    def reset(self) -> int | None:
        return self._file.execute("DELETE FROM spent").rowcount

    def clear(self, key: str) -> None:
        self._file.execute("DELETE FROM spent WHERE caller = ?", (key,))


class Allowance:
    """Lets a caller through as long as its minute's allowance lasts."""

    def __init__(self, app: ASGIApp, per_minute: int, folder: Path | None, default_language: Language) -> None:
        self.app = app
        self.limit = RateLimitItemPerMinute(per_minute)
        self.limiter = FixedWindowRateLimiter(SharedCounts(folder))
        self.default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _UNLIMITED or (wait := self._wait(scope)) is None:
            await self.app(scope, receive, send)
            return
        problem = Problem(
            "rate-limited",
            Text(
                f"1分あたりのリクエスト数が上限の{self.limit.amount:,}回に達しました。{wait}秒待ってから、もう一度送ってください。",
                f"The limit of {self.limit.amount:,} requests a minute is reached; wait {wait} seconds and send it again.",
            ),
            headers={"retry-after": str(wait)},
        )
        language = language_of(scope["headers"], self.default_language)
        await problems.response(problem, language, request_id(scope))(scope, receive, send)

    def _wait(self, scope: Scope) -> int | None:
        """Seconds until the caller may ask again; None when it may now."""
        caller = caller_of(scope) or _address(scope)
        try:
            if self.limiter.hit(self.limit, caller):
                return None
            reset = self.limiter.get_window_stats(self.limit, caller).reset_time
        except sqlite3.Error as error:
            # The disk is full, say. Advice matters more than the limit.
            log.error("allowance", extra={"fields": {"request_id": request_id(scope), **where(error)}})
            return None
        return min(max(1, math.ceil(reset - time.time())), self.limit.get_expiry())


def _address(scope: Scope) -> str:
    """Who calls, by address, as a digest. Of IPv6 the network, since whoever has one has all its addresses."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
        named = str(ipaddress.ip_network((int(address), 64), strict=False) if address.version == 6 else address)
    except ValueError:
        named = host  # a socket of this machine has no address
    return hashlib.sha256(named.encode()).hexdigest()
