"""Thai dates, digits and text, periods, file names, and the errors that people read. Nothing here knows a plan."""
