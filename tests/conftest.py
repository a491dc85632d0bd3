"""How hypothesis looks for counterexamples: briefly at the desk, the same every time in CI."""

import os

from hypothesis import HealthCheck, Phase, settings

FIRST_LOOK = [Phase.explicit, Phase.generate]

# How long an example takes says something of the machine only: no deadline, no complaint.
desk = settings(
    deadline=None,
    print_blob=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("default", desk)
settings.register_profile("ci", desk, derandomize=True, max_examples=80)
# A change that is to be noticed is noticed at once or not; nobody reads its smallest example.
settings.register_profile(
    "mutants", desk, derandomize=True, database=None, max_examples=25, phases=FIRST_LOOK
)
settings.register_profile("thorough", desk, max_examples=3000)
at_hand = "ci" if os.environ.get("CI") else "default"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", at_hand))
