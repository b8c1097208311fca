"""What is counted, for Prometheus: requests, how long they took, plans judged. No label says what a request was about.

prometheus_client itself, not prometheus-fastapi-instrumentator: that one takes the method as sent for a label, which
a caller may fill with anything, keeps its gauge in the process's one registry, so that a second application could not
be made, and looks the route up a second time. All that is to be said is at hand where the log line is written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own name for it. It looks once, when it is imported."""
_NO_ROUTE: Final = "none"
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Meters:
    """The counts of one application; with several workers, each adds to files that any of them can sum up."""

    def __init__(self) -> None:
        self._folder = os.environ.get(FOLDER_VARIABLE)
        if self._folder:
            # A worker that was killed may have had the process id that is now ours.
            mark_process_dead(os.getpid(), self._folder)  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "kpi_advisor_requests",
            "Requests answered. route: as declared, none where no route took it; status: 2xx to 5xx, none where the "
            "caller went away.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "kpi_advisor_request_seconds",
            "Seconds from the head of a request to the end of its answer.",
            ("route",),
            registry=registry,
            buckets=_BUCKETS,
        )
        self._in_flight = Gauge(
            "kpi_advisor_requests_in_flight",
            "Requests being answered, the one that asks for this among them.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._judged = Counter("kpi_advisor_plans_judged", "Plans judged.", registry=registry)

    def began(self) -> None:
        self._in_flight.inc()

    def ended(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """A request is over. `method` is one of those HTTP knows, `route` the route as declared."""
        self._in_flight.dec()
        self._requests.labels(method, route or _NO_ROUTE, f"{status // 100}xx" if status else "none").inc()
        self._seconds.labels(route or _NO_ROUTE).observe(seconds)

    def judged(self) -> None:
        self._judged.inc()

    def text(self) -> bytes:
        """Everything counted, in Prometheus's text form; of all workers, when there are several."""
        if not self._folder:
            return generate_latest(self._registry)
        # What a killed worker had counted stays, as counts must not fall; what it had in flight is no more.
        for process in {int(file.stem.rpartition("_")[2]) for file in Path(self._folder).glob("gauge_live*_*.db")}:
            if not _lives(process):
                mark_process_dead(process, self._folder)  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _lives(process: int) -> bool:
    if os.name != "posix":
        return True  # there, asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
