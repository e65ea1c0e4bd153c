"""Stores letters before they are sent, and records what became of each. Their words belong in `notifications`."""
