"""The words that people read for outcomes, numbers and days, in Thai and in English."""
