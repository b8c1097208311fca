"""Numbers given out in one breath: 成約率と継続率をそれぞれ18%、92%に; wait and no-shows at 20 minutes and 5% respectively."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.memo.amounts import Amount
from advisor.memo.names import english_name, is_measure, japanese_name
from advisor.notation.lazy_pattern import lazy

_EACH = lazy(r"それぞれ|各々|おのおの")
_RESPECTIVELY = lazy(r"\brespectively\b", re.IGNORECASE)
_NEXT = lazy(r"[、,\s・と]*(?:と|and)?\s?", re.IGNORECASE)
_AND_JA = lazy(r"、|・|と(?=[一-鿿ァ-ヺーA-Za-z0-9])|および|及び")
_AND_EN = lazy(r",\s(?:and\s)?|\sand\s", re.IGNORECASE)
_TOPIC_END = lazy(r"(?:の目標値?)?(?:について)?(?:は|を|が|も|の)?、?\s{0,3}$")
_OF = lazy(r"^(?P<of>[^の]{1,20}の)(?P<what>.{2,20})$")
_TARGETS = lazy(r"\s(?:targets?|goals?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Share:
    """One measure of the list, with the numbers that fall to it.

    Attributes:
        name: its place, up to the word that names what all of the list have in common.
        called: its name, where that is not all that stands there (第1営業課 of 第1営業課と第2営業課の訪問件数).
    """

    name: tuple[int, int]
    called: str
    amounts: tuple[Amount, ...]


def shared_out(bare: str, amounts: Sequence[Amount], *, japanese: bool) -> list[Share] | None:
    """Who gets which number; None where a sentence gives out nothing so, an empty list where the counts differ."""
    word = (_EACH if japanese else _RESPECTIVELY).search(bare)
    plain = [amount for amount in amounts if not amount.depth]
    if word is None:
        return None
    if japanese:
        run = _run(bare, [amount for amount in plain if amount.start >= word.end()])
        edge = word.start()
    else:
        run = _run(bare, [amount for amount in plain if amount.end <= word.start()])
        edge = run[0][0].start if run else 0
    if len(run) < 2:
        return None
    begin = max((a.end for a in plain if a.end <= edge), default=0)
    names = _japanese(bare, begin, edge) if japanese else _english(bare, begin, edge)
    if len(names) != len(run):
        return []
    return [Share(place, called, group) for (place, called), group in zip(names, run, strict=True)]


def _run(bare: str, amounts: Sequence[Amount]) -> list[tuple[Amount, ...]]:
    """The numbers that follow on each other, those of a change (15%から18%) together."""
    groups: list[tuple[Amount, ...]] = []
    for amount in amounts:
        if groups and amount.after_from and len(groups[-1]) == 1:
            groups[-1] = (*groups[-1], amount)
        elif not groups or _NEXT.fullmatch(bare, groups[-1][-1].end, amount.start):
            groups.append((amount,))
        else:
            return []
    return groups


def _pieces(bare: str, start: int, end: int, joints: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [start]
    for found in joints.finditer(bare, start, end):
        edges += [found.start(), found.end()]
    edges.append(end)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if bare[a:b].strip()]


def _japanese(bare: str, start: int, end: int) -> list[tuple[tuple[int, int], str]]:
    end = start + len(_TOPIC_END.sub("", bare[start:end]))
    pieces = _pieces(bare, start, end, _AND_JA)
    if not pieces:
        return []
    trimmed = [japanese_name(bare, *piece) for piece in pieces]
    places = [(named.start, named.end) for named in trimmed if named.found]
    if len(places) == len(pieces) and all(is_measure(bare[slice(*place)]) for place in places):
        return [(place, "") for place in places]
    last = bare[slice(*pieces[-1])].strip()
    common = _OF.match(last)
    if common is None or not is_measure(common["what"]):
        return []
    tail = pieces[-1][1]
    called = [f"{bare[slice(*piece)].strip()}の{common['what']}" for piece in pieces[:-1]]
    return [((piece[0], tail), name) for piece, name in zip(pieces, [*called, ""], strict=True)]


def _english(bare: str, start: int, end: int) -> list[tuple[tuple[int, int], str]]:
    out: list[tuple[tuple[int, int], str]] = []
    for piece in _pieces(bare, start, end, _AND_EN):
        named = english_name(bare, *piece)
        if not named.found:
            continue
        stop = named.start + len(_TARGETS.sub("", bare[named.start : named.end]))
        if not is_measure(bare[named.start : stop]):
            return []
        out.append(((named.start, stop), ""))
    return out
