"""What replaying costs: against a loop of plain ifs, and against the length of the log behind."""

from __future__ import annotations

import by_hand
from made_up import PROTOCOL, STUCK, patient
from stopwatch import best

from rehabflow import Engine, Log, Progress, Protocol

SIZES = ((200, 60), (40, 600))


def replaying(engine: Engine) -> None:
    for patients, sessions in SIZES:
        logs = [Log.from_entries(patient(seed, sessions)) for seed in range(patients)]
        moves = 0
        for log in logs:
            found = [
                (each.date.toordinal(), each.kind, each.to)
                for each in engine.replay(log).decisions
            ]
            assert found == by_hand.moves(log)
            moves += len(found)
        hand = best(lambda logs=logs: [by_hand.moves(log) for log in logs])
        ours = best(lambda logs=logs: [engine.replay(log) for log in logs])
        many = patients * sessions
        print(
            f"replay {patients} x {sessions}: {ours / hand:.1f} x the loop by hand "
            f"({ours / many * 1e6:.1f} and {hand / many * 1e6:.2f} us a session, {moves} moves)"
        )


def stepping(engine: Engine) -> None:
    """One more session, with a short and a long log behind it in the same stage."""
    newest = Log.from_entries(patient(1, 601)).sessions[-1]
    costs: list[float] = []
    for behind in (60, 600):
        progress: Progress = engine.begin()
        for session in Log.from_entries(patient(1, 601)).sessions[-1 - behind : -1]:
            progress = engine.step(progress, session).progress or progress
        costs.append(best(lambda p=progress: [engine.step(p, newest) for _ in range(200)]))
    print(
        f"one more session with 600 behind it: {costs[1] / costs[0]:.2f} x with 60 "
        f"({costs[1] / 200 * 1e6:.0f} and {costs[0] / 200 * 1e6:.0f} us)"
    )


if __name__ == "__main__":
    replaying(Engine(Protocol.from_dict(PROTOCOL)))
    stepping(Engine(Protocol.from_dict(STUCK)))
