"""`make bench`: the product's rules through three engines, the job in stages, a cold start, growth with size,
a long workbook.

Prints ratios taken in one run on one machine; an absolute time on a shared machine proves nothing.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor import Plan, Report, advise
from advisor.facts.base import FactBase
from advisor.facts.gather import gather
from advisor.findings import engine_facts, engine_rules, judge
from advisor.knowledge_files import thresholds
from advisor.recommendations import advise_on
from advisor.rulebook import built_in_rulebook
from advisor.source.document import read_document
from bench.engines import bench_engines, print_rows
from bench.sheets import bench_sheets

DAY = date(2026, 4, 1)
DEPENDENCIES = """
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter, ValidationError, model_validator
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process
import click, durable_rules_engine, yaml
"""
"""What a `lint` needs of its dependencies, imported by name: pydantic's top level alone imports next to nothing."""

# One department's rows; about one in three shows a fault.
TEMPLATE: tuple[dict[str, Any], ...] = (
    {"name": "サイト訪問数", "baseline": "月7,400", "target": "月10,000"},
    {"name": "資料請求件数", "baseline": "月62件", "target": "月80件", "history": [58, 61, 55, 64, 60, 62]},
    {"name": "資料請求率", "baseline": "0.8%", "target": "1%"},
    {"name": "商談件数", "baseline": "月27件", "target": "月30件"},
    {"name": "商談化率", "baseline": "27%", "target": "30%"},
    {"name": "受注率", "baseline": "18%", "target": "20%"},
    {"name": "平均受注単価", "baseline": "48万円", "target": "50万円"},
    {"name": "架電件数", "baseline": "月900件", "target": "月1,200件"},
    {"name": "顧客満足度", "baseline": "4.0/5", "target": "4.3/5"},
    {"name": "離職率", "baseline": "6%", "target": "12%以上"},
    {"name": "新規開拓の強化"},
    {"name": "研修出席率", "baseline": "82%", "target": "110%"},
)


def made_plan(kpis: int) -> dict[str, Any]:
    """A plan of any size, department after department."""
    rows = []
    for i in range(kpis):
        department = f"第{i // len(TEMPLATE) + 1}営業部"
        row = dict(TEMPLATE[i % len(TEMPLATE)])
        rows.append(
            row
            | {
                "name": f"{department} {row['name']}",
                "department": department,
                "kgi": "年間売上",
                "owner": f"担当{i % 7}",
            }
        )
    return {"title": "計画", "period": "2026年度", "kgis": [{"name": "年間売上", "target": "1億円"}], "kpis": rows}


def made_text(kpis: int) -> bytes:
    """The same plan as a YAML file."""
    plan = made_plan(kpis)
    lines = ["title: 計画", "period: 2026年度", "kgis:", "  - {name: 年間売上, target: 1億円}", "kpis:"]
    for row in plan["kpis"]:
        lines += [f"  - name: {row['name']}", *(f"    {k}: {_yaml(v)}" for k, v in row.items() if k != "name")]
    return "\n".join(lines).encode()


def _yaml(value: Any) -> str:
    return str(value) if isinstance(value, list) else f'"{value}"'


def facts_of(kpis: int) -> FactBase:
    limits = {t.id: t.value for t in thresholds().values()}
    return gather(Plan.model_validate(made_plan(kpis)), DAY, limits)


def cpu(action: Callable[[], object], rounds: int = 5) -> float:
    """Median CPU seconds of an action, after one run that is not counted."""
    action()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def engines() -> None:
    print("## The product's rules through our engine, zen-engine and CLIPS (equal findings asserted)")
    rules = engine_rules(built_in_rulebook())
    print(f"{len(rules)} patterns of {len(built_in_rulebook().rules)} rules")
    print(f"{'facts':>5} {'found':>6}  {'engine':28}{'min ms':>9} {'median ms':>9} {'x ours':>9} {'x ours':>9}")
    for kpis in (12, 50, 200):
        plan = engine_facts(facts_of(kpis).facts, built_in_rulebook())
        # The same plan again and again is how a service sees a form being filled.
        print_rows(bench_engines(rules, [plan] * 8))


def stages() -> None:
    print("\n## The whole job in stages, as shares of it (200 KPIs)")
    text = made_text(200)
    document = read_document(text, name="plan.yaml")
    plan = Plan.model_validate(document.data)
    limits = {t.id: t.value for t in thresholds().values()}
    base = gather(plan, DAY, limits)
    judgement = judge(base.facts, built_in_rulebook())
    report: Report = advise(plan, as_of=DAY)
    parts = {
        "read": cpu(lambda: read_document(text, name="plan.yaml")),
        "plan": cpu(lambda: Plan.model_validate(document.data)),
        "facts": cpu(lambda: gather(plan, DAY, limits)),
        "findings": cpu(lambda: judge(base.facts, built_in_rulebook())),
        "recommendations": cpu(lambda: advise_on(judgement, base.facts)),
        "report, JSON": cpu(lambda: report.model_dump_json()),
    }
    total = sum(parts.values())
    for name, taken in parts.items():
        print(f"{name:18} {taken / total:6.1%}")


def cold_start() -> None:
    print("\n## A cold `kpi-advisor lint` beside the bare import of its dependencies")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_bytes(made_text(12))
        lint = [str(Path(sys.executable).parent / "kpi-advisor"), "lint", str(path), "--fail-on", "never"]
        bare = [sys.executable, "-c", DEPENDENCIES]
        wall(lint), wall(bare)  # bytecode is written by the first run, as it is by an installation
        ratios = [wall(lint) / wall(bare) for _ in range(15)]
    ratios.sort()
    print(f"lint / import: min {ratios[0]:.2f}, median {statistics.median(ratios):.2f}, max {ratios[-1]:.2f}")


def wall(command: list[str]) -> float:
    start = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def growth() -> None:
    print("\n## Growth: the whole job, as multiples of 100 KPIs")

    def job(n: int) -> Callable[[], Report]:
        data = made_plan(n)
        return lambda: advise(Plan.model_validate(data), as_of=DAY)

    taken = {n: cpu(job(n), rounds=3) for n in (10, 100, 1000)}
    for n, seconds in taken.items():
        print(f"{n:5} KPIs: {seconds / taken[100]:6.2f}")


def main() -> None:
    engines()
    stages()
    cold_start()
    growth()
    bench_sheets()


if __name__ == "__main__":
    main()
