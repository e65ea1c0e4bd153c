"""Documents and charts apart from what they say: Word, PDF, SVG, and Word read back."""
