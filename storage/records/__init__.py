"""Rows in and out, one subject a module: what came in, what was reviewed, who is there, what ran."""
