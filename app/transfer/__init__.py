"""A whole inquiry as files: read from them, and written to them."""
