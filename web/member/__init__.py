"""The pages of a working group's members: what to bring, bringing it, what became of it."""
