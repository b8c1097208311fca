"""The artefact that ships: one wheel, one top-level package, and the main job in an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "tests" / "plans" / "sales-team.yaml"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    # The one thing Python 3.13 needs to build durable-rules; harmless on older ones.
    environment["CPPFLAGS"] = "-DPyEval_CallObject=PyObject_CallObject"
    environment["LANG"] = "ja_JP.UTF-8"
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("kpi_advisor-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that holds the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    assert run(sys.executable, "-m", "venv", folder / "env", cwd=folder).returncode == 0
    commands = folder / "env" / "bin"
    done = run(commands / "pip", "install", "--quiet", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    return commands


def test_holds_one_top_level_package_with_its_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0] for n in names if ".dist-info/" not in n} == {"advisor"}
    assert "advisor/py.typed" in names
    in_source = {f"advisor/{p.relative_to(ROOT)}" for f in ("rules", "knowledge") for p in (ROOT / f).rglob("*.yaml")}
    in_source |= {f"advisor/{p.relative_to(ROOT)}" for p in (ROOT / "knowledge" / "report").iterdir()}
    assert in_source <= set(names)
    python = {str(p.relative_to(ROOT)) for p in (ROOT / "advisor").rglob("*.py")}
    python |= {f"advisor/api/{p.name}" for p in (ROOT / "api").glob("*.py")}
    assert python <= set(names), "a subpackage is missing from pyproject.toml"


def test_does_the_main_job_from_another_folder(installed: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_bytes(PLAN.read_bytes())
    done = run(installed / "kpi-advisor", "lint", "plan.yaml", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    fired = {f["rule"] for r in report["recommendations"] for f in r["findings"]}
    assert {"goal/targets-miss-kgi", "displacement/reward-on-volume"} <= fired
    place = report["recommendations"][0]["subjects"][0]["place"]
    assert place["file"] == "plan.yaml"
    assert place["line"] > 1
    text = run(installed / "kpi-advisor", "lint", "plan.yaml", cwd=tmp_path)
    assert "年間売上" in text.stdout


def test_serves_as_a_typed_library(installed: Path, tmp_path: Path) -> None:
    code = (
        "from advisor import advise, Plan; "
        "report = advise(Plan.model_validate({'kpis': ['商談件数']})); "
        "print(report.recommendations[0].title.ja)"
    )
    done = run(installed / "python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "最終目標（KGI）がありません"


def test_says_what_the_service_needs(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "kpi-advisor", "serve", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "エラー: serve には追加の部品が要ります。pip install 'kpi-advisor[api]' で入れてください。\n"
