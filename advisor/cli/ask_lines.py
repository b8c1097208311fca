"""How the interview looks: what is asked, what was understood, how the verdict moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from advisor.cli.ask_words import WHY
from advisor.cli.words import saying
from advisor.compare import compare
from advisor.interview import Interview, Item, Reading, Recorded
from advisor.knowledge_files import labels
from advisor.render.lines import BLANK, Line, line
from advisor.report import Report
from advisor.text import Language, Text

_MOST_TITLES: Final = 3
_IN: Final = 6


@dataclass(frozen=True)
class Shown:
    """Lines of the interview in one language. `name` is the file the answers go to."""

    language: Language
    name: str

    def intro(self, interview: Interview) -> list[Line]:
        title, total = interview.report.title, self._counted(interview.left())
        key = "ask_intro" if title else "ask_intro_bare"
        return [
            line(self._said(key, title=title, count=total, name=self.name)),
            line((self._said("ask_keys"), "quiet")),
        ]

    def help(self) -> list[Line]:
        return [line(self._said("ask_help"), indent=_IN)]

    def question(self, interview: Interview, item: Item) -> list[Line]:
        number = interview.handled + 1
        progress = f"[{number}/{interview.handled + interview.left()}] "
        rule = item.question.rule
        why = WHY.get(rule) or WHY[rule.partition("/")[0]]
        lines = [
            BLANK,
            line((progress, "quiet"), (item.part.question[self.language], "strong"), hang=_IN),
            self._labelled("ask_why", why),
        ]
        # Many questions have their example in them, made for the row; one is enough.
        if not any(words in item.part.question[self.language] for words in ("（例", "(for example")):
            lines.append(self._labelled("ask_example", item.part.example))
        if len(item.places) > 1:
            lines.append(line((self._said("ask_rows", count=len(item.places)), "quiet"), indent=_IN))
        return lines

    def prompt(self, row: str) -> str:
        named = f"「{row}」" if self.language == "ja" else f"{row} "
        return f"{' ' * _IN}{named if row else ''}> "

    def later(self) -> list[Line]:
        return [line((self._said("ask_later"), "quiet"), indent=_IN)]

    def left_open(self) -> list[Line]:
        return [line((self._said("ask_open"), "quiet"), indent=_IN)]

    def unread(self, interview: Interview, item: Item, reading: Reading) -> list[Line]:
        """What could not be understood, and how it might be put."""
        expects = item.part.expects
        if reading.said is not None and reading.target is not None:
            said = self._said("ask_unread_unit", said=reading.said[self.language], target=reading.target[self.language])
        elif reading.said is not None:
            said = self._said("ask_unread_but", said=reading.said[self.language])
        elif item.part.facts[0] == "kpi.link":
            said = self._said("ask_unread_name", names=self._names(interview))
        else:
            key = f"ask_unread_{expects}" if expects in ("quantity", "date", "choice") else "ask_unread_text"
            said = self._said(key)
        between = "" if self.language == "ja" else " "
        return [line((said, "medium"), between + self._said("ask_insist"), indent=_IN)]

    def recorded(self, recorded: Recorded, reading: Reading, written: str) -> list[Line]:
        """What was made of an answer, where that is not plain from the answer itself."""
        if recorded.error is not None:
            at = recorded.error.position
            place = self.name if at is None else f"{recorded.error.source}:{at.line}:{at.column}"
            return [line((self._said("ask_cannot", place=place, written=written), "medium"), indent=_IN)]
        if recorded.kind != "given":
            return [line((self._said(f"ask_{recorded.kind}"), "quiet"), indent=_IN)]
        if not reading.fits:
            return [line((self._said("ask_kept"), "quiet"), indent=_IN)]
        if reading.said is None or reading.said[self.language] == written:
            return []
        return [line((self._said("ask_read", written=written, said=reading.said[self.language]), "quiet"), indent=_IN)]

    def moved(self, before: Report, data: Mapping[str, Any], interview: Interview) -> list[Line]:
        """How the verdict moved: score, coverage, what is settled and new, how many questions are left."""
        after = interview.report
        old, new = before.score.overall, after.score.overall
        pieces = [self._said("ask_same_score" if old == new else "ask_score", old=old, new=new)]
        if _share(before) != _share(after):
            pieces.append(self._said("ask_coverage", old=_share(before), new=_share(after)))
        if left := interview.left():
            pieces.append(self._said("ask_left", count=left))
        between = "　" if self.language == "ja" else " · "
        lines = [line("→ ", between.join(pieces), indent=_IN, hang=_IN + 2)]
        changes = compare(before, data, after, interview.plan.data)
        colon = "：" if self.language == "ja" else ": "
        for advice in changes.resolved[:_MOST_TITLES]:
            said = self._said("ask_resolved") + colon
            lines.append(line(("✓ ", "good"), said, advice.title[self.language], indent=_IN, hang=_IN + 2))
        for advice in changes.added[:_MOST_TITLES]:
            severity = labels()["severity"][advice.severity][self.language]
            said = self._said("ask_added", severity=severity) + colon
            lines.append(line(("! ", advice.severity), said, advice.title[self.language], indent=_IN, hang=_IN + 2))
        return lines

    def nothing(self) -> list[Line]:
        return [line(self._said("ask_nothing", name=self.name)), line(self._said("ask_next", name=self.name))]

    def done(self, first: Report, last: Report, answered: int, later: int, command: str) -> list[Line]:
        """What came of it all, and what to do next."""
        old, new = first.score.overall, last.score.overall
        counted = f"{answered}件に" if self.language == "ja" else f"{answered} answer{'' if answered == 1 else 's'}"
        key = "ask_done_none" if not answered else "ask_done_same" if old == new else "ask_done"
        lines = [
            BLANK,
            line(self._said(key, answered=counted, old=old, new=new, before=_share(first), after=_share(last))),
        ]
        if later:
            lines.append(line(self._said("ask_open_left", count=self._counted(later), command=command)))
        return [*lines, line(self._said("ask_next", name=self.name))]

    def stopped(self, command: str) -> list[Line]:
        return [BLANK, line(self._said("ask_stopped", name=self.name, command=command))]

    def _said(self, key: str, **values: object) -> str:
        return saying(key, self.language, **values)

    def _labelled(self, key: str, said: Text) -> Line:
        return line((self._said(key) + said[self.language], "quiet"), indent=_IN, hang=_IN + 2)

    def _names(self, interview: Interview) -> str:
        names = [n.name for n in interview.report.tree.nodes if n.kind == "kgi"]
        return "、".join(f"「{n}」" for n in names) if self.language == "ja" else ", ".join(f"“{n}”" for n in names)

    def _counted(self, count: int) -> object:
        return count if self.language == "ja" else f"{count} question{'' if count == 1 else 's'}"


def _share(report: Report) -> str:
    return f"{round(report.coverage * 100)}%"
