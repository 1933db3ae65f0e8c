"""Pictures and tables on their way in: stored by content, looked over, and made into a catalogue."""
