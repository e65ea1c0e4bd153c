"""Stores everything: tables, evidence files, settings, the year's plan on disk.

Queries are functions named after the question they answer; they take a session and never commit. What follows from
the facts belongs in `domain`, how mail is sent in `notifications`.
"""
