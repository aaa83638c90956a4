"""The standing pages: accessibility, privacy, the moderation policy, how we count."""
