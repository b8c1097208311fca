"""Reads a memo from its first sentence to its last, and says what it made of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from advisor.memo.amounts import Amount
from advisor.memo.draft import Cut, Draft, Row, cut
from advisor.memo.figures import Figures, Item, read_figures
from advisor.memo.letters import Letter
from advisor.memo.moods import clauses, refused
from advisor.memo.names import is_measure
from advisor.memo.people import read_links, read_owners
from advisor.memo.reasons import REASONS
from advisor.memo.rhythm import rhythms
from advisor.memo.running import parts, read_running, reviews, tie_incentives
from advisor.memo.sentences import Sentence
from advisor.notation.lazy_pattern import lazy

_THEREFORE = lazy(
    r"^(?:そのため(?:に|には|、)|そのためには|これに向けて|それに向けて|達成に向けて|この(?:目標|ため)|実現に向けて|そこで|"
    r"to get there\b|to do (?:that|this|so)\b|for (?:that|this)\b|that means\b|this means\b|to make (?:that|this|it) happen\b|to support (?:that|this)\b|"
    r"the route there\b|how we get there\b|we get there\b)",
    re.IGNORECASE,
)
_AIMS = lazy(r"目指|めざ|たい(?:と|です|。|$)|\b(?:we|i) (?:want|aim|plan|intend|are aiming|would like) to\b|\bthe (?:aim|plan) is to\b", re.IGNORECASE)
_FIELD = lazy(
    r"^(?P<key>目標値?|target|現在値?|現状|baseline|current|now|today|実績|期限|納期|締切|due|deadline|by when|定義|definition|算出(?:式|方法)|計算式|formula|"
    r"データ(?:元|ソース)?|出典|取得元|source|data source|頻度|確認頻度|frequency|単位|unit)\s?(?::|は|=)\s*(?P<value>.+)$",
    re.IGNORECASE,
)
_FIELDS = (
    ("target", r"目標|target"), ("baseline", r"現在|現状|baseline|current|now|today|実績"), ("deadline", r"期限|納期|締切|due|deadline|by when"),
    ("definition", r"定義|definition"), ("formula", r"算出|計算|formula"), ("data_source", r"データ|出典|取得|source|data"),
    ("frequency", r"頻度|確認|frequency"), ("unit", r"単位|unit"),
)  # fmt: skip
_LISTS = lazy(
    r"(?:KPI|指標|追う数字|見る数字|重点項目|key results|kpis|metrics|measures|indicators)(?:は|としては?|に(?:は|、)?|:|\s(?:are|will be|include)|\sinclude)\s?、?"
    r"(?P<list>[^。0-9]{2,200}?)(?:の?[0-9一二三四五六七八九]つ)?(?:です|とする|とします|に置く|を(?:設定|置|使|見|追)[^。]*|$|。|\.)",
    re.IGNORECASE,
)
_WATCHES = lazy(
    r"(?P<list>[^。0-9]{2,120}?)(?:も|は|を)(?:あわせて|併せて|参考(?:に|として)?|引き続き|毎[月週])?、?(?P<watch>見てい|見る|見ます|追いか|追う|追いま|注視|観察|モニタ|ウォッチ|監視|把握)|"
    r"\b(?:we(?:'ll| will)? (?:also )?|also )(?P<watch2>watch|track|monitor|keep an eye on)\s(?P<list2>[^.0-9;:]{3,120}?)(?=$|[.;:]|\s(?:every|each|but|so|weekly|monthly)\b)",
    re.IGNORECASE,
)
_DEFINES = lazy(r"^「?(?P<name>[^」。]{2,30}?)」?とは、?(?P<what>[^。]{4,})|^(?P<name2>[A-Za-z][\w /-]{2,40}?)\s(?:means|is defined as|counts)\s(?P<what2>[^.]{4,})")
_VOICE = lazy(r"アンケート|お客様の声|顧客の声|利用者の声|ヒアリング|インタビュー|面談|\b(?:survey|interviews?|feedback|exit interviews?|one-to-ones)\b", re.IGNORECASE)
_ACTION = lazy(r"\s?(?:に|を)?\s?(?:公開|配信|投稿|訪問|架電|実施|送付|送信|開催|行う|行い|出す|掲載|更新|発信|配布|声か?け|作成|書く|撮影|勉強会|研修|回る)")
_TOLD_LATER = lazy(r"^(?:進捗|進み具合|次回|詳細|資料)")


@dataclass(slots=True)
class MemoReader:
    """Reads sentence by sentence; `draft` holds the plan."""

    draft: Draft = field(default_factory=Draft)
    letter: Letter = field(default_factory=Letter)
    _purpose: list[Row] = field(default_factory=list)
    _aims: list[Row] = field(default_factory=list)
    _in_goal_section: list[Row] = field(default_factory=list)
    _previous: list[Row] = field(default_factory=list)
    _pending: Sentence | None = None
    _latest: tuple[int, list[Row]] = (-9, [])
    _past: list[tuple[Sentence, Item]] = field(default_factory=list)
    _open: list[tuple[Sentence, Figures]] = field(default_factory=list)

    def read(self, sentences: list[Sentence]) -> None:
        """Reads the whole memo."""
        rest: list[tuple[Sentence, Figures]] = []
        for sentence in sentences:
            if len(sentence.flat) > 1_000:
                self.draft.unplace(sentence, REASONS["long"])
                continue
            figures = read_figures(sentence)
            if self.letter.takes(sentence, figures=bool(figures.items or figures.loose)):
                continue
            if sentence.heading and not figures.items:
                self._pending, self._purpose = None, self._purpose
                continue
            taken, only = read_running(sentence, self.draft)
            if not only and self._measures(sentence, figures):
                taken = True
            if not taken:
                rest.append((sentence, figures))
            elif not only and figures.loose and not reviews(sentence) and not figures.items:
                rest.append((sentence, figures))
            self._open.append((sentence, figures))
        self._settle()
        owned = self._owners()
        for sentence, figures in rest:
            if id(sentence) not in owned:
                self._leave_out(sentence, figures)
        tie_incentives(self.draft)
        self._head()

    # Measures.

    def _measures(self, sentence: Sentence, figures: Figures) -> bool:
        if self._field(sentence) or self._action(sentence, figures) or self._defines(sentence):
            return True
        figures.items = [item for item in figures.items if not self._is_rhythm(sentence, item)]
        figures.loose = [entry for entry in figures.loose if not self._overlaps(sentence, entry[0])]
        rows: list[Row] = []
        for item in figures.items:
            if item.mood == "past" or (sentence.section == "past") or self._says_state_only(sentence, item):
                self._past.append((sentence, item))
                continue
            if item.mood == "states" and (row := self._row(sentence, item)) is not None:
                rows.append(row)
        listed = [] if figures.items else self._listed(sentence)
        rows.extend(row for row in listed if row not in rows)
        if rows:
            self._relate(sentence, figures, rows)
            self._latest = (sentence.unit, rows)
            return True
        bare = sentence.flat.strip(" :、。.")
        if not figures.items and is_measure(bare):
            self._pending = sentence
            return self._bare(sentence)
        return bool(figures.items) and all(item.mood == "past" for item in figures.items) and False

    def _row(self, sentence: Sentence, item: Item) -> Row | None:
        row = self.draft.row(cut(sentence, *item.name))
        if row is None:
            return None
        for key, amount in (("target", item.target), ("baseline", item.baseline)):
            if amount is not None:
                row.put(key, cut(sentence, amount.shown, amount.end))
        if item.deadline is not None:
            row.put("deadline", cut(sentence, item.deadline.start, item.deadline.end))
        if item.actor is not None:
            row.put("owner", cut(sentence, *item.actor))
        for start, end in item.notes:
            self._note(sentence, row, start, end)
        self._declare(sentence, item, row)
        return row

    def _note(self, sentence: Sentence, row: Row, start: int, end: int) -> None:
        text = sentence.flat[start:end]
        owner = re.match(r"\s?(?:担当者?|責任者|owner|lead|dri)\s?[:は]?\s?(?=\S)", text, re.IGNORECASE)
        if owner is not None:
            row.put("owner", cut(sentence, start + owner.end(), end))
        elif (source := re.match(r"\s?(?:出典|データ|計測|source|from|measured in|in)\s?[:は]?\s?(?=\S)", text, re.IGNORECASE)) is not None:
            row.put("data_source", cut(sentence, start + source.end(), end))
        elif rhythms(text) and len(text) <= 12:
            row.put("frequency", cut(sentence, start, end))
        elif not (row.values.get("deadline") and start <= row.values["deadline"].start < end):
            row.put("note", cut(sentence, start, end))

    def _declare(self, sentence: Sentence, item: Item, row: Row) -> None:
        if sentence.section == "kpi":
            row.declared = True
        elif item.goal or item.purpose:
            if not row.declared:
                row.goal = row.declared = True
        elif sentence.section == "goal":
            self._in_goal_section.append(row)
        elif item.aim or _AIMS.search(sentence.flat):
            self._aims.append(row)

    def _relate(self, sentence: Sentence, figures: Figures, rows: list[Row]) -> None:
        goals = [row for row in rows if row.goal]
        if _THEREFORE.match(sentence.flat) and self._previous:
            for row in self._previous:
                if not row.declared and row not in rows:
                    row.goal = row.declared = True
            goals = goals or [row for row in self._previous if row.goal]
            self._purpose = goals
        elif goals:
            self._purpose = goals
        if goals and (len(goals) < len(rows) or _THEREFORE.match(sentence.flat)):
            for row in rows:
                row.serves.extend(goal for goal in goals if not row.goal and goal not in row.serves)
        if figures.items or rows:
            self._previous = rows

    def _listed(self, sentence: Sentence) -> list[Row]:
        """KPIs named without numbers: KPIは訪問数、CV率とする; we will also watch NPS."""
        flat = sentence.flat
        if any(clause.mood != "states" for clause in clauses(flat)):
            return []
        found, watched = _LISTS.search(flat), None
        if found is None and (watched := _WATCHES.search(flat)) is None:
            return []
        named = found or watched
        assert named is not None
        key = "list" if named["list"] else "list2"
        rows = []
        for piece in parts(sentence, *named.span(key)):
            name = self._trimmed(sentence, piece)
            if is_measure(str(name.value)) and (row := self.draft.row(name)) is not None:
                rows.append(row)
                if found is not None:
                    row.declared = True
                elif watched is not None and not row.values:
                    row.put("tier", Cut(sentence, *watched.span("watch" if watched["watch"] else "watch2"), means="monitor"))
        return rows

    def _trimmed(self, sentence: Sentence, piece: Cut) -> Cut:
        text = sentence.flat[piece.start : piece.end]
        lead = re.match(r"(?:また|あわせて|併せて|ほかに|加えて|さらに|the|our|and|both|、|\s)+", text, re.IGNORECASE)
        start = piece.start + (lead.end() if lead else 0)
        return cut(sentence, start, piece.end)

    def _bare(self, sentence: Sentence) -> bool:
        """A line that is nothing but a measure's name is a KPI where a list of KPIs is announced."""
        if sentence.section not in ("kpi", "goal"):
            return False
        row = self.draft.row(cut(sentence, 0, len(sentence.flat.rstrip(" :、。."))))
        if row is None:
            return False
        row.declared = sentence.section == "kpi"
        if sentence.section == "goal":
            self._in_goal_section.append(row)
        self._latest = (sentence.unit, [row])
        return True

    def _field(self, sentence: Sentence) -> bool:
        """目標：月30件 on a line of its own, under the measure's name."""
        found = _FIELD.match(sentence.flat)
        if found is None or sentence.heading:
            return False
        unit, rows = self._latest
        if self._pending is not None and sentence.unit - self._pending.unit <= 8 and self._pending.unit > unit:
            row = self.draft.row(cut(self._pending, 0, len(self._pending.flat.rstrip(" :、。."))))
            rows = [row] if row is not None else []
            unit = self._pending.unit
            self._latest = (unit, rows)
        if len(rows) != 1 or sentence.unit - unit > 8 or is_measure(found["value"].strip()):
            return False
        key = next(name for name, words in _FIELDS if re.match(words, found["key"], re.IGNORECASE))
        rows[0].put(key, cut(sentence, found.start("value"), len(sentence.flat.rstrip("。. "))))
        self._latest = (sentence.unit, rows)
        return True

    def _defines(self, sentence: Sentence) -> bool:
        found = _DEFINES.match(sentence.flat)
        if found is None:
            return False
        key = "name" if found["name"] else "name2"
        row = self.draft.known(found[key].strip())
        if row is None:
            return False
        row.put("definition", cut(sentence, *found.span("what" if found["what"] else "what2")))
        return True

    def _action(self, sentence: Sentence, figures: Figures) -> bool:
        """比較記事を週2本公開する: something done, not something to reach; a listening that has a rhythm."""
        flat = sentence.flat
        spoken = rhythms(flat)
        if _VOICE.search(flat) and spoken and not refused(flat) and not any(self._is_level(item) for item in figures.items):
            found = re.search(r"(?:[一-鿿ァ-ヺーA-Za-z]|お(?=客)|の(?=声)){0,16}?(?:アンケート(?:調査)?|声|ヒアリング|インタビュー|面談)", flat)
            if not sentence.japanese:
                found = re.search(r"\b(?:[a-z]+ ){0,2}(?:survey|interviews?|feedback)\b", flat, re.IGNORECASE)
            if found is not None:
                name = cut(sentence, *found.span())
                self.draft.qualitative.append({"name": name, "how": cut(sentence, *spoken[0])})
                return True
        if len(figures.items) != 1 or not sentence.japanese:
            return False
        item = figures.items[0]
        amount = item.target
        if amount is None or item.baseline is not None or is_measure(flat[slice(*item.name)]) or item.mood != "states":
            return False
        timed = re.match(r"(?:毎?[日週月]|1[日週])", flat[amount.start :])
        if timed is None or not _ACTION.match(flat, amount.end):
            return False
        self.draft.actions.append({"what": cut(sentence, item.name[0], len(flat.rstrip("。. "))), "how_often": cut(sentence, amount.start, amount.end)})
        return True

    def _is_level(self, item: Item) -> bool:
        return item.target is not None

    def _is_rhythm(self, sentence: Sentence, item: Item) -> bool:
        """会議を月2回: the numbers of a rhythm are no targets, where figures are looked at."""
        amounts = [a for a in (item.target, item.baseline) if a is not None]
        return all(self._overlaps(sentence, a) for a in amounts) and reviews(sentence)

    def _overlaps(self, sentence: Sentence, amount: Amount) -> bool:
        return any(start < amount.end and amount.start < end for start, end in rhythms(sentence.flat))

    def _says_state_only(self, sentence: Sentence, item: Item) -> bool:
        return item.target is None and item.baseline is not None and sentence.section not in ("kpi", "goal") and not sentence.bullet

    # What can only be settled at the end.

    def _settle(self) -> None:
        draft = self.draft
        for sentence, item in self._past:
            row = draft.known(sentence.flat[slice(*item.name)])
            amount = item.baseline or item.target
            if row is not None and amount is not None and "baseline" not in row.values and item.mood in ("past", "states"):
                row.put("baseline", cut(sentence, amount.start, amount.end, sure=False))
            elif item.mood != "refuses":
                draft.ignore(sentence, REASONS["past"])
        if not any(row.goal for row in draft.rows):
            others = [row for row in draft.rows if row not in self._in_goal_section]
            aimed = [row for row in self._aims if row is draft.rows[0]] if draft.rows else []
            if self._in_goal_section and others:
                chosen = self._in_goal_section
            elif len(self._in_goal_section) == 1:
                chosen = self._in_goal_section
            elif aimed and len(draft.rows) > 1 and not aimed[0].declared:
                chosen = aimed[:1]
            else:
                chosen = []
            for row in chosen:
                row.goal = True
        elif self._in_goal_section:
            for row in self._in_goal_section:
                row.goal = True

    def _owners(self) -> set[int]:
        """Owners and links, which may be said before the measures they are about; the sentences that held some."""
        done: set[int] = set()
        for sentence, figures in self._open:
            mine = [
                row for row in self.draft.rows
                if row.name.sentence.unit == sentence.unit and row.name.sentence.prose is sentence.prose
            ] if figures.items else []  # fmt: skip
            if not mine and sentence.indent > 0 or (not mine and not figures.items):
                unit, rows = self._above(sentence)
                mine = rows if len(rows) == 1 and (sentence.indent > 0 or sentence.unit == unit) else []
            named, placed = read_owners(sentence, self.draft, mine if len(mine) == 1 else [])
            if named:
                done.add(id(sentence))
                if not placed:
                    self.draft.unplaced = True
                    self.draft.ignore(sentence, REASONS["owner"])
            if read_links(sentence, self.draft):
                done.add(id(sentence))
        return done

    def _above(self, sentence: Sentence) -> tuple[int, list[Row]]:
        """The rows named nearest above a sentence."""
        above = [r for r in self.draft.rows if r.name.sentence.unit <= sentence.unit]
        if not above:
            return -9, []
        unit = max(row.name.sentence.unit for row in above)
        return unit, [row for row in above if row.name.sentence.unit == unit]

    def _leave_out(self, sentence: Sentence, figures: Figures) -> None:
        moods = {clause.mood for clause in clauses(sentence.flat)}
        states = figures.items or figures.loose
        known = {ignored.position for ignored in self.draft.ignored}
        if sentence.position(0) in known or any(s is sentence for s, _ in self._past):
            return
        if "supposes" in moods:
            self.draft.ignore(sentence, REASONS["supposes"])
        elif "refuses" in moods and moods <= {"refuses", "past"}:
            self.draft.ignore(sentence, REASONS["refuses"])
        elif moods == {"past"}:
            self.draft.ignore(sentence, REASONS["past"])
        elif figures.spends and not states:
            self.draft.ignore(sentence, REASONS["spends"])
        elif states:
            self.draft.unplace(sentence, REASONS["number"])
        else:
            self.draft.ignore(sentence, REASONS["words"])

    def _head(self) -> None:
        letter, draft = self.letter, self.draft
        if letter.title is not None:
            draft.head["title"] = letter.title
            from advisor.memo.times import find_limits  # noqa: PLC0415

            spans = find_limits(letter.title.sentence.flat)
            if spans:
                draft.head["period"] = cut(letter.title.sentence, spans[0].start, spans[0].end)
        if letter.date is not None:
            draft.head["as_of"] = letter.date
        draft.head = {key: draft.head[key] for key in ("title", "as_of", "period", "incentives") if key in draft.head}
        if letter.left_out:
            first = letter.left_out[0]
            draft.ignored.append(first_entry(first, len(letter.left_out)))
        draft.ignored.sort(key=lambda entry: entry.position or first.position(0))


def first_entry(first: Sentence, count: int):  # type: ignore[no-untyped-def]
    from advisor.source.grid import Ignored
    from advisor.text import Text

    more = Text(f"あいさつ、署名、宛先など{count}行は計画の内容ではないため、読み取っていません。",
                f"Greetings, signature and mail headers ({count} {'line' if count == 1 else 'lines'}) are no part of the plan.")
    return Ignored(first.text.strip(), more, first.position(0))
