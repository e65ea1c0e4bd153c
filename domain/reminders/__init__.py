"""Who hears what on which day: the ladder, duties that come back, snoozes, escalation, calendar entries."""
