"""Which files go into a batch's pack, under which names, and its contents. Writing the ZIP is `storage`'s."""
