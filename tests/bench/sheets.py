"""Reading a workbook of 50,000 rows: time and memory as ratios to openpyxl alone, runs of each taken in turn."""

from __future__ import annotations

import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

ROWS = 50_000
_START = """
import re, sys, time
from pathlib import Path
path = Path(sys.argv[1])
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
_END = """
print(time.process_time() - began, peak() - before)
"""
WAYS = {
    "openpyxl, read_only": """
import openpyxl
before, began = peak(), time.process_time()
book = openpyxl.load_workbook(path, read_only=True, data_only=True)
cells = sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
""",
    "openpyxl, all in memory": """
import openpyxl
before, began = peak(), time.process_time()
book = openpyxl.load_workbook(path, data_only=True)
cells = sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
""",
    "kpi-advisor": """
from advisor.source.pages import read_pages
import advisor.source.workbook
before, began = peak(), time.process_time()
pages = read_pages(path.read_bytes(), name=path.name)
cells = sum(len(row) for sheet in pages.sheets for row in sheet.rows)
""",
}


def write(path: Path, rows: int = ROWS) -> None:
    """A sheet of KPIs as a person might keep it, only longer."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("KPI")
    sheet.append(
        ["KPI名", "単位", "基準値", "目標値", "達成率", "期限", "担当", "部署", "データソース", "頻度", "備考", "順"]
    )
    for n in range(rows):
        made: list[str | float | date] = [f"第{n}営業所 商談件数", "件", 120 + n % 40, 150 + n % 40, 0.8, date(2026, 9, 30), f"担当{n % 90}", f"第{n % 300}営業所", "CRM", "毎週", f"備考{n}", n]  # fmt: skip
        cells = [WriteOnlyCell(sheet, value) for value in made]  # type: ignore[arg-type]
        cells[3].number_format, cells[4].number_format, cells[5].number_format = '#,##0"件"', "0%", 'yyyy"年"m"月"d"日"'
        sheet.append(cells)
    book.save(path)


def bench_sheets(runs: int = 5) -> None:
    """Prints the ratios."""
    print(f"\nReading a workbook of {ROWS:,} rows and 12 columns, {runs} runs of each in turn (median)")
    found: dict[str, list[tuple[float, int]]] = {way: [] for way in WAYS}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write(path)
        for _ in range(runs):
            for way, script in WAYS.items():
                done = subprocess.run(
                    [sys.executable, "-c", _START + script + _END, str(path)],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                seconds, kilobytes = done.stdout.split()
                found[way].append((float(seconds), int(kilobytes)))
    base_time = statistics.median(t for t, _ in found["openpyxl, all in memory"])
    base_memory = statistics.median(m for _, m in found["openpyxl, all in memory"])
    for way, measured in found.items():
        time = statistics.median(t for t, _ in measured)
        memory = statistics.median(m for _, m in measured)
        print(f"  {way:<26}time {time / base_time:5.2f}   peak memory {memory / base_memory:5.2f}")


if __name__ == "__main__":
    bench_sheets(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
