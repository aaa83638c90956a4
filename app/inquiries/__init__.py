"""Inquiries, their topics and their comment periods."""
