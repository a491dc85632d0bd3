"""Files and streams in, logs and protocols out; nothing here decides anything."""
