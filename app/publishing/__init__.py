"""Drafts of inquiries, topics and papers, the second pair of eyes, and what stood when."""
