"""The words that people read for outcomes, numbers and days, in Thai and in English. No rule is decided here."""
