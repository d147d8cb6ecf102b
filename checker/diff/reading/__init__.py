"""What a text says: its words as they are compared, the numbers and states that it promises, words that turn it."""
