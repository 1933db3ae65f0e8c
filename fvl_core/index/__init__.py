"""Nearest neighbours among unit vectors; every kind answers as brute force would."""
