"""A whole file of tables, sheet by sheet, made into one plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from advisor.errors import InputError
from advisor.layout import said
from advisor.layout.area import Area
from advisor.layout.assemble import Written, rows_into, settings_into
from advisor.layout.columns import Column, columns_of
from advisor.layout.complete import grades_for_targets
from advisor.layout.draft import Draft, Value
from advisor.layout.edges import Edges, edges_in, links_of
from advisor.layout.fill import Tray
from advisor.layout.find import Block, find_blocks, headers_seen
from advisor.layout.header_words import key, read_words, value_word
from advisor.layout.headings import goal_in, setting_in
from advisor.layout.links import resolve
from advisor.layout.merge import merged
from advisor.layout.rows import rows_of
from advisor.layout.settings import Around, only_settings, read_around
from advisor.layout.sheet_names import name_sheets
from advisor.layout.sideways import find_sideways, grouped_rows, sideways_rows
from advisor.source.document import Document
from advisor.source.grid import Heading, Ignored, Pages, Sheet
from advisor.source.text import shown
from advisor.source.understanding import ColumnReading, Understanding
from advisor.text import Text

_MOST_HEADERS: Final = 12
_A_TABLE: Final = 3
"""Rows with several cells that make a sheet look like a table, and not like a cover."""
_INTERNAL: Final = {"kgi": "link", "drives": "link", "incentives": "incentive"}


class UnknownColumn(InputError):
    """A correction names a column that is not there.

    Attributes:
        column: as the user gave it.
        headers: the headers there are.
    """

    def __init__(self, column: str, headers: Sequence[str], source: str) -> None:
        listed_ja = "、".join(f"「{shown(h)}」" for h in headers[:_MOST_HEADERS])
        listed_en = ", ".join(f"“{shown(h)}”" for h in headers[:_MOST_HEADERS])
        super().__init__(
            Text(
                f"「{shown(column)}」という見出しの列はありません（ある見出し：{listed_ja}）。",
                f"There is no column headed “{shown(column)}” (there are: {listed_en}).",
            ),
            source=source,
        )
        self.column = column
        self.headers = tuple(headers)


@dataclass(slots=True)
class Reader:
    """Reads a file once."""

    pages: Pages
    corrections: Mapping[str, str]
    drafts: list[Draft] = field(default_factory=list)
    columns: list[ColumnReading | Edges] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    edges: list[Edges] = field(default_factory=list)
    settings: dict[str, Value] = field(default_factory=dict)
    goals: list[Value] = field(default_factory=list)
    title: Value | None = None
    on_miss: list[Value] = field(default_factory=list)
    ksf: list[Value] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    indicators: dict[str, list[Value]] = field(default_factory=dict)
    okr: bool = False
    table: int = 0
    areas: list[Area] = field(default_factory=list)
    mapped: dict[str, str] = field(default_factory=dict)
    unread: Ignored | None = None
    """The first table that was not read: the goals may be in it."""
    graded: Ignored | None = None
    """The first column of grades that stands in for targets."""

    def document(self) -> Document:
        """The plan of the file."""
        self.mapped = {key(column): _INTERNAL.get(name, name) for column, name in self.corrections.items()}
        self.ignored.extend(self.pages.ignored)
        for sheet in self.pages.sheets:
            self._sheet(sheet)
        self._prose()
        self._refuse_unknown_columns()
        if not self.drafts:
            raise self._nothing_found()
        tray = Tray()
        self.drafts = merged(self.drafts)
        named = name_sheets(self.drafts)
        if self.title is not None and key(str(self.title.data)) in {key(r.header) for r in named}:
            self.title = None  # the sheet's own name, which is somebody's
        self.columns.extend(named)
        self._goals_of_the_file()
        links = links_of(self.edges, self.drafts, tray)
        readings = [r for c in self.columns for r in (c.readings() if isinstance(c, Edges) else (c,))]
        served = resolve(self.drafts, links, tray)
        out = Written()
        first = self.title or next(d for d in self.drafts if d.table).name
        out.positions[""] = first.position
        self._whole(out)
        rows_into(out, self.drafts, served, tray)
        self.ignored.extend(tray.ignored)
        return Document(
            name=self.pages.name,
            data=out.data,
            positions=out.positions,
            key_positions=out.keys,
            raw=out.raw,
            understanding=Understanding("table", tuple(readings), tuple(out.values), tuple(self.ignored)),
        )

    # -- one sheet -------------------------------------------------------------------------------------------

    def _sheet(self, sheet: Sheet) -> None:
        area = Area(sheet)
        self.areas.append(area)
        tray = Tray()
        settings = only_settings(area, area.numbers)
        blocks = [] if settings else find_blocks(area, self.mapped)
        covered = {n for b in blocks for n in (*range(b.first, b.last + 1), *b.body)}
        free = [n for n in area.numbers if n not in covered]
        sideways = []
        while not settings and (found := find_sideways(area, free)) is not None:
            sideways.append(found)
            taken = {found.header, *found.body}
            free = [n for n in free if n not in taken]
        first = min([b.first for b in blocks] + [s.header for s in sideways], default=None)
        around = read_around(area, free, first, tray)
        self._take_around(around)
        heading = _heading_goal(sheet.headings)
        before = len(self.drafts) + len(self.edges)
        for block in blocks:
            goal = _goal_above(around.goals, block.first)
            self._block(block, goal or heading, around, tray)
        for found in sideways:
            drafts, readings = sideways_rows(found, tray, self._next())
            self._take(drafts, _goal_above(around.goals, found.header) or heading)
            self.columns.extend(readings)
            self.headers.extend(r.header for r in readings)
        heads = [*(b.first for b in blocks), *(s.header for s in sideways)]
        self.goals += [g for g in around.goals if g.position.line > max(heads, default=0)]
        if len(self.drafts) + len(self.edges) == before and area.numbers and not around.settings and not around.goals:
            first_row = area.row(area.numbers[0])
            what = sheet.name or " | ".join(c.text.strip() for c in first_row)[:200]
            why = said.NO_TABLE if sheet.name else said.NO_NAMES
            whole = Ignored(what, why, first_row[0].position)
            tray.ignored = [whole]
            if sum(len(row) > 1 for row in area.rows.values()) >= _A_TABLE:
                self.unread = self.unread or whole
        self.on_miss.extend(tray.on_miss)
        self.ksf.extend(tray.ksf)
        self.ignored.extend(sheet.ignored)
        self.ignored.extend(sorted(tray.ignored, key=_place))

    def _next(self) -> int:
        self.table += 1
        return self.table

    def _take_around(self, around: Around) -> None:
        for path, value in around.settings.items():
            self.settings.setdefault(path, value)
        self.title = self.title or around.title

    def _block(self, block: Block, goal: Value | None, around: Around, tray: Tray) -> None:
        sheet = block.area.sheet
        self.headers.extend(h.text for h in block.headers)
        edges = edges_in(block)
        if edges is not None:
            self.edges.append(edges)
            self.columns.append(edges)
            return
        columns = columns_of(block, frozenset(self.mapped))
        table = self._next()
        if any(c.field in ("name", "goal_name") for c in columns):
            kind = _kind_of(sheet, columns)
            if (grades := grades_for_targets(block, columns)) is not None:
                # Kept as they are, beside the row: a note that says why there is no target makes it a question.
                grades.field, grades.note = "note", said.GRADES_FOR_TARGETS
                self.graded = self.graded or Ignored(grades.header.text, said.GRADES_FOR_TARGETS, grades.position)
            drafts = rows_of(block, columns, tray, table=table, kind=kind, unit=around.unit)
            self.okr = self.okr or _is_okr(columns)
        else:
            drafts = grouped_rows(block, columns, tray, table)
            if self.title is not None and any(str(self.title.data) in str(d.name.data) for d in drafts):
                self.title = None  # it names the KPIs
            if not drafts:
                self.unread = self.unread or Ignored(sheet.name, said.NO_NAME_COLUMN, block.headers[0].position)
                tray.ignored.append(
                    Ignored(
                        " | ".join(h.text for h in block.headers)[:200], said.NO_NAME_COLUMN, block.headers[0].position
                    )
                )
                return
        if goal is not None and drafts and drafts[0].kind == "kgi":
            self._describe(drafts, goal)
        else:
            self._take(drafts, goal)
        self.columns.extend(c.reading(sheet.name) for c in columns)

    def _describe(self, drafts: list[Draft], goal: Value) -> None:
        """Indicators of a goal that a line above states in words: the line describes them, and KPIs below it serve them."""
        for draft in drafts:
            draft.put("description", goal)
        self.indicators[key(str(goal.data))] = [d.name for d in drafts]
        self.drafts.extend(drafts)

    def _take(self, drafts: list[Draft], goal: Value | None) -> None:
        for draft in drafts:
            if goal is not None and draft.kind == "kpi" and not draft.goals and not draft.links:
                draft.goals.extend(self.indicators.get(key(str(goal.data)), [goal]))
        self.drafts.extend(drafts)

    # -- the whole file --------------------------------------------------------------------------------------

    def _prose(self) -> None:
        for prose in self.pages.prose:
            goal = goal_in(prose.text)
            setting = setting_in(prose.text)
            if goal is not None:
                self.goals.append(Value(goal, prose.text, prose.position))
            elif setting is not None and setting[0] not in self.settings:
                self.settings[setting[0]] = Value(setting[1], prose.text, prose.position)
            elif prose.text.strip():
                self.ignored.append(Ignored(shown(prose.text.strip(), 80), said.PROSE, prose.position))
        for sheet in self.pages.sheets:
            if self.title is None:
                self.title = _titled(sheet.headings)

    def _goals_of_the_file(self) -> None:
        """Goals stated beside the tables, with what settings say of the first."""
        made = [Draft("kgi", value, "", 0) for value in self.goals]
        if (named := self.settings.get("kgi.name")) is not None:
            made.insert(0, Draft("kgi", named, "", 0))
        if made:
            for name in ("target", "baseline", "deadline"):
                if (value := self.settings.get(f"kgi.{name}")) is not None:
                    made[0].values[name] = value
        known = {key(str(d.name.data)) for d in self.drafts if d.kind == "kgi"}
        self.drafts[:0] = [d for d in made if key(str(d.name.data)) not in known]

    def _whole(self, out: Written) -> None:
        if self.unread is not None and not any(d.kind == "kgi" or d.goals for d in self.drafts):
            # A goal that is missing here may be in the part that could not be read: it is asked for, not found missing.
            where = self.unread.position or out.positions[""]
            out.put(["excerpt"], Value(True, self.unread.what, where, sure=False))
        if self.graded is not None and "excerpt" not in out.data:
            # The targets are written, in words that are not read: they are asked for, not found missing.
            where = self.graded.position or out.positions[""]
            out.put(["excerpt"], Value(True, self.graded.what, where, sure=False))
        if self.title is not None and "title" not in self.settings:
            out.put(["title"], self.title)
        settings_into(out, self.settings)
        if self.okr and "plan_type" not in self.settings:
            out.data["plan_type"] = "okr"
        if self.ksf:
            out.data["ksf"] = [out.note(f"/ksf/{n}", v) for n, v in enumerate(self.ksf)]
        if self.on_miss and "operation.on_miss" not in self.settings:
            texts = list(dict.fromkeys(v.raw for v in self.on_miss))
            first = self.on_miss[0]
            out.put(["operation", "on_miss"], Value(" / ".join(texts), first.raw, first.position, first.header))

    def _refuse_unknown_columns(self) -> None:
        known = {key(part) for h in self.headers for part in (h, *h.split(" / "))}
        for column in self.corrections:
            if key(column) not in known:
                seen = self._seen()
                raise UnknownColumn(column, seen, self.pages.name) if seen else self._nothing_found()

    def _seen(self) -> list[str]:
        return list(dict.fromkeys(" ".join(h.split()) for h in (self.headers or headers_seen(self.areas))))

    def _nothing_found(self) -> InputError:
        seen = self._seen()[:_MOST_HEADERS]
        if not seen:
            return InputError(_NO_TABLES, source=self.pages.name)
        listed_ja = "、".join(f"「{shown(h)}」" for h in seen)
        listed_en = ", ".join(f"“{shown(h)}”" for h in seen)
        first = seen[0]
        names = ((h, read_words(h)) for h in seen)
        if named := next((h for h, said_by in names if said_by.field == "name" and not said_by.weak), None):
            return InputError(
                Text(
                    f"「{shown(named)}」の列に、KPIがまだ記入されていません（記入例の行は読みません）。",
                    f"No KPI is filled in yet under “{shown(named)}” (example rows are not read).",
                ),
                source=self.pages.name,
            )
        return InputError(
            Text(
                f"KPIの名前の列が見つかりません。見つかった見出しは{listed_ja}です。"
                f"どの列がKPIの名前かを指定してください（kpi-advisor read なら --map '{shown(first)}=name'）。",
                f"No column of KPI names was found. The headers seen are {listed_en}; "
                f"say which one it is (with kpi-advisor read: --map '{shown(first)}=name').",
            ),
            source=self.pages.name,
        )


def _goal_above(goals: Sequence[Value], row: int) -> Value | None:
    """The goal that stands nearest above a row."""
    return next((g for g in reversed(goals) if g.position.line < row), None)


def _place(ignored: Ignored) -> tuple[int, int]:
    at = ignored.position
    return (0, 0) if at is None else (at.line, at.column)


def _kind_of(sheet: Sheet, columns: Sequence[Column]) -> str:
    """Whether the rows of a table are goals: by its sheet's name or the heading it stands under."""
    name = next(c for c in columns if c.field in ("name", "goal_name"))
    if name.field == "goal_name":
        return "kgi"
    if "KPI" in name.header.text.upper():
        return "kpi"
    over = [sheet.name, *(h.text for h in sheet.headings[-1:])]
    return "kgi" if any(value_word(text, "row") == "kgi" for text in over if text) else "kpi"


def _is_okr(columns: Sequence[Column]) -> bool:
    name = next(c for c in columns if c.field in ("name", "goal_name"))
    return key(name.header.text) in ("keyresult", "keyresults", "kr", "主要な成果", "krs") and any(
        c.field == "goal" for c in columns
    )


def _heading_goal(headings: Sequence[Heading]) -> Value | None:
    for heading in reversed(headings):
        if (goal := goal_in(heading.text)) is not None:
            return Value(goal, heading.text, heading.position)
    return None


def _titled(headings: Sequence[Heading]) -> Value | None:
    first = next((h for h in headings if h.level == 1), None)
    if first is None or goal_in(first.text) is not None or value_word(first.text, "row") is not None:
        return None
    return Value(first.text, first.text, first.position)


_NO_TABLES: Final = Text(
    "表が見つかりません。1行目に「KPI」「目標」などの見出しを置き、その下に1行ずつ書いてください。",
    "There is no table; put headers such as “KPI” and “Target” in the first row and one KPI in each row below.",
)
