"""One flow for each business event: read, decide, do.

`check`, `remind` and `deliver` are plain functions that run anywhere; `deployed` puts Prefect around
them (tasks, schedules, artifacts, hooks). An `if` about rules belongs in `domain`.
"""
