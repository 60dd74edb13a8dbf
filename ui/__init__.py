"""The chat: widgets wired to one assistant call each, and the views of its answers."""
