"""Builds `knowledge/definitions.json` from its YAML files, checking every entry against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from advisor.naming.catalogue_build import read_yaml, wrong_knowledge
from advisor.naming.catalogue_data import Catalogue
from advisor.naming.definitions import UNGAMED

_TEXTS = ("definition", "unit", "gaming")
_ALLOWED = frozenset([*_TEXTS, "ungamed", "guarded_by", "source"])


def built_in_definitions(catalogue: Catalogue, sources: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of the YAML files that ship, by id, in the catalogue's order. Raises RulebookError."""
    folder = files("advisor.knowledge") / "definitions"
    named = {item.name: item.read_bytes() for item in folder.iterdir() if item.name.endswith(".yaml")}
    return build_definitions(named, catalogue, sources)


def build_definitions(
    definition_files: Mapping[str, bytes], catalogue: Catalogue, sources: Mapping[str, Any]
) -> dict[str, Any]:
    """Entries from the contents of their files, one for each measure of the catalogue. Raises RulebookError."""
    entries: dict[str, Any] = {}
    for file in sorted(definition_files):
        source = f"definitions/{file}"
        for id_, raw in read_yaml(definition_files[file], source).items():
            if id_ in entries:
                raise wrong_knowledge(source, f"{id_} stands twice", f"{id_}が重複しています")
            if id_ not in catalogue.metrics:
                raise wrong_knowledge(source, f"{id_} is no measure", f"{id_}という指標はありません")
            if problem := _problem(id_, raw, catalogue, sources):
                raise wrong_knowledge(source, f"{id_}: {problem[0]}", f"{id_}：{problem[1]}")
            entries[id_] = raw
    if missing := [id_ for id_ in catalogue.metrics if id_ not in entries]:
        raise wrong_knowledge("definitions", f"{missing[0]} is missing", f"{missing[0]}がありません")
    return {id_: entries[id_] for id_ in catalogue.metrics}


def _problem(id_: str, raw: Any, catalogue: Catalogue, sources: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with an entry, in both languages."""
    known = catalogue.metrics[id_]
    if not isinstance(raw, dict) or not raw.get("definition"):
        return "definition is missing", "definitionがありません"
    if unknown := sorted(set(raw) - _ALLOWED):
        return f"unknown key {unknown[0]}", f"不明な項目{unknown[0]}があります"
    for key in _TEXTS:
        value = raw.get(key)
        if value is not None and (not isinstance(value, dict) or set(value) != {"ja", "en"} or not all(value.values())):
            return f"{key} needs ja and en", f"{key}にはjaとenが必要です"
    if (known.gaming is not None) + ("gaming" in raw) + ("ungamed" in raw) != 1:
        return "either gaming or ungamed, in one place", "gamingかungamedのどちらかを1か所に書いてください"
    if raw.get("ungamed", "level") not in UNGAMED:
        return f"ungamed cannot be {raw['ungamed']!r}", f"ungamedに{raw['ungamed']!r}は使えません"
    if bool(known.guarded_by) == bool(raw.get("guarded_by")):
        return "guarded_by belongs in one place", "guarded_byは1か所に書いてください"
    if strangers := [g for g in raw.get("guarded_by", ()) if g not in catalogue.metrics or g == id_]:
        return f"guarded_by names no other measure: {strangers[0]}", f"{strangers[0]}という他の指標はありません"
    if "source" in raw and raw["source"] not in sources:
        return f"unknown source {raw['source']}", f"出典{raw['source']}がありません"
    return None
