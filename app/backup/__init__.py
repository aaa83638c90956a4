"""Backups: one verified file with the database and the instance's files, and the way back."""
