"""The plan as understood, and every statement about it."""
