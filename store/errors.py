"""What is expected to go wrong: every exception of ours is one of these, and a person gets it as one line."""


class NianbaoError(Exception):
    """The base of all exceptions of ours: the command line tells them in a line and ends with 2; anything else is a bug."""


class OperatorError(NianbaoError):
    """Raised for what whoever runs the program can put right: says what is wrong and what to do, Chinese first."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, english)
        self.chinese = chinese
        self.english = english

    def __str__(self) -> str:
        return both(self.chinese, self.english)


def both(chinese: str, english: str) -> str:
    """What operators are told, as everything that they are told: in Chinese first, in English after."""
    return f"{chinese} {english}"
