"""What it means when a protocol that can be read cannot be described: a rule's own code failed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from rehabflow.errors import Problem, RehabflowError, RuleFailed
from rehabflow.printable import printable


@contextmanager
def describing(path: str, what: str) -> Generator[None]:
    """Raises RuleFailed where something else than a problem comes of it; `what` is described.

    A rule's own code says what it is called and in which unit it measures, all through a
    description.
    """
    try:
        yield
    except RehabflowError:
        raise
    except Exception as error:
        message = (
            f"a rule that {what} asks cannot be described: "
            f"{type(error).__name__}: {printable(str(error), 300)}"
        )
        hint = "its author can mend it: `rehabflow rules verify` finds what is wrong with a rule"
        raise RuleFailed(Problem(path, 0, 0, "RF534", message, hint=hint)) from error
