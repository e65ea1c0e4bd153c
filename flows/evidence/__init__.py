"""What working groups and reviewers do: bring files and numbers, review, excuse, look after the store."""
