"""What can go wrong once a log and a protocol are read, by the codes of its problems."""

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
    "RF590": "override or clear that moved nobody",
    "RF601": "scenario that ends otherwise",
    "RF602": "scenario with an unknown word",
    "RF603": "scenario row with too many or too few cells",
    "RF604": "scenario column that stands twice",
}
"""What each code of a problem of the engine, the settings or a scenario stands for."""
