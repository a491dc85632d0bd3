"""What a change of a protocol changes: in its words, in its meaning, and for whom."""
