"""Commands about letters, their recipients, duties and calendars."""
