"""One page for the board: plans side by side, who starts when, who bears what, and every school."""

from optimizer.outputs.dashboard.page import dashboard

__all__ = ["dashboard"]
