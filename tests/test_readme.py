"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from rehabflow.cli import main
from rehabflow.readers.protocol import read_protocol

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n\$ rehabflow (.*)\n((?:.*\n)*?)```\n")


@pytest.fixture(autouse=True)
def _in_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")


def shown(command: str) -> str:
    result = CliRunner().invoke(main, shlex.split(command))
    return result.stdout + result.stderr


def test_each_command_prints_what_is_shown() -> None:
    text = README.read_text(encoding="utf-8")
    real = CONSOLE.sub(lambda m: f"```console\n$ rehabflow {m[1]}\n{shown(m[1])}```\n", text)
    assert len(CONSOLE.findall(text)) == 2
    if os.environ.get("REHABFLOW_ACCEPT"):
        README.write_text(real, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == real


def test_the_python_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    exec(compile("\n".join(blocks), "README.md", "exec"), {})  # noqa: S102


def test_the_protocol_loads() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    protocol = read_protocol(block.encode(), "two-stages.yaml")
    assert protocol.stage_ids == ("settle", "hold", "discharged")


def test_every_link_leads_somewhere() -> None:
    for page in [README, *ROOT.glob("docs/*.md"), ROOT / "CONTRIBUTING.md"]:
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"
