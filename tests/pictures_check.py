"""Drawings in a real browser: `python tests/pictures_check.py MODULES CHROMIUM`.

MODULES is where npm put `playwright-core` and `mermaid`, CHROMIUM the browser's program. Every
shipped protocol, a new one and one with the broadest texts are drawn as SVG, in Mermaid and, where
`dot` is at hand, by Graphviz; `pictures.js` says what is wrong with how they look. Drawings that
are spoilt on purpose show that it would. It is no test for pytest, as it needs a browser; CI calls
it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from rehabflow import Protocol, load_protocol
from rehabflow.catalog import installed_protocols
from rehabflow.render.diagram import diagram_text
from rehabflow.render.dot import dot_text
from rehabflow.render.svg import svg_text

ROOT = Path(__file__).resolve().parent.parent
NEW = ROOT / "rehabflow" / "scaffolds" / "my-protocol.yaml"
MODEL = "hamstring-strain"
SPOILT = {
    "overlap": ("</svg>", '<text x="30" y="26">OVER THE TITLE</text></svg>'),
    "leaves its box": ("font-size: 15px", "font-size: 40px"),
    "cut off": ("</svg>", '<text x="-20" y="300">cut off</text></svg>'),
    "small": ("font-size: 13px", "font-size: 8px"),
    "faint": ("fill: #1a1a1a; }", "fill: #b0b0b0; }"),
    "no ground": ('fill="#ffffff"/>', 'fill="none"/>'),
    "crossed": ("</svg>", '<path class="advance" d="M 0 20 L 900 20"/></svg>'),
    "script": ("</svg>", "<script>1</script></svg>"),
    "request": ("</svg>", '<image href="http://127.0.0.1:9/a.png" width="9" height="9"/></svg>'),
}
"""By what is to be found: what stands in a drawing, and what takes its place."""
GRAPHVIZ_MAY = {"small", "crossed"}
"""What is for Graphviz to decide, which has no sheet of paper to fit."""


def main(modules: str, chromium: str) -> None:
    """All drawings that there are; what is wrong with one ends it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        protocols = [
            *map(load_protocol, sorted(installed_protocols())),
            load_protocol(NEW),
            broad(),
        ]
        for protocol in protocols:
            draw(protocol, folder)
        spoil(folder)
        script = Path(__file__).with_name("pictures.js")
        command = ["node", str(script), modules, chromium, str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise SystemExit("the browser could not be driven")
        judge(json.loads(done.stdout), {each.name for each in folder.iterdir()})


def broad() -> Protocol:
    """A protocol of the broadest texts, with every kind of way out."""
    told = "WARM-UP, MOBILITY AND MAXIMUM WORKLOADS, 腿后肌群康复训练 @ 100 %"
    pain = {"pain": {"at_least": 6}}
    return Protocol.from_dict(
        {
            "rehabflow": 1,
            "id": "broad",
            "version": "1.0.0",
            "title": f"{told}, {told}",
            "measures": {"m": {"title": told, "unit": "WWWW", "better": "higher"}},
            "refer": {"when": {"pain": {"at_least": 8}}},
            "setback": {"when": {"measure": {"of": "m", "at_most": 1, "missing": "ignore"}}},
            "stages": {
                "a": {"title": told, "advance": [
                    {"to": "c", "when": {"measure": {"of": "m", "at_least": 9}}},
                    {"when": [{"measure": {"of": "m", "at_least": 2}}, {"pain": {"is": 0}}]},
                ], "setback": {"to": "a", "when": pain}},
                "b": {"title": told, "advance": {"when": {"sessions": {"at_least": 3}}},
                      "setback": {"when": pain}, "refer": {"when": pain}},
                "c": {"title": told, "advance": {"when": {"sessions": {"at_least": 3}}},
                      "setback": [{"when": pain}, {"to": "a", "when": pain}]},
                "d": {"title": "D" * 60, "final": True},
            },
        }
    )  # fmt: skip


def draw(protocol: Protocol, folder: Path) -> None:
    """A protocol in every way; as SVG also where neither Helvetica nor Arial is at hand."""
    svg = svg_text(protocol)
    (folder / f"{protocol.id}.svg").write_text(svg, encoding="utf-8")
    fallback = svg.replace("Helvetica, Arial, ", "")
    (folder / f"{protocol.id}.fallback.svg").write_text(fallback, encoding="utf-8")
    if protocol.id == "broad":
        return  # where others decide how broad a text may be
    (folder / f"{protocol.id}.mmd").write_text(diagram_text(protocol), encoding="utf-8")
    if shutil.which("dot"):
        by_dot = ["dot", "-Tsvg", "-o", str(folder / f"{protocol.id}.dot.svg")]
        done = subprocess.run(by_dot, input=dot_text(protocol).encode(), check=False)
        expect(done.returncode == 0, f"{protocol.id}: Graphviz refuses it")


def spoil(folder: Path) -> None:
    """The drawing of the model, wrong in each way."""
    svg = (folder / f"{MODEL}.svg").read_text(encoding="utf-8")
    for kind, (old, new) in SPOILT.items():
        expect(old in svg, f"{MODEL}.svg has no {old!r} to spoil")
        (folder / f"spoilt.{kind}.svg").write_text(svg.replace(old, new, 1), encoding="utf-8")


def judge(found: list[dict[str, Any]], files: set[str]) -> None:
    """Nothing is wrong with a drawing but what was spoilt on purpose."""
    shown = {each["file"]: each["said"] for each in found if each["kind"] == "texts"}
    wrong = [each for each in found if each["kind"] != "texts"]
    expect(set(shown) == files, f"not looked at: {files - set(shown)}")
    expect(all(int(said.split()[0]) > 3 for said in shown.values()), f"hardly a text: {shown}")
    for kind in SPOILT:
        kinds = {each["kind"] for each in wrong if each["file"] == f"spoilt.{kind}.svg"}
        expect(kind in kinds, f"{kind!r} is not found where it is, but {kinds}")
    bad = [
        f"{each['file']}: {each['kind']}: {each['said']}"
        for each in wrong
        if not each["file"].startswith("spoilt.")
        and not (each["file"].endswith(".dot.svg") and each["kind"] in GRAPHVIZ_MAY)
    ]
    expect(not bad, "\n".join(bad))
    ways = Counter(".".join(each.split(".")[1:]) for each in files if "spoilt" not in each)
    print("as they should look:", ", ".join(f"{n} {way}" for way, n in sorted(ways.items())))


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
