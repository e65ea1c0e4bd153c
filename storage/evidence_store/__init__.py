"""Stores the bytes of evidence in a folder or a bucket, and proves that none is lost. Rows are in `records`."""
