"""Checks: the same question has the same answer, whenever, wherever and in whatever order."""

from __future__ import annotations

from attrs import evolve

from rehabflow.testing.altered import later, shuffled
from rehabflow.testing.answer import Answer, answered
from rehabflow.testing.asking import Asking
from rehabflow.testing.check import Check, check_each
from rehabflow.testing.corpus import Corpus
from rehabflow.testing.replica import NotReached, ask_elsewhere


def _hang(corpus: Corpus) -> str | None:
    """Asked where it can be stopped, before anything is asked here."""
    try:
        replica = corpus.replica
    except NotReached as error:
        return f"another process cannot ask it; define it at the top of a module: {error}"
    if replica.stopped:
        asking = corpus.questions[len(replica.lines)]
        return f"it was still busy when time was up\n  asked {asking}"
    return None


def _of_another_seed(corpus: Corpus) -> str | None:
    askings = corpus.askings
    try:
        one, *others = corpus.replica, *(ask_elsewhere(askings, seed) for seed in (2, 3))
    except NotReached:
        return None
    for other in others:
        for asking, said, otherwise in zip(askings, one.lines, other.lines, strict=False):
            if said != otherwise:
                return f"one process answers {said}, and another {otherwise}\n  asked {asking}"
    return None


def _asked_again(asking: Asking) -> str | None:
    """The rule is shown less and later sessions in between, and may not remember them."""
    first = answered(asking)
    for other in (asking.having(asking.rows[:1]), later(asking)):
        answered(other)
    second = answered(asking)
    if first != second:
        return f"it answers {first}, and when asked again {second}"
    return None


def _otherwise_ordered(asking: Asking) -> str | None:
    for other in shuffled(asking):
        one, two = answered(asking), answered(other)
        if _in_one_order(one) != _in_one_order(two):
            return f"it answers {one}, and with the entries of a date shuffled {two}"
    return None


def _in_one_order(answer: Answer | None) -> Answer | None:
    """Several rows of one date may be cited in the order in which they stand."""
    return answer and evolve(answer, cited=tuple(sorted(answer.cited, key=repr)))


FINISHES = Check("finishes", "it answers in time", _hang)
SEED = Check(
    "seed", "another process, with another hash seed, has the same answer", _of_another_seed
)
AGAIN = check_each(
    "again", "asked again, after later sessions too, it has the same answer", _asked_again
)
ORDER = check_each(
    "order", "the order of the entries of a date makes no difference", _otherwise_ordered
)
