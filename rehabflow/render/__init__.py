"""Timelines and problems as text and as JSON; nothing here decides anything."""
