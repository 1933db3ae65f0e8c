"""The Errors page's parts: figures, what is confused with what, and the pictures behind it."""
