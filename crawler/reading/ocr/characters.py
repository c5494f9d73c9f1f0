"""Lines of text as pixels → characters with a certainty each, by the recogniser that rapidocr brings along.

rapidocr itself would first look for text on the whole page, which costs five times as much and misses single digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.ocr.ruling import Pixels

THREADS = 2
CERTAIN = 0.9  # of the least certain character of a figure; below it, the cell is unread
_MODEL = "models/PP-OCRv6_rec_small.onnx"
_HEIGHT = 48  # pixels of a line as the recogniser was taught
_LEAST_WIDTH = 96
_MOST_WIDTH = 3_200  # a line across a page has 2,400
_SHORT = 12  # characters: the longest figure has 9
_BATCH = 3_200  # pixels of width recognised at once


@dataclass(frozen=True)
class Recognised:
    """A line of text, and how certain its least certain character is (0 to 1)."""

    text: str
    certainty: float


class Recogniser:
    """The model, loaded when there is something to read: what is no picture is refused before."""

    @cached_property
    def _model(self) -> tuple[Any, list[str]]:
        """The model's session, and the characters it knows."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.enable_cpu_mem_arena = False
        # Waiting must not cost CPU time.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        package = find_spec("rapidocr")
        assert package is not None
        assert package.origin is not None
        model = Path(package.origin).parent / _MODEL
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return session, ["", *characters, " "]

    def read(self, lines: Sequence[Pixels]) -> list[Recognised]:
        """What grey pictures of single lines say, in their order.

        A short line of which that isn't certain is read again, smaller: the same text may then be more certain.
        """
        recognised = self._read(lines)
        unsure = [
            place
            for place, one in enumerate(recognised)
            if one.certainty < CERTAIN and 0 < len(one.text) <= _SHORT
        ]
        again = self._read([_smaller(lines[place]) for place in unsure])
        for place, one in zip(unsure, again, strict=True):
            if one.text == recognised[place].text:
                recognised[place] = max(one, recognised[place], key=lambda reading: reading.certainty)
        return recognised

    def _read(self, lines: Sequence[Pixels]) -> list[Recognised]:
        pictures = [_normal(line) for line in lines]
        recognised: list[Recognised] = [Recognised("", 0.0)] * len(lines)
        batch: list[int] = []
        for place in sorted(range(len(lines)), key=lambda place: pictures[place].shape[1]):
            if batch and (len(batch) + 1) * pictures[place].shape[1] > _BATCH:
                self._recognise(pictures, batch, recognised)
                batch = []
            batch.append(place)
        if batch:
            self._recognise(pictures, batch, recognised)
        return recognised

    def _recognise(
        self, pictures: Sequence[Pixels], batch: Sequence[int], recognised: list[Recognised]
    ) -> None:
        import numpy as np

        width = max(_LEAST_WIDTH, *(pictures[place].shape[1] for place in batch))
        tensor = np.zeros((len(batch), 3, _HEIGHT, width), dtype=np.float32)
        for number, place in enumerate(batch):
            tensor[number, :, :, : pictures[place].shape[1]] = pictures[place]
        session, _ = self._model
        output = session.run(None, {session.get_inputs()[0].name: tensor})[0]
        for number, place in enumerate(batch):
            recognised[place] = self._decoded(output[number])

    def _decoded(self, steps: Pixels) -> Recognised:
        """Characters from steps (place × probability of each): repeats are one character, 0 is none."""
        best = steps.argmax(axis=1).tolist()
        text, certainty, last = "", 1.0, 0
        for place, character in enumerate(best):
            if character and character != last:
                text += self._model[1][character]
                certainty = min(certainty, float(steps[place, character]))
            last = character
        return Recognised(text, certainty if text else 0.0)


def _smaller(line: Pixels) -> Pixels:
    """A line with more paper around it: its characters get smaller in the recogniser's height."""
    import cv2

    more = line.shape[0] // 6
    return cv2.copyMakeBorder(line, more, more, more, more, cv2.BORDER_REPLICATE)


def _normal(line: Pixels) -> Pixels:
    """A grey line in the recogniser's height, from -1 (black) to 1."""
    import cv2
    import numpy as np

    height, width = line.shape
    wide = min(_MOST_WIDTH, max(8, round(width * _HEIGHT / height)))
    return cv2.resize(line, (wide, _HEIGHT), interpolation=cv2.INTER_CUBIC).astype(np.float32) / 127.5 - 1


def require_extra() -> None:
    """Raise UnreadableDocument, saying what to install, where nianbao[ocr] isn't."""
    if any(find_spec(name) is None for name in ("cv2", "onnxruntime", "rapidocr")):
        raise UnreadableDocument(
            "unreadable_format",
            "内容是扫描件或图片，识别文字的组件没有安装；请运行 make ocr（或 pip install -r requirements-ocr.txt）后再读取",
        )
