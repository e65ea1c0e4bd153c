"""A sentence for people, in Thai and in English."""

from __future__ import annotations

from dataclasses import dataclass


class Bilingual:
    """A value that carries one sentence in both languages."""

    __slots__ = ()

    thai: str
    english: str

    def text(self, language: str = "th") -> str:
        """The sentence in `language` (`th` or `en`)."""
        return self.english if language == "en" else self.thai


@dataclass(frozen=True, slots=True)
class Sentence(Bilingual):
    """A sentence that carries nothing else."""

    thai: str
    english: str
