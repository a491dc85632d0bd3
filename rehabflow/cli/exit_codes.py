"""What the command line comes to: its exit codes, and what is said where nothing was decided."""

from __future__ import annotations

DONE, FOUND, USAGE, UNTRUSTED, RULE_FAILED = 0, 1, 2, 3, 4
ADVANCED, SET_BACK, NOW_REFERRED, ADVANCE_UNKNOWN, NOT_RULED_OUT = 10, 11, 12, 13, 14
NO_DECISION = "No decision was made; the stage is not verified."
