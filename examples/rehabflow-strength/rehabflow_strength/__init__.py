"""Rules about strength for rehabflow: one file a rule, called like it."""
