"""Where things are kept: tables, the evidence files, the settings, and the year's plan on disk.

Queries are functions named after the question they answer; they take a session and never commit.
What follows from the facts is the domain's business, how mail is sent the notifications'.
"""
