"""A picture and words become one query vector."""
