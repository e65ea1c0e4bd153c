"""Writes and reads rows, one subject a module. No rule is decided here; letters are in `outbox`."""
