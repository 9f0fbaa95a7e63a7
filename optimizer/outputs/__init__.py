"""What people read of a plan: maps, comparison, report and summary. Outputs only read."""
