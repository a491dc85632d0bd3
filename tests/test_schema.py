"""The schema of a protocol file: what can be loaded fits it, and what it can see does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from hypothesis import given
from jsonschema import Draft7Validator
from strategies import protocols
from test_catalog import RULE
from test_docs import blocks, page, whole

from rehabflow import (
    ProtocolError,
    declaration,
    declared_dose,
    declared_measure,
    declared_prescription,
)
from rehabflow import tree as t
from rehabflow.catalog import installed_protocols, installed_rules
from rehabflow.cli import main
from rehabflow.cli.exit_codes import DONE, RULE_FAILED
from rehabflow.declared_amount import AMOUNTS
from rehabflow.declared_exercise import FOR_PEOPLE
from rehabflow.declared_gate import COMBINED
from rehabflow.desk import ABOUT
from rehabflow.readers.protocol import read_protocol, shared_exercises, shared_ladders
from rehabflow.readers.yaml_tree import scan
from rehabflow.rule_page import rule_page

ROOT = Path(__file__).parent.parent
BROKEN = sorted((ROOT / "tests" / "golden" / "protocols").glob("*.yaml"))
UNSEEN = {
    "advance-backwards": "which stage comes later",
    "advance-to-referred": "which stages there are",
    "choose-nothing": "how many exercises there are",
    "choose-too-many": "how many exercises there are",
    "contradictions": "what two limits mean together",
    "exercise-names-taken": "the names of other exercises",
    "exercise-twice": "the names of other exercises",
    "extends-and-keeps-the-id": "whether two values are the same",
    "final-in-the-middle": "which stage is the last",
    "no-final-stage": "which stage is the last",
    "of-not-prescribed": "what a stage prescribes",
    "setback-forwards": "which stage comes later",
    "setback-of-the-first-stage": "which stage is the first",
    "unknown-exercises": "which exercises a file declares",
    "unknown-stage": "which stages there are",
}
"""What is wrong with a file that fits the schema: no schema knows this."""
Plain = dict[str, Any]


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["schema", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def printed(*args: object) -> Plain:
    made: Plain = json.loads(run(*args).stdout)
    return made


@pytest.fixture(scope="module")
def schema() -> Plain:
    return printed()


@pytest.fixture(scope="module")
def fits() -> Draft7Validator:
    return shipped()


def said(text: str | bytes) -> Any:
    tree, problems = scan(text.encode() if isinstance(text, str) else text)
    assert tree is not None
    assert not problems
    return t.plain(tree.root)


def faults(fits: Draft7Validator, text: str | bytes) -> list[str]:
    return [f"{each.json_path}: {each.message:.200}" for each in fits.iter_errors(said(text))]


def protocol(advance: str, more: str = "") -> str:
    return (
        f"rehabflow: 1\nid: mine\nversion: 1.0.0\ntitle: Mine\n{more}stages:\n  first:\n"
        f"    exercises: [{{do: heel-dig}}]\n    advance: {{when: {advance}}}\n"
        "  last: {final: true}\n"
    )


# ---------------------------------------------------------------- what can be loaded


def test_it_is_a_schema_of_draft_7(schema: Plain) -> None:
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("id", sorted(installed_protocols()))
def test_a_shipped_protocol_fits(id: str, fits: Draft7Validator) -> None:
    assert faults(fits, installed_protocols()[id].path.read_bytes()) == []


@pytest.mark.parametrize(
    "name",
    ["examples/protocols/our-clinic.yaml", "tests/golden/odd.yaml"],
)
def test_other_protocols_of_this_repository_fit(name: str, fits: Draft7Validator) -> None:
    assert faults(fits, (ROOT / name).read_bytes()) == []


@pytest.mark.parametrize(
    "block", blocks(page("protocol.md"), "yaml"), ids=lambda block: f"protocol.md:{block[0]}"
)
def test_an_example_of_the_page_fits(block: tuple[int, str, str], fits: Draft7Validator) -> None:
    assert faults(fits, whole(block[2])) == []


def test_the_example_of_ladders_and_that_of_the_readme_fit(fits: Draft7Validator) -> None:
    ((_, _, text),) = blocks(page("ladders.md"), "yaml")
    head, _, stages = text.partition("stages:")
    head = f"rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n{head}"
    assert faults(fits, f"{head}stages:{stages}  done: {{final: true}}\n") == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = blocks(readme, "yaml")
    assert faults(fits, block[2]) == []


def test_the_protocol_with_the_line_for_editors_is_read_and_fits(fits: Draft7Validator) -> None:
    ((_, _, text),) = blocks(page("editors.md"), "yaml")
    assert text.startswith("# yaml-language-server: $schema=./rehabflow.schema.json\n")
    assert text.splitlines()[0] in run("--help").output
    read_protocol(text.encode(), "mine.yaml")
    assert faults(fits, text) == []


@pytest.mark.parametrize("id", sorted(installed_rules()))
def test_the_example_of_a_rule_fits(id: str, fits: Draft7Validator) -> None:
    written = rule_page(installed_rules()[id].load().__doc__).protocol()
    assert faults(fits, written.replace("version: 1.0.0", "version: '1.0.0'")) == []


@given(protocols())
def test_any_protocol_that_can_be_loaded_fits(made: Plain) -> None:
    assert [each.message for each in shipped().iter_errors(made)] == []


@cache
def shipped() -> Draft7Validator:
    return Draft7Validator(printed())


# ---------------------------------------------------------------- what it sees


def readable() -> Iterator[tuple[str, Any]]:
    """The broken protocols whose text can be read, and what they say."""
    for path in BROKEN:
        tree, problems = scan(path.read_bytes())
        if tree is not None and not problems:
            yield path.stem, t.plain(tree.root)


@pytest.mark.parametrize(("name", "plain"), [pytest.param(*e, id=e[0]) for e in readable()])
def test_a_broken_protocol_does_not_fit_unless_no_schema_can_tell(
    name: str, plain: Any, fits: Draft7Validator
) -> None:
    assert fits.is_valid(plain) == (name in UNSEEN)


FIRST = "$.stages.first"


@pytest.mark.parametrize(
    ("advance", "where", "what"),
    [
        ("{pian: {at_most: 3}}", f"{FIRST}.advance", "'pian' was unexpected"),
        ("{pain: {at_mots: 3}}", f"{FIRST}.advance", "'at_mots' was unexpected"),
        ("{pain: {at_most: 11}}", f"{FIRST}.advance", "greater than the maximum of 10"),
        ("{aslr: {at_least: 90%}}", f"{FIRST}.advance", "does not match"),
        ("{pain: {moment: noon, at_most: 3}}", f"{FIRST}.advance", "is not one of"),
        ("{pain: {at_most: 3, missing: ignore}}", f"{FIRST}.advance", "missing"),
        ("{pain: {last: 3 sessions}}", f"{FIRST}.advance", "required property"),
        ("{time_on_rung: {at_least: 3 days}}", f"{FIRST}.advance", "time_on_rung"),
        ("{symmetry: {at_least: 90%}}", f"{FIRST}.advance", "'of' is a required property"),
    ],
)
def test_it_says_what_is_wrong_and_where(
    advance: str, where: str, what: str, fits: Draft7Validator
) -> None:
    found = [*fits.iter_errors(said(protocol(advance)))]
    deep = [*found]
    for each in deep:
        deep += each.context or ()
    assert any(what in each.message or what in map(str, each.path) for each in deep)
    assert all(each.json_path.startswith(where) for each in found)


@pytest.mark.parametrize(
    "advance",
    [
        "{pain: {at_most: 3/10}}",
        "{pain: {is: 0, last: stage}}",
        "{pain: {moment: rest, at_most: 1, within: 1 week}}",
        "{pain: {moment: during, at_most: 1, last: 2 weeks}}",
        "{aslr: {above: 60, below: 120 Deg}}",
        "{sessions: {at_least: 6 sessions}}",
        "{rest: {at_least: 48 h}}",
        "{reps: {at_least: 90 percent}}",
        "{plateau: {of: aslr, at_most: 5}}",
        "{plateau: {of: {aslr: }, by: 2.5, at_most: 5}}",
        "{plateau: {of: {pain: {moment: rest, within: 2 days}}, at_most: 5}}",
        "{pain: {at_most: 3}, from: [S1.14], choice: our own, verified: true}",
        "[{any: [{pain: {at_most: 3}}, {none: [{aslr: {below: 60}}]}], choice: ours}]",
    ],
)
def test_what_may_be_written_in_other_ways_fits(advance: str, fits: Draft7Validator) -> None:
    read_protocol(protocol(advance).encode(), "mine.yaml")
    assert faults(fits, protocol(advance)) == []


@pytest.mark.parametrize(
    "advance",
    [
        "{pain: {moment: rest, at_most: 1, last: 3 days}}",
        "{pain: {at_most: 1, within: 3 days}}",
        "{time_in_stage: {at_least: 3 days, last: 3 days}}",
        "{plateau: {of: {pain: {at_most: 3}}, at_most: 5}}",
        "{from: [S1.14]}",
        "{pain: {at_most: 3}, aslr: {at_least: 60}}",
        "{repeat: {times: 2, last: 3 sessions, when: {pain: {at_most: 2, last: 1 day}}}}",
        "{repeat: {times: 2, last: 3 sessions, when: {sessions: {at_least: 2}}}}",
        "[]",
    ],
)
def test_what_cannot_be_loaded_does_not_fit(advance: str, fits: Draft7Validator) -> None:
    with pytest.raises(ProtocolError):
        read_protocol(protocol(advance).encode(), "mine.yaml")
    assert faults(fits, protocol(advance))


# ---------------------------------------------------------------- what it tells


def named(node: Any) -> Iterator[tuple[str, Any]]:
    """Every name that a schema describes, with its own schema."""
    if isinstance(node, dict):
        shape: Plain = node
        if "additionalProperties" in shape:
            yield from shape["properties"].items() if "properties" in shape else ()
        for value in shape.values():
            yield from named(value)
    elif isinstance(node, list):
        for each in node:
            yield from named(each)


def described(schema: Plain, node: Any) -> bool:
    """Whether an editor has something to say of a name."""
    if node in (True, False) or "description" in node:
        return True
    pointers = [*([node["$ref"]] if "$ref" in node else []), *node.get("allOf", ())]
    names = (each if isinstance(each, str) else each.get("$ref", "") for each in pointers)
    found = (name.removeprefix("#/definitions/") for name in names)
    return any(described(schema, schema["definitions"].get(name, {})) for name in found)


def test_every_name_is_explained(schema: Plain) -> None:
    told = {**schema, "definitions": {**schema["definitions"], "probe": {}}}
    assert [name for name, each in named(told) if not described(schema, each)] == []


@pytest.mark.parametrize(
    ("where", "known"),
    [
        ("", declaration._ROOT),
        ("stage", declaration._STAGE),
        ("stage-over", declaration._STAGE),
        ("exercise", ("title", "aliases", "kind", "pain_cap", *FOR_PEOPLE)),
        ("dose", declared_prescription._DOSE),
        ("group", ("one_of", *declared_prescription._BESIDE)),
        ("dose-part-over", declared_prescription._BESIDE),
        ("told-dose", declared_dose._DOSE),
        ("rung", AMOUNTS),
        ("ladder", ("title", "rungs", "climb", "drop")),
        ("asked-in-advance", (*set(installed_rules()) - {"time_on_rung"}, *COMBINED)),
        ("asked-in-drop", (*installed_rules(), *COMBINED)),
    ],
)
def test_it_knows_the_names_that_a_protocol_may_use(
    where: str, known: tuple[str, ...], schema: Plain
) -> None:
    shape = schema["definitions"][where] if where else schema
    shape = next((e for e in shape.get("anyOf", [shape]) if "properties" in e), shape)
    assert set(shape["properties"]) == {*known, *ABOUT}


def test_it_knows_the_names_of_a_measure(schema: Plain) -> None:
    measure = schema["else"]["properties"]["measures"]["additionalProperties"]
    assert set(measure["properties"]) == {*declared_measure._MEASURE, *ABOUT}


def test_it_lists_what_is_shared_and_installed(schema: Plain) -> None:
    known, any_other = schema["definitions"]["exercise-id"]["anyOf"]
    assert known["enum"] == [each.id for each in shared_exercises()]
    assert len(known["enumDescriptions"]) == len(known["enum"])
    assert any_other["type"] == "string"
    assert schema["definitions"]["ladder-name"]["anyOf"][0]["enum"] == sorted(shared_ladders())
    extends = schema["properties"]["extends"]["anyOf"][0]["enum"]
    assert extends == sorted(installed_protocols())


def test_a_rule_is_told_with_unit_range_and_example(schema: Plain) -> None:
    rule = schema["definitions"]["rule-aslr"]
    assert "deg, scale 0 to 180" in rule["description"]
    assert "at_least: 80 deg" in rule["markdownDescription"]
    assert rule["examples"] == [{"at_least": "80 deg", "within": "7 days"}]
    limit = rule["properties"]["at_least"]
    assert "deg, scale 0 to 180" in limit["description"]
    assert limit["examples"] == ["70 deg"]
    assert (limit["allOf"][0]["minimum"], limit["allOf"][0]["maximum"]) == (0, 180)


# ---------------------------------------------------------------- other people's rules

PAGE = "counted.\n\n    ```yaml\n    %s\n    ```\n"


def written(folder: Path, terms: str, example: str, fields: str = "") -> Path:
    """A directory with the rule `entries`, with terms and fields of its own."""
    text = RULE.replace('counted."""', f'{PAGE % example}    """')
    text = text.replace('unit, scale, label, window = "count", (0, None), "entries"', terms)
    if '"stage"' not in terms:
        text = text.replace(f"{terms}, ", f"{terms}\n    window = ")
    folder.mkdir()
    head = "from fractions import Fraction\nfrom typing import Literal\n"
    text = text.replace("from attrs", f"{head}from attrs", 1).replace(
        "    def measure", f"{fields}    def measure"
    )
    (folder / "entries.py").write_text(text, encoding="utf-8")
    return folder


def test_a_rule_of_a_directory_is_in_it(tmp_path: Path) -> None:
    terms = 'unit, scale, label = "kg/m", (None, 5), "entries"'
    fields = (
        '    of: Literal["one", "two"]\n    by: int | Fraction = 1\n    any: object = None\n\n'
    )
    folder = written(tmp_path / "mine", terms, "when: [{entries: {of: one, at_most: 2}}]", fields)
    made = printed("--rules", folder)
    rule = made["definitions"]["rule-entries"]
    assert rule["required"] == ["of"]
    assert rule["examples"] == [{"of": "one", "at_most": 2}]
    assert rule["properties"]["of"]["enum"] == ["one", "two"]
    assert rule["properties"]["any"] == {"description": "a value; may be left out."}
    fits = Draft7Validator(made)
    for text, many in (("2 kg/M", 0), ("2 kg", 1), ("5", 0), ("6", 1), ("-1", 0)):
        advance = f"{{entries: {{of: one, by: 0.5, at_most: {text}}}}}"
        assert len(faults(fits, protocol(advance))) == many, text
    assert faults(fits, protocol("{entries: {of: two, at_most: 2, within: 3 days}}"))


def test_a_window_that_nothing_tells_of_may_be_either(tmp_path: Path) -> None:
    terms = 'unit, scale, label = "count", (0, None), "entries"'
    fields = (
        "    far: int = 1\n\n    def default_window(self):\n"
        "        from rehabflow import Span\n        return Span(self.far)\n\n"
    )
    folder = written(tmp_path / "mine", terms, "when: {other: {at_most: 2}}", fields)
    made = printed("--rules", folder)
    assert {"last", "within"} <= set(made["definitions"]["rule-entries"]["properties"])
    assert "examples" not in made["definitions"]["rule-entries"]


def test_an_installed_rule_is_in_it(install: Install) -> None:
    text = RULE.replace('counted."""', f'{PAGE % "when: {entries: {at_least: 2}}"}    """')
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    assert run().exit_code == DONE
    assert "entries" in printed()["definitions"]["asked-in-danger"]["properties"]


def test_of_a_rule_that_cannot_be_described_anything_may_be_said(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE})
    result = run()
    assert result.exit_code == RULE_FAILED
    assert "RF534" in result.stderr
    fits = Draft7Validator(json.loads(result.stdout))
    assert faults(fits, protocol("{entries: {at_least: 2, anything: [1]}}")) == []
    assert faults(fits, protocol("{entries: 2}"))


def test_a_rule_that_two_distributions_bring_stops_it(install: Install) -> None:
    files = {"__init__.py": "", "entries.py": RULE}
    install("acme-rules", "acme_rules", files)
    install("acme-more", "acme_more", files)
    result = run()
    assert (result.exit_code, result.stdout) == (RULE_FAILED, "")
    assert "entries" in result.stderr


def test_it_is_the_same_each_time() -> None:
    assert run().stdout == run().stdout
    assert run().exit_code == DONE
    assert run().stderr == ""
