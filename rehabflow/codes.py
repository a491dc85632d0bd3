"""What can go wrong once a log and a protocol are read, by the codes of its problems."""

from __future__ import annotations

from typing import Literal

ENGINE_CODES = {
    "RF501": "rule that failed",
    "RF502": "rule that cannot be loaded",
    "RF503": "rule that two packages bring",
    "RF504": "move that the protocol does not have",
    "RF505": "date on which nothing is logged",
    "RF506": "progress of another protocol",
    "RF507": "session that comes late",
    "RF508": "override or clear to no stage of the protocol",
    "RF509": "two moves of one date that disagree",
    "RF510": "rule that answers in two ways",
    "RF511": "data that rehabflow did not write so",
    "RF512": "protocol that is not JSON",
    "RF520": "settings that cannot be read",
    "RF521": "unknown setting",
    "RF522": "setting of another kind",
    "RF523": "no protocol named",
    "RF525": "closed standard input",
    "RF531": "broken plugin that no protocol at hand refers to",
    "RF532": "file whose name no protocol could ask for",
    "RF533": "directory of rules, or file in one, that cannot be read",
    "RF534": "rule that cannot be described",
    "RF535": "rule that does not come to an end",
    "RF590": "override or clear that moved nobody",
    "RF601": "scenario that ends otherwise",
    "RF602": "scenario with an unknown word",
    "RF603": "scenario row with too many or too few cells",
    "RF604": "scenario column that stands twice",
    "RF605": "protocol without scenarios",
    "RF606": "file of scenarios that cannot be read",
    "RF607": "log that no table can hold",
    "RF701": "rule that is not installed",
    "RF702": "conformance kit without hypothesis",
    "RF703": "unknown check",
    "RF704": "check waived without a reason",
    "RF710": "table of cases with an unknown, repeated or absent column",
    "RF711": "row of a table of cases with an empty or absent cell",
    "RF712": "row of a table of cases that stands twice",
    "RF713": "table of cases that shows no met, no unmet or no unknown",
    "RF714": "cell of a table of cases that cannot be read",
    "RF715": "row of a table of cases that no protocol or log could say",
    "RF901": "step, stage or field of a script that there is not",
    "RF902": "script that cannot be read",
    "RF903": "step of a script that its date cannot take",
    "RF904": "assumption of nothing that there is",
    "RF905": "assumption that cannot be read",
}
"""What each code of the engine, the settings, a scenario or the conformance kit stands for."""

DOUBT_CODES = {
    "RF801": "criterion that can never be met",
    "RF802": "repetitions asked where no dose is stated",
    "RF803": "danger on a score that nothing else asks for",
    "RF804": "gate that can never be met",
    "RF805": "gate or criterion that is always met",
    "RF806": "stage that cannot be reached",
    "RF807": "stage that cannot be left",
    "RF808": "advance and danger met by the same readings",
    "RF809": "transition shadowed by an earlier one",
    "RF810": "stages that steady readings bounce between",
    "RF811": "hole or overlap between zones of danger",
    "RF812": "limit that looks like one in another unit",
    "RF813": "window that lapses before it fills",
    "RF814": "stage that the perfect patient does not leave",
}
"""What `check` warns of in a protocol that can be read."""

NOTE_CODES = {
    "RF815": "advance and danger that one date can meet",
    "RF816": "criterion that another one implies",
    "RF817": "limits closer than the measurement error",
    "RF818": "setback on a score that the advance before it does not look at",
}
"""What `check` notes of a protocol, and may be meant."""


def level(code: str) -> Literal["error", "warning", "note"]:
    """How grave what a code stands for is: a note may be meant."""
    if code in NOTE_CODES:
        return "note"
    return "warning" if code in DOUBT_CODES else "error"
