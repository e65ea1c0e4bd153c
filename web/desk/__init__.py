"""The pages of the reviewing group: what waits for a verdict, and one file beside the verdict about it."""
