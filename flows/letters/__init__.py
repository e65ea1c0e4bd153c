"""Letters composed for their recipients and handed over; who the recipients are."""
