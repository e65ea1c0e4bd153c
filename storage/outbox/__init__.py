"""Letters written down before they are sent, and what became of each."""
