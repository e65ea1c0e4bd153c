"""Where the evidence files' bytes lie: a folder or a bucket, and the proof that none is lost."""
