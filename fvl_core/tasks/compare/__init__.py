"""Two to four answers to one question, side by side: rankings, labels, known targets, and the cost."""
