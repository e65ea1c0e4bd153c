"""What a reviewer sees of a file: its pages as pictures, its text as plain HTML, its sheets as tables.

The reading child makes all of it. Nothing is stored here, and no word is said to people.
"""
