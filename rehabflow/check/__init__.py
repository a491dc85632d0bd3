"""What can be said of a protocol before a patient meets it: proved, or shown by a log."""
