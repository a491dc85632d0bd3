"""Why the code of a problem matters, with a file that has it and the same file mended."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

from rehabflow.codes import DOUBT_CODES, ENGINE_CODES, NOTE_CODES
from rehabflow.desk import CODES
from rehabflow.faults import LOG_CODES

TITLES = {**LOG_CODES, **CODES, **ENGINE_CODES, **DOUBT_CODES, **NOTE_CODES}
"""What each code stands for."""

FOLDER = Path(__file__).with_name("explanations")
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Explanation:
    """What there is to say of a code.

    `fails` and `mended` are a file that has the problem and the same file without it, and
    `language` is what they are written in; all three are empty where no file could show it.
    """

    code: str
    title: str
    why: str = ""
    language: str = ""
    fails: str = ""
    mended: str = ""


def explanation(code: str) -> Explanation:
    """What there is to say of a code that `TITLES` knows; of some that is the title alone."""
    title, path = TITLES[code], FOLDER / f"{code}.md"
    if not path.is_file():
        return Explanation(code, title)
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    why = " ".join(text.partition("\n## ")[0].split())
    blocks = [(found["language"], found["text"]) for found in _BLOCK.finditer(text)]
    if not blocks:
        return Explanation(code, title, why)
    (language, fails), (_, mended) = blocks
    return Explanation(code, title, why, language, fails, mended)
