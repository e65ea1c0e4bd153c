"""Thai dates, digits and words, file names, and the errors that people read."""
