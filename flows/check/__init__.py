"""The check and what follows from its evaluation: the daily run, points, rubric, roll-up, rehearsal, calendars."""
