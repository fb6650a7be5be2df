"""The screen's state: two settings, what is looked at, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from viz.setting import Setting

MOST_STEPS = 100  # moves that can be undone


@dataclass(frozen=True)
class Screen:
    """What one browser sees: A, perhaps B, the point asked about, the language."""

    a: Setting = Setting()
    b: Setting | None = None
    at: int = 0  # month number; 0 is the last
    why: str = ""  # the figure asked about
    other: str = ""  # an outcome of the reader's choice
    language: str = "en"

    @property
    def edited(self) -> Setting:
        """The setting that levers move: B while two are compared."""
        return self.b or self.a

    def with_edited(self, setting: Setting) -> Screen:
        """Put a changed setting where levers move it."""
        if self.b is None:
            return replace(self, a=setting)
        return replace(self, b=setting)


@dataclass(frozen=True)
class Past:
    """Screens one can go back to and forward again."""

    steps: tuple[Screen, ...] = field(default=(Screen(),))
    at: int = 0

    @property
    def now(self) -> Screen:
        """The screen that stands."""
        return self.steps[self.at]

    def then(self, screen: Screen) -> Past:
        """Go to a new screen; what was undone is forgotten."""
        if screen == self.now:
            return self
        steps = (*self.steps[: self.at + 1], screen)[-MOST_STEPS:]
        return Past(steps, len(steps) - 1)

    def instead(self, screen: Screen) -> Past:
        """Change the screen without a step to go back: another month, another language."""
        steps = (*self.steps[: self.at], screen, *self.steps[self.at + 1 :])
        return Past(steps, self.at)

    def back(self) -> Past:
        """Undo."""
        return replace(self, at=max(0, self.at - 1))

    def forth(self) -> Past:
        """Redo."""
        return replace(self, at=min(len(self.steps) - 1, self.at + 1))
