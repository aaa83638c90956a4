"""Discussion papers with numbered, citable paragraphs."""
