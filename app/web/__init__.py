"""What every page shares: the door, headers, caching, errors, assets, limits."""
