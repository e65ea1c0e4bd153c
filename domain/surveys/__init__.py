"""Surveys: answer files read into answers without a person, and what the answers say."""
