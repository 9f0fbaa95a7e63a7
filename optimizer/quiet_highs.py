"""HiGHS as every room here uses it: one core, and nothing on standard output."""

import highspy


class QuietHighs(highspy.Highs):
    """HiGHS on one core, silenced before its callbacks are set up, which is when it greets."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
        """Set up callbacks, in silence."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
