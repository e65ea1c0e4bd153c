"""Letters composed for their readers and handed over; who the readers are."""
