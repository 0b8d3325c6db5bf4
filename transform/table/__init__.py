"""From cells to facts: each form reads a table for itself, and the evidence decides between what they read."""
