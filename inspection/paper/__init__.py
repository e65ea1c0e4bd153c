"""PDFs and texts: their words, parts and pages, and the harm that may hide in them."""
