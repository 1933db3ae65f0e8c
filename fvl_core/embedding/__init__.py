"""Models with a memory: what was encoded once is never encoded again."""
