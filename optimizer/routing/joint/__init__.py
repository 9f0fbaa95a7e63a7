"""Runs and connections chosen together: column generation with a proven bound on the buses."""
