"""Draws documents and charts as Word, PDF and SVG, and reads an edited Word form. What they say comes from `forms`."""
