"""The reader's training data, training and export."""
