"""Finds the parts that a document must have in its lines of text. No file is opened here."""
