"""The parts of the Catalogue page."""
