"""The Compare page's parts: who is compared, on what, and what came of it."""
