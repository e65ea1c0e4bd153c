"""Surveys: files read into answers without a person, what answers say, and the numbers that they prove."""
