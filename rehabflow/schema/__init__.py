"""The format of a protocol as a JSON Schema, for editors that complete and explain."""
