"""The verbs of a year's plan: draft, compare, confirm, apply, close, import from a table."""
