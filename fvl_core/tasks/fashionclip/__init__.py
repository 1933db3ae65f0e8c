"""The classes of the fashion-clip package, for people and programs that come from it."""
