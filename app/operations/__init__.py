"""What keeps the site running, for administrators to see."""
