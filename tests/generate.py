"""Makes what is generated: `knowledge/compiled.json`, the pages in `docs/` and the golden reports.

`make generate` writes them; `test_generated.py` fails when one is out of date. Read the golden reports' diff as a
client would before committing it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

from advisor import advise, read_plan, read_plan_bytes
from advisor.facts.declared import KINDS
from advisor.knowledge_files import SHAPES, guidance_index, sources, steps, thresholds, with_ids
from advisor.naming.catalogue_build import built_in_catalogue
from advisor.naming.catalogue_data import load_catalogue
from advisor.naming.definitions_build import built_in_definitions
from advisor.recommendations import EASE, GOAL_MOST, HARM, PENALTY, WITHOUT_GOAL, step_of
from advisor.render.html import html_page
from advisor.render.lines import Paper, lay_out
from advisor.render.markdown import markdown
from advisor.render.parts import View
from advisor.render.text import report_lines
from advisor.rulebook import Rule, built_in_rulebook, load_rulebook, read_rule_file, rule_files
from advisor.source.document import read_document
from advisor.text import LANGUAGES, Language

ROOT = Path(__file__).parent.parent
MADE = "<!-- Made by `make generate`; edit the source it names, not this page. -->\n"


def compiled_data() -> str:
    """The YAML of `rules/` and `knowledge/` as one JSON file that loads fast, checked on the way."""
    folder = files("advisor.knowledge")
    knowledge = {
        item.name: read_document(item.read_bytes(), name=f"knowledge/{item.name}").data
        for item in sorted(folder.iterdir(), key=lambda t: t.name)
        if item.name.endswith(".yaml") and item.name != "words.yaml"
    }
    for name, content_ in knowledge.items():
        TypeAdapter(SHAPES[name]).validate_python(with_ids(name, content_), strict=False)
    digest = hashlib.sha256()
    rules = {}
    for file, content in rule_files(files("advisor.rules")):
        digest.update(content)
        rules[file] = read_rule_file(content, file).data
    data = {
        "digest": digest.hexdigest()[:12],
        "rules": rules,
        "knowledge": knowledge,
        "catalogue": built_in_catalogue().packed(),
    }
    # One entry a line keeps changes readable.
    return json.dumps(data, ensure_ascii=False, indent=0, sort_keys=False) + "\n"


def definitions_data() -> str:
    """What is told of each measure, apart from what rules judge by: loaded only when somebody asks."""
    data = built_in_definitions(load_catalogue(), sources())
    return json.dumps(data, ensure_ascii=False, indent=0, sort_keys=False) + "\n"


def facts_page() -> Iterator[str]:
    yield "# Facts\n" + MADE + "Source: `advisor/facts/declared.py`.\n"
    yield "A rule reads these and nothing else. `unknown` means that the plan does not say; a rule that needs it asks.\n"
    for kind in KINDS.values():
        yield f"\n## {kind.name}: {kind.doc}\n"
        yield "| fact | states | values | figures | asked as |"
        yield "|---|---|---|---|---|"
        for field in kind.fields:
            values = "<br>".join(f"`{v}` {d}" for v, d in field.values.items()) or "a count"
            shows = ", ".join(f"`{s}`" for s in field.shows)
            asks = f"`{field.ask.pointer}` ({field.ask.expects})" if field.ask else ""
            yield f"| `{field.name}` | {field.doc} | {values} | {shows} | {asks} |"


def rules_page() -> Iterator[str]:
    yield "# Rules\n" + MADE + "Source: `rules/`. `kpi-advisor explain RULE` shows one in full, with examples.\n"
    rules = built_in_rulebook().rules
    for category in dict.fromkeys(r.category for r in rules):
        yield f"\n## {category}\n"
        yield "| rule | says | severity | effort | step | guidance | limits and sources |"
        yield "|---|---|---|---|---|---|---|"
        for rule in rules:
            if rule.category == category:
                yield _rule_row(rule)


def _rule_row(rule: Rule) -> str:
    spec = rule.spec
    cases = ", ".join(word for word, _ in spec.severity_cases)
    severity = spec.severity_default + (f" ({cases} in some cases)" if cases else "")
    cited = ", ".join(g.id for g in rule.guidance)
    rests = ", ".join([*(t.id for t in rule.thresholds), *(s.id for s in rule.sources)])
    return f"| `{rule.id}` | {spec.rationale.en.one} | {severity} | {spec.effort} | {step_of(rule.id)} | {cited} | {rests} |"


def guidance_page() -> Iterator[str]:
    yield "# Guidance\n" + MADE + "Source: `knowledge/guidance.yaml`. ¶ numbers are lines of the source article.\n"
    rules = built_in_rulebook().rules
    yield "| id | ¶ | asks for | rules |"
    yield "|---|---|---|---|"
    for entry in guidance_index().values():
        citing = ", ".join(f"`{r.id}`" for r in rules if entry in r.guidance)
        yield f"| {entry.id} | {', '.join(map(str, entry.paragraphs))} | {entry.says.en}<br>{entry.says.ja} | {citing} |"
    yield "\n## And back: what each rule rests on\n"
    yield "| rule | guidance | ¶ | other sources |"
    yield "|---|---|---|---|"
    for rule in rules:
        lines = sorted({line for entry in rule.guidance for line in entry.paragraphs})
        others = ", ".join(f"`{s.id}`" for s in rule.sources)
        cited = ", ".join(entry.id for entry in rule.guidance)
        yield f"| `{rule.id}` | {cited} | {', '.join(map(str, lines))} | {others} |"


def scoring_page() -> Iterator[str]:
    yield (
        "# Order, priority and score\n"
        + MADE
        + "Source: `advisor/recommendations.py`, `knowledge/order.yaml`, `knowledge/thresholds.yaml`.\n"
    )
    yield "## The order\n"
    yield "1. What everything else waits for: step 1, when it is critical or high."
    yield "2. Then by harm: critical and high before medium before low."
    yield "3. Within that by the consultant's steps:\n"
    yield "| step | | rules |"
    yield "|---|---|---|"
    for step in steps():
        yield f"| {step.step} | {step.name.en} / {step.name.ja} | {', '.join(f'`{r}`' for r in step.rules)} |"
    yield "\n4. Within a step, what concerns KPIs that the advice proposes to demote comes last, unless it is critical."
    yield "5. Within that what is critical comes first, then by points = harm × nearness × (½ + ½ × reach) × confidence × ease. Reach is the share of the"
    yield "   plan's KPIs it concerns (1 for the plan and its goals); nearness is 1 for a goal and falls by 0.15 with each step away."
    yield "6. The first five differ in remedy: of several rows with one remedy, the first stands for them there."
    yield "7. If none of the first five is a small step, the first small one moves up to fifth place.\n"
    yield "| | " + " | ".join(HARM) + " |"
    yield "|---|" + "---|" * len(HARM)
    yield "| harm | " + " | ".join(f"{v:g}" for v in HARM.values()) + " |"
    yield "| penalty | " + " | ".join(str(PENALTY[k]) for k in HARM) + " |\n"
    yield "Ease: " + ", ".join(f"{k} effort {v:g}" for k, v in EASE.items()) + "."
    yield "\nPriority: `now` for critical or high among the first five, `later` for low, otherwise `next`.\n"
    yield "## The score\n"
    yield "100 less the penalty of each recommendation, never below 0. Resolving a finding never lowers it: what hangs on a"
    yield f"goal is judged only once there is one, so the `goal` category takes off {GOAL_MOST} at most, and as much as that"
    yield f"while {' or '.join(f'`{r}`' for r in WITHOUT_GOAL)} is open. Coverage stands beside it: the share of applicable"
    yield "judgements that the plan states enough to make.\n"
    yield "## Limits\n"
    yield "| limit | value | meaning | source |"
    yield "|---|---|---|---|"
    cited = sources()
    for limit in thresholds().values():
        yield f"| `{limit.id}` | {limit.value:g} {limit.unit} | {limit.meaning.en} | {cited[limit.source].cite} |"


def page(lines: Callable[[], Iterator[str]]) -> Callable[[], str]:
    return lambda: "\n".join(lines()) + "\n"


MADE_FILES: dict[str, Callable[[], str]] = {
    # First: the pages are made from what it holds.
    "knowledge/compiled.json": compiled_data,
    "knowledge/definitions.json": definitions_data,
    "docs/facts.md": page(facts_page),
    "docs/rules.md": page(rules_page),
    "docs/guidance.md": page(guidance_page),
    "docs/scoring.md": page(scoring_page),
}


_EXAMPLE = re.compile(r"```yaml\n# plan\.yaml\n(?P<plan>.*?)```.*?```text\n(?P<report>.*?)```", re.DOTALL)


def readme(name: str, language: Language) -> Callable[[], str]:
    """A README with the advice its example plan really gets, up to the second recommendation."""

    def made() -> str:
        text = (ROOT / name).read_text(encoding="utf-8")
        found = _EXAMPLE.search(text)
        assert found is not None, f"{name} has no example"
        sourced = read_plan_bytes(found["plan"].encode(), name="plan.yaml")
        report = advise(sourced.plan, as_of=date(2026, 4, 1), locate=sourced.locate)
        said = lay_out(report_lines(report, "plan.yaml", View(language)), Paper(width=100))
        cut = said.index("\n  3. ") if "\n  3. " in said else len(said)
        shown = said[:cut].rstrip() + "\n\n  …\n"
        return text[: found.start("report")] + shown + text[found.end("report") :]

    return made


def golden(plan: Path, language: Language) -> Callable[[], str]:
    """The report of an example plan as a document. What changes with every release or rule is masked."""

    def made() -> str:
        sourced = read_plan(plan)
        report = advise(sourced.plan, locate=sourced.locate)
        text = markdown(report, plan.name, View(language, everything=True, assumptions=True))
        text = text.replace(str(plan), plan.name)
        for version in (report.versions.rulebook, report.versions.configuration, report.versions.advisor):
            text = text.replace(version, "…")
        return text

    return made


def golden_page(plan: Path) -> Callable[[], str]:
    """The same as a page, masked likewise, and the mark in its ids too, which is made from all of the report."""

    def made() -> str:
        sourced = read_plan(plan)
        report = advise(sourced.plan, locate=sourced.locate)
        text = html_page(report, "ja", name=plan.name)
        for version in (report.versions.rulebook, report.versions.configuration, report.versions.advisor):
            text = text.replace(version, "…")
        return re.sub(r"kpi-report-[0-9a-f]{8}", "kpi-report-…", text)

    return made


MADE_FILES |= {"README.md": readme("README.md", "en"), "README.ja.md": readme("README.ja.md", "ja")}
for example in sorted((ROOT / "tests" / "plans").glob("*.yaml")):
    for spoken in LANGUAGES:
        MADE_FILES[f"tests/golden/{example.stem}.{spoken}.md"] = golden(example, spoken)
MADE_FILES["tests/golden/sales-team.html"] = golden_page(ROOT / "tests" / "plans" / "sales-team.yaml")


def main() -> None:
    # Compiled knowledge comes first: what follows is made from it, in a process that has loaded it.
    path = ROOT / "knowledge/compiled.json"
    text = compiled_data()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        os.execv(sys.executable, [sys.executable, *sys.argv])
    load_rulebook(files("advisor.rules"))  # from its own files, so that a mistake is reported with its line
    for name, make in MADE_FILES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
