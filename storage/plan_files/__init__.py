"""Reads, checks, edits and writes the plan's YAML files, and knows the calendar of working days."""
