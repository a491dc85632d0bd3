"""The schema in an editor: `python tests/editor_check.py SERVER`, the YAML language server.

SERVER is the `yaml-language-server` of the npm registry, started as an editor starts it. It has to
find nothing in shipped protocols and in a new one, underline mistakes, complete names and values,
and explain them. It needs Node.js, so it is no test for pytest; CI calls it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ("protocols/hamstring-strain.yaml", "protocols/progressive-home.yaml")
EXTENDING = "examples/protocols/our-clinic.yaml"
AROUND = """\
rehabflow: 1
id: mine
version: 1.0.0
title: Mine
stages:
  first:
    exercises:
      - do: heel-dig
    advance:
      when:
        - %s
  last: {final: true}
"""
MISTAKES = {
    "pian: {at_most: 3}": "Property pian is not allowed.",
    "pain: {at_mots: 3}": "Property at_mots is not allowed.",
    "pain: {at_most: 11}": "Value is above the maximum of 10.",
    "pain: {last: 3 sessions}": 'Missing property "at_most".',
    "pain: {moment: rest, at_most: 1, last: 3 days}": "Property last is not allowed.",
    "aslr: {at_least: 90%}": "a number in deg, such as `70 deg`",
}
COMPLETED = {
    "|": {"pain", "aslr", "symmetry", "all", "any", "repeat"},
    "pain:\n            |": {"moment", "quality", "at_most", "is", "last", "missing", "choice"},
    "pain:\n            moment: |": {"during", "morning", "palpation"},
}
Found = dict[str, Any]


class Editor:
    """As much of an editor as there has to be."""

    def __init__(self, server: str, schema: Path) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([server, "--stdio"], stdin=pipe, stdout=pipe)
        self.line = f"# yaml-language-server: $schema={schema.as_uri()}\n"
        self.asked = self.opened = 0
        said = {"contentFormat": ["markdown"]}
        able = {"textDocument": {"hover": said}, "workspace": {"configuration": True}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": able})
        self.send({"method": "initialized", "params": {}})

    def send(self, message: Found) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def next(self) -> Found:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            raise SystemExit("the language server ended")
        message: Found = json.loads(self.process.stdout.read(length))
        return message

    def wait(self, is_it: Callable[[Found], bool]) -> Found:
        """The next message that is it; what the server asks meanwhile is answered."""
        while not is_it(message := self.next()):
            if "id" in message and "method" in message:
                items = (message.get("params") or {}).get("items", ())
                wanted = {"validate": True, "completion": True, "hover": True}
                off = {"schemaStore": {"enable": False}}
                told = [{**wanted, **off} if e.get("section") == "yaml" else {} for e in items]
                self.send({"id": message["id"], "result": told or None})
        return message

    def ask(self, method: str, params: Found) -> Any:
        self.asked += 1
        number = self.asked
        self.send({"id": number, "method": method, "params": params})
        return self.wait(lambda each: each.get("id") == number and "method" not in each)["result"]

    def open(self, text: str) -> tuple[str, list[str]]:
        """A new file, and what is underlined in it."""
        self.opened += 1
        uri = f"file:///mine-{self.opened}.yaml"
        file = {"uri": uri, "languageId": "yaml", "version": 1, "text": self.line + text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": file}})
        told = "textDocument/publishDiagnostics"
        found = self.wait(lambda e: e.get("method") == told and e["params"]["uri"] == uri)
        return uri, [each["message"] for each in found["params"]["diagnostics"]]

    def at(self, method: str, text: str) -> Any:
        """What is said of the place that `|` marks."""
        before = self.line + text[: text.index("|")]
        uri, _ = self.open(text.replace("|", "", 1))
        place = {
            "line": before.count("\n"),
            "character": len(before) - before.rfind("\n") - 1,
        }
        asked = {"textDocument": {"uri": uri}, "position": place}
        return self.ask(f"textDocument/{method}", asked)


def main(server: str) -> None:
    """Everything that an editor has to do; the first that it does not ends it."""
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "rehabflow.schema.json"
        program = [sys.executable, "-c", "from rehabflow.cli import main; main()"]
        begun = [*program, "new", "protocol", "mine"]  # which brings the schema along
        subprocess.run(begun, check=True, capture_output=True, cwd=folder)
        mine = (schema.parent / "mine.yaml").read_text(encoding="utf-8")
        editor = Editor(server, schema)
        try:
            tried = check(editor, mine)
        finally:
            editor.process.kill()
            editor.process.wait()
    print(f"an editor does as it should in {tried} cases")


def check(editor: Editor, mine: str) -> int:
    """How many cases were tried; `mine` is a new protocol, as it is written."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in (*WHOLE, EXTENDING)}
    # The editor names the schema itself, as a whole address.
    texts["mine"] = mine.partition("\n")[2]
    for name, text in texts.items():
        _, found = editor.open(text)
        expect(not found, f"{name}: {found}")
    for mistake, said in MISTAKES.items():
        _, found = editor.open(AROUND % mistake)
        expect(said in found, f"{mistake}: {found}")
    for typed, wanted in COMPLETED.items():
        labels = {each["label"] for each in editor.at("completion", AROUND % typed)["items"]}
        expect(wanted <= labels, f"{typed!r}: {wanted - labels}")
    asked = (AROUND % "pain: {at_most: 3}").replace("heel-dig", "|")
    labels = {each["label"] for each in editor.at("completion", asked)["items"]}
    expect("heel-dig" in labels, "no exercise is completed")
    said = editor.at("hover", AROUND % "pa|in: {at_most: 3}")["contents"]["value"]
    expect("The highest pain of a window" in said, said)
    return len(texts) + len(MISTAKES) + len(COMPLETED) + 2


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
