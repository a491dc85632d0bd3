"""One protocol's decisions as a loop of plain ifs: what replaying is measured against.

It gives the same moves as `made_up.PROTOCOL`, explains nothing, and knows that one only.
"""

from __future__ import annotations

from rehabflow import Log, Number, Session

STAGES = ("acute", "isometric", "concentric", "discharged")
RAISE = (60, 70, 80)
EACH, LAPSE = 30, 7
Row = tuple[int, Number | None, Number | None, Number | None, int, bool]


def row(session: Session) -> Row:
    """What the loop needs of a session: day, pain, morning pain, leg raise, work done, work."""
    dig = lift = 0
    for work in session.work:
        if work.key == "benchdig":
            dig += work.done or 0
        elif work.key == "benchlift":
            lift += work.done or 0
    done = min(dig, EACH) + min(lift, EACH)
    pain, _, morning, *_ = session.ratings
    return session.date.toordinal(), pain, morning, session.aslr, done, done > 0


def moves(log: Log) -> list[tuple[int, str, str]]:
    """The start and every move: day, kind and stage."""
    made: list[tuple[int, str, str]] = []
    rows: list[Row] = []
    stage = since = seen = fresh = hidden = trained = 0
    for session in log.sessions:
        today = row(session)
        day = today[0]
        if not rows:
            since = seen = day
            made.append((day, "start", STAGES[0]))
        rows.append(today)
        if stage == 3:
            break
        if trained and day - trained > LAPSE:
            hidden = trained
        if today[5]:
            trained = day
        first = max(seen, hidden + 1)

        worst: Number = -1
        unrated, count = False, 0
        for each in reversed(rows):
            if each[0] < seen or count == 1:
                break
            if each[1] is not None:
                worst = max(worst, each[1])
            elif each[5]:
                unrated = True
            count += each[5]
        if worst >= 6:
            stage = max(0, stage - 1)
            since, seen, fresh, hidden, trained = day, day + 1, day + 1, 0, 0
            made.append((day, "setback", STAGES[stage]))
            continue
        if unrated and worst < 6:
            continue

        if day - since < 3 or day - first < 2:
            continue
        worst, unrated, count, done = 0, False, 0, 0
        for each in reversed(rows):
            if each[0] < first or count == 3:
                break
            if each[1] is not None:
                worst = max(worst, each[1])
            elif each[5]:
                unrated = True
            if each[5]:
                count += 1
                done += each[4]
        if unrated or count < 3 or worst > 3 or done * 100 < 90 * 2 * EACH * 3:
            continue
        mornings = [each[2] for each in rows[-3:] if each[0] > day - 3 and each[0] >= first]
        if any(morning is None or morning > 2 for morning in mornings):
            continue
        newest = None
        for each in reversed(rows):
            if each[0] < day - 7 or each[0] < max(fresh, hidden + 1):
                break
            if each[3] is not None:
                newest = each[3]
                break
        if newest is None or newest < RAISE[stage]:
            continue
        stage += 1
        since, seen, hidden, trained = day, day + 1, 0, 0
        made.append((day, "advance", STAGES[stage]))
    return made
