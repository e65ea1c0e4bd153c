"""The main job and what is read from its judgement: a check, the daily run, points, rubric, roll-up, rehearsal."""
