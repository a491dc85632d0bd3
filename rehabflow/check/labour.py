"""How much reasoning is done on one protocol at most, counted and not timed."""

from __future__ import annotations

from attrs import define

MOST_AT_ONCE = 60_000
"""With more comparisons of readings than this in one question it is not answered."""
MOST_IN_ALL = 150_000
"""The same of all questions about one protocol together."""


class TooManyError(Exception):
    """A question that takes more reasoning than is done."""


@define
class Labour:
    """What was done so far, and whether any question was left for want of more."""

    in_all: int = 0
    at_once: int = 0
    is_over: bool = False

    @property
    def is_spent(self) -> bool:
        """Whether no more is done at all."""
        return self.in_all > MOST_IN_ALL

    def ask(self) -> None:
        """Begin a question."""
        self.at_once = 0

    def spend(self, many: int) -> None:
        """Count so many comparisons. Raises TooManyError."""
        self.at_once += many
        self.in_all += many
        if self.at_once > MOST_AT_ONCE or self.in_all > MOST_IN_ALL:
            self.refuse()

    def refuse(self) -> None:
        """Leave a question. Raises TooManyError."""
        self.is_over = True
        raise TooManyError
