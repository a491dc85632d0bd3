"""`rehabflow graph`: a protocol to be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rehabflow import load_protocol
from rehabflow.cli import main
from rehabflow.render.diagram import diagram_text
from rehabflow.render.dot import dot_text
from rehabflow.render.svg import svg_text

OWN = Path(__file__).parent.parent / "examples" / "protocols" / "our-clinic.yaml"
DRAWN = {"mermaid": diagram_text, "dot": dot_text, "svg": svg_text}


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["graph", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("style", DRAWN)
@pytest.mark.parametrize("name", ["hamstring-strain", str(OWN)])
def test_a_protocol_is_drawn(name: str, style: str) -> None:
    result = run(name, "--format", style)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == DRAWN[style](load_protocol(name)) + "\n"


def test_mermaid_is_the_usual_format() -> None:
    assert run("pats").stdout.startswith("stateDiagram-v2\n")


def test_an_unknown_protocol_is_a_usage_error_with_the_nearest_id() -> None:
    result = run("hamstring-strian")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'hamstring-strain'?" in result.stderr


def test_a_protocol_that_cannot_be_trusted_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("rehabflow: 1\n", encoding="utf-8")
    result = run(path, "--format", "dot")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "RF403" in result.stderr


def test_another_format_is_a_usage_error() -> None:
    assert run("pats", "--format", "png").exit_code == 2
