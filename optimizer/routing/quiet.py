"""HiGHS without its greeting."""

import highspy


class QuietHighs(highspy.Highs):
    """HiGHS greets on standard output as soon as its callbacks are set up; this one is silenced before."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
        """Set up callbacks, in silence."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
