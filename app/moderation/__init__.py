"""The queue, and the decisions taken in it."""
