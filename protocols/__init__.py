"""The shipped protocols: one YAML file a protocol, the file's name is the protocol's id."""
