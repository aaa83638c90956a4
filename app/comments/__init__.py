"""Comments: sending, receipts, and what the public may read."""
