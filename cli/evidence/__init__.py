"""Commands about files, numbers, reviews and reliefs."""
