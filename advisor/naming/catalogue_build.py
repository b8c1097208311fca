"""Builds the catalogue from its YAML files, checking every entry. Run when `knowledge/compiled.json` is made.

The names and word lists are folded and indexed here, once, so that a start of the tool only has to load them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from advisor.errors import InputError, RulebookError
from advisor.naming.catalogue_data import Catalogue, Metrics, WordLists
from advisor.naming.spelling import fold
from advisor.source.document import read_document
from advisor.text import Text

MEASURES = frozenset(["volume", "rate", "amount", "duration", "score", "rank", "ratio", "index", "state"])
KINDS = frozenset(["activity", "outcome", "quality", "perception", "milestone"])
_ALLOWED = frozenset(
    [
        "id",
        "name",
        "aliases",
        "measures",
        "kind",
        "direction",
        "direction_in",
        "bounds",
        "exceeds",
        "voice",
        "step",
        "converts",
        "domain",
        "contained",
        "family",
        "unless",
        "standing",
        "guarded_by",
        "gaming",
    ]
)
_REQUIRED = ("id", "name", "aliases", "measures", "kind", "direction", "domain")


def wrong_knowledge(source: str, en: str, ja: str) -> RulebookError:
    """The error for a knowledge file: what is wrong, in both languages."""
    return RulebookError(Text(ja, en), source=f"knowledge/{source}")


def read_yaml(data: bytes, source: str) -> Any:
    """A knowledge file's data. Raises RulebookError."""
    try:
        return read_document(data, name=f"knowledge/{source}", format="yaml").data
    except InputError as error:
        raise RulebookError(error.message, source=error.source, position=error.position) from None


def built_in_catalogue() -> Catalogue:
    """The catalogue of the YAML files that ship. Raises RulebookError when one of them is wrong."""
    folder = files("advisor.knowledge")
    metric_files = {
        item.name: item.read_bytes() for item in (folder / "metrics").iterdir() if item.name.endswith(".yaml")
    }
    return build_catalogue(metric_files, (folder / "words.yaml").read_bytes())


def build_catalogue(metric_files: Mapping[str, bytes], words: bytes) -> Catalogue:
    """A catalogue from the contents of its files. Raises RulebookError."""
    metrics: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    for file in sorted(metric_files):
        for raw in _entries(metric_files[file], file):
            _check_metric(raw, file)
            id_ = raw["id"]
            if id_ in metrics:
                raise wrong_knowledge(
                    f"metrics/{file}", f"the id “{id_}” is used twice", f"id「{id_}」が重複しています"
                )
            metrics[id_] = raw
            for name in (raw["name"]["ja"], raw["name"]["en"], *raw["aliases"]):
                owner = names.setdefault(fold(name), id_)
                if owner != id_:
                    raise wrong_knowledge(
                        f"metrics/{file}",
                        f"“{name}” names both {owner} and {id_}",
                        f"「{name}」が{owner}と{id_}の両方にあります",
                    )
    for id_, raw in metrics.items():
        for guard in raw.get("guarded_by") or ():
            if guard not in metrics:
                raise wrong_knowledge(
                    "metrics", f"{id_}: guarded_by names no metric: {guard}", f"{id_}：{guard}は存在しません"
                )
    joined: dict[str, str] = {}
    for name, owner in names.items():
        if " " in name:
            joined.setdefault(name.replace(" ", ""), owner)
    alone = {k: v for k, v in joined.items() if k not in names}
    return Catalogue(Metrics(metrics), names, alone, *_word_lists(words))


def _entries(data: bytes, file: str) -> list[Any]:
    entries = read_yaml(data, f"metrics/{file}").get("metrics")
    if not isinstance(entries, list):
        raise wrong_knowledge(f"metrics/{file}", "must be a list of metrics", "指標のリストにしてください")
    return entries


def _check_metric(raw: Any, file: str) -> None:
    """Refuses a wrong entry. The messages name the entry, so nobody needs a line number."""
    source = f"metrics/{file}"
    label = str(raw.get("id") or raw.get("name") or raw)[:60] if isinstance(raw, dict) else str(raw)[:60]

    def refuse(problem: str, ja: str) -> RulebookError:
        return wrong_knowledge(source, f"{label}: {problem}", f"{label}：{ja}")

    if not isinstance(raw, dict):
        raise refuse("must be a mapping", "項目と値の組にしてください")
    for key in _REQUIRED:
        if not raw.get(key):
            raise refuse(f"{key} is missing", f"{key}がありません")
    if unknown := sorted(set(raw) - _ALLOWED):
        raise refuse(f"unknown key {unknown[0]}", f"不明な項目{unknown[0]}があります")
    for key, allowed in (
        ("measures", MEASURES),
        ("kind", KINDS),
        ("direction", {"up", "down", "either"}),
        ("voice", {None, "customer", "staff"}),
    ):
        if raw.get(key) not in allowed:
            raise refuse(f"{key} cannot be {raw.get(key)!r}", f"{key}に{raw.get(key)!r}は使えません")
    bounds, converts = raw.get("bounds") or {}, raw.get("converts")
    if not isinstance(bounds, dict) or not all(isinstance(b, int | float | None) for b in bounds.values()):
        raise refuse("bounds must be numbers {min, max}", "boundsはmin・maxの数値にしてください")
    if converts is not None and (not isinstance(converts, dict) or set(converts) != {"from", "to"}):
        raise refuse("converts must be {from, to}", "convertsはfromとtoにしてください")
    direction_in = raw.get("direction_in") or {}
    if not isinstance(direction_in, dict) or not set(direction_in.values()) <= {"up", "down", "either"}:
        raise refuse(
            "direction_in must map a context to up, down or either",
            "direction_inの値はup・down・eitherのどれかにしてください",
        )
    for key in ("aliases", "guarded_by", "unless"):
        if not isinstance(raw.get(key, []), list) or not all(isinstance(v, str) for v in raw.get(key, [])):
            raise refuse(f"{key} must be a list of texts", f"{key}は文字列のリストにしてください")
    for key in ("name", "gaming"):
        value = raw.get(key)
        if value is not None and (not isinstance(value, dict) or not value.get("ja") or not value.get("en")):
            raise refuse(f"{key} needs ja and en", f"{key}にはjaとenが必要です")


_FOUND = ("exceeds", "negative", "growth", "direction", "perception", "perception_except", "voice", "activity",
          "milestone", "soft_work", "vague", "vague_except", "departments", "gate", "pending", "undoing", "handled", "opinion",
          "organizations", "organizations_except")  # fmt: skip
_GRAMMAR = ("movers", "tails", "spans", "fillers", "sentence")


def _word_lists(
    data: bytes,
) -> tuple[WordLists, dict[str, str], dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    raw = read_yaml(data, "words.yaml")
    missing = [
        key for key in (*_FOUND, *_GRAMMAR, "measures", "opposites") if not isinstance(raw, dict) or not raw.get(key)
    ]
    if missing:
        raise wrong_knowledge("words.yaml", f"{missing[0]} is missing", f"{missing[0]}がありません")
    endings: dict[str, str] = {}
    for measures, words in raw["measures"].items():
        if measures not in MEASURES:
            raise wrong_knowledge("words.yaml", f"measures: unknown {measures}", f"measures：{measures}は使えません")
        for word in words:
            if endings.setdefault(fold(word), measures) != measures:
                raise wrong_knowledge(
                    "words.yaml", f"measures: “{word}” stands in two lists", f"measures：「{word}」が2か所にあります"
                )
    sets = {
        # A verb must keep its s to be told from a noun.
        tag: frozenset(words if tag.startswith("sentence.finite") else map(fold, words))
        for tag, words in _tagged({key: raw[key] for key in _GRAMMAR})
    }
    opposites = tuple((fold(str(a)), fold(str(b))) for a, b in raw["opposites"])
    try:
        found = WordLists.of(dict(_tagged({key: raw[key] for key in _FOUND})))
    except ValueError as error:
        raise wrong_knowledge(
            "words.yaml", f"{error} is too short to be found safely", f"{error} は短すぎます"
        ) from None
    return found, endings, sets, opposites


def _tagged(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The lists in a tree of lists, each with its path: `direction.down`."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _tagged(value, f"{prefix}{key}.")
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            yield f"{prefix}{key}", value
        else:
            raise wrong_knowledge(
                "words.yaml", f"{prefix}{key} must be a list of words", f"{prefix}{key}は単語のリストにしてください"
            )
