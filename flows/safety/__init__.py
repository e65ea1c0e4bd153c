"""Keeps a home safe: backs it up while everything runs, proves a backup, restores one into an empty home."""
