"""`make bench-load`: 64 callers, 20,000 requests and two real workers, one of which is killed on the way.

Every answer is compared with the library's. Prints counts and ratios taken in one run on one machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import aiohttp

from advisor import advise, read_back, read_plan_bytes
from bench.run import cpu, made_plan, made_text
from service import Server

DAY: Final = date(2026, 4, 1)
PLANS: Final = Path(__file__).parent.parent / "plans"
CALLERS: Final = 64
REQUESTS: Final = 20_000
WORKERS: Final = 2
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Job:
    """A request, what the library makes of it, and the bytes in which the service first gave just that."""

    route: str
    format: str
    body: bytes
    whole: Callable[[], str]
    share: int
    answer: bytes | None = field(default=None)

    def is_right(self, status: int, answer: bytes) -> bool:
        if status != 200:
            return False
        if self.answer is None:
            given, report = json.loads(answer), json.loads(self.whole())
            # /v1/questions gives a part of the report, the others all of it.
            if given != {key: report[key] for key in (given if self.route == "/v1/questions" else report)}:
                return False
            self.answer = answer
        return answer == self.answer


def whole_job(route: str, format: Any, body: bytes) -> Callable[[], str]:
    """Read, judge and write, in this process."""

    def work() -> str:
        plan = read_plan_bytes(body, name="", format=format).plan
        return (read_back if route == "/v1/read" else advise)(plan, as_of=DAY).model_dump_json()

    return work


def jobs() -> list[Job]:
    """Plans of several sizes in both languages and both formats, mostly to be judged."""
    bodies = [("yaml", path.read_bytes()) for path in sorted(PLANS.glob("*.yaml"))]
    bodies += [("yaml", made_text(12)), ("json", json.dumps(made_plan(12)).encode())]
    bodies += [("json", json.dumps(made_plan(5), ensure_ascii=False).encode())]
    shares = {"/v1/advice": 8, "/v1/read": 1, "/v1/questions": 1}
    return [Job(r, f, b, whole_job(r, f, b), share) for f, b in bodies for r, share in shares.items()]


# -- the workers, seen from outside (Linux) ------------------------------------------------------------------


def memory(process: int) -> int:
    found = re.search(r"VmRSS:\s+([0-9]+)", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1])


def spent(process: int) -> float:
    """CPU seconds so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def connections(process: int, port: int) -> int:
    """How many callers are connected to this worker now."""
    sockets = set()
    for entry in Path(f"/proc/{process}/fd").iterdir():
        try:
            sockets.add(entry.readlink().name)
        except OSError:
            continue  # closed meanwhile
    rows = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    local = f":{port:04X}"
    return sum(r[1].endswith(local) and r[3] == "01" and f"socket:[{r[9]}]" in sockets for r in rows)


# -- the callers ---------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What came of a run."""

    right: int = 0
    wrong: int = 0
    cut_off: int = 0
    seconds: float = 0.0


async def call_all(
    url: str, todo: Sequence[Job], requests: int, at: dict[int, Callable[[], None]], may_be_cut: bool = False
) -> Tally:
    """Sends so many requests from all callers at once; `at` says what to do after how many. A cut-off one is resent."""
    tally = Tally()
    waiting: Iterator[Job] = iter(todo[n % len(todo)] for n in range(requests))

    async def caller() -> None:
        # A session and so a connection of its own, as each caller has.
        connector = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(url, connector=connector, trust_env=False) as session:
            for job in waiting:
                while not await ask(session, job):
                    tally.cut_off += 1
                if action := at.get(tally.right + tally.wrong):
                    action()

    async def ask(session: aiohttp.ClientSession, job: Job) -> bool:
        headers = {"Content-Type": f"application/{job.format}"}
        try:
            async with session.post(f"{job.route}?as_of={DAY}", data=job.body, headers=headers) as answer:
                right = job.is_right(answer.status, await answer.read())
        except aiohttp.ClientError:
            if not may_be_cut:
                raise
            return False
        tally.right += right
        tally.wrong += not right
        return True

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    tally.seconds = time.perf_counter() - began
    return tally


def mixed(all_jobs: Sequence[Job]) -> list[Job]:
    """Every job as often as its share, always in the same well stirred order."""
    spread = [job for job in all_jobs for _ in range(job.share)]
    return [spread[n * 37 % len(spread)] for n in range(len(spread))]


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def served(**variables: str) -> Server:
    server = Server("--workers", str(WORKERS), **{"KPI_ADVISOR_REQUESTS_PER_MINUTE": "0", **variables})
    server.wait_for_workers(WORKERS)
    return server


def steady(todo: Sequence[Job], whole: float) -> None:
    print(f"## {CALLERS} callers, {REQUESTS:,} requests, {WORKERS} workers")
    with served() as server:
        early: list[int] = []
        spread: list[int] = []

        def look() -> None:
            early.extend(map(memory, server.workers))
            spread.extend(connections(worker, port_of(server)) for worker in server.workers)

        warm = asyncio.run(call_all(server.url, todo, len(todo), {}))
        assert warm.wrong == 0, warm
        before = sum(map(spent, server.workers))
        mine = time.process_time()
        tally = asyncio.run(call_all(server.url, todo, REQUESTS, {REQUESTS // 4: look}))
        mine = time.process_time() - mine
        used = sum(map(spent, server.workers)) - before
        late = [memory(worker) for worker in server.workers]
    assert (tally.right, tally.wrong, tally.cut_off) == (REQUESTS, 0, 0), tally
    print(f"right {tally.right:,}, wrong {tally.wrong}, cut off {tally.cut_off}; callers per worker {spread}")
    print(f"throughput / (workers ÷ CPU time of the whole job): {REQUESTS / tally.seconds * whole / WORKERS:.2f}")
    # Whoever else uses the machine takes away from the first figure, but hardly from the second.
    print(f"the workers' CPU time for a request / the whole job's: {used / REQUESTS / whole:.2f}")
    print(f"CPU time of callers and workers / all the time there was: {(used + mine) / tally.seconds / cpus():.2f}")
    ratios = [f"{b / a:.3f}" for a, b in zip(early, late, strict=True)]
    print(f"memory of each worker at the end / at 25 %: {', '.join(ratios)}")


def cpus() -> int:
    return len(os.sched_getaffinity(0))


def one_is_killed(todo: Sequence[Job]) -> None:
    requests = REQUESTS // 4
    print(f"\n## {requests:,} requests, and one worker killed on the way")
    with served() as server:
        victim = server.workers[0]
        connected: list[int] = []

        def kill() -> None:
            connected.append(connections(victim, port_of(server)))
            os.kill(victim, signal.SIGKILL)

        tally = asyncio.run(call_all(server.url, todo, requests, {requests // 3: kill}, may_be_cut=True))
        server.wait_for_workers(WORKERS + 1)
        after = asyncio.run(call_all(server.url, todo, requests // 4, {}))
    assert (tally.right, tally.wrong) == (requests, 0), tally
    assert 0 < tally.cut_off <= connected[0], (tally, connected)
    assert (after.right, after.wrong, after.cut_off) == (requests // 4, 0, 0), after
    print(f"right {tally.right:,}, wrong {tally.wrong}, cut off {tally.cut_off} of {connected[0]} connected to it")
    print(f"then with the new worker: right {after.right:,}, wrong {after.wrong}, cut off {after.cut_off}")


def limiter(all_jobs: Sequence[Job]) -> None:
    print("\n## The limit of requests a minute: the workers' CPU time for a small request, with / without")
    small = [min((job for job in all_jobs if job.route == "/v1/read"), key=lambda job: len(job.body))]
    requests = REQUESTS // 5
    used = {}
    for limit in ("0", "1000000"):
        with served(KPI_ADVISOR_REQUESTS_PER_MINUTE=limit) as server:
            asyncio.run(call_all(server.url, small, CALLERS, {}))
            before = sum(map(spent, server.workers))
            tally = asyncio.run(call_all(server.url, small, requests, {}))
            used[limit] = sum(map(spent, server.workers)) - before
        assert (tally.right, tally.wrong) == (requests, 0), tally
    print(f"{used['1000000'] / used['0']:.2f}")


def main() -> None:
    all_jobs = jobs()
    todo = mixed(all_jobs)
    whole = sum(cpu(job.whole, rounds=3) * job.share for job in all_jobs) / sum(job.share for job in all_jobs)
    steady(todo, whole)
    one_is_killed(todo)
    limiter(all_jobs)


if __name__ == "__main__":
    main()
