"""What is wrong with an import: all of it, each with its file and line, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_KEPT = 1_000


@dataclass(frozen=True, order=True)
class Problem:
    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.sentence}"


@dataclass
class Findings:
    """Problems hold an import up, notes do not; of very many problems the first are kept."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def add(self, file: str, line: int, sentence: str) -> None:
        if len(self.problems) < MOST_KEPT:
            self.problems.append(Problem(file, line, sentence))
        else:
            self.left_out += 1

    def note(self, file: str, line: int, sentence: str) -> None:
        self.notes.append(Problem(file, line, sentence))

    @property
    def count(self) -> int:
        return len(self.problems) + self.left_out
