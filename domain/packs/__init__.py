"""Which files go into a batch's pack, under which names, and its table of contents."""
