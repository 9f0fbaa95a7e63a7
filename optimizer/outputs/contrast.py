"""Text on colour that can be read: black or white, whichever stands out more (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

DARK, LIGHT = "#000000", "#FFFFFF"


def ink_on(colour: str) -> str:
    """Choose black or white for text on ``colour``; one of them always has 4.5:1."""
    return max((DARK, LIGHT), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
