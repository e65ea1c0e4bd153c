"""Who receives which letter on which day: the ladder, duties, snoozes, escalation, seasons, calendar entries.

The words of a letter are `notifications`', its delivery is `storage`'s and `flows`'.
"""
