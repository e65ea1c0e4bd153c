"""What is printed: the official forms as Word and PDF from one document model, and the JSON documents.

Values come from `domain`; nothing here reads a database, a clock or a setting.
"""
