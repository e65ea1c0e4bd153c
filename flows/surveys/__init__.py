"""Surveys: answers taken in, accepted and shown; questionnaires and tables to fill in."""
