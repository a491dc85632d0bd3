"""How hypothesis looks for counterexamples: briefly at the desk, the same every time in CI."""

import os

from hypothesis import settings

# The first example pays for imports, so no example has a deadline.
desk = settings(deadline=None, print_blob=True, max_examples=100)
settings.register_profile("default", desk)
settings.register_profile("ci", desk, derandomize=True, max_examples=300)
settings.register_profile("thorough", desk, max_examples=3000)
at_hand = "ci" if os.environ.get("CI") else "default"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", at_hand))
