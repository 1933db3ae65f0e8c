"""The Outfits page's parts: who can do it, what is worn, and what was found."""
