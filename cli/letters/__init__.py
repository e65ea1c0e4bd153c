"""Commands about letters, their readers, duties and calendars."""
