"""What each exit code of the command line says."""

from __future__ import annotations

DONE, USAGE, UNTRUSTED, RULE_FAILED = 0, 2, 3, 4
ADVANCED, SET_BACK, NOW_REFERRED, ADVANCE_UNKNOWN, NOT_RULED_OUT = 10, 11, 12, 13, 14
