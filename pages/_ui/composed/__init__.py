"""The Search page's composed queries: a recipe of signed parts, its turns, and what came of it."""
