"""Page images made fit for reading: one size, no red stamps, straight; ink told from paper; lines of text found."""

from dataclasses import dataclass
from itertools import pairwise

from crawler.reading.ocr.ruling import Box, Pixels

SHORT_SIDE = 1500  # pixels of the shorter side of a page as read: A4 at 180 dpi
_MAX_LONG = 12_000  # pixels of the longer side: a report as one tall picture
_MAX_TURN = 3.0  # degrees that a page may lie askew
_SPECK = 8  # pixels of ink: less is no dot of a character
_LEADING = 3  # pixels without ink between two lines of text at least
_SLANT = 0.13  # of its height, by which the top of a slash leans; 7 has 0.08
INK = 22  # grey levels darker than the paper around it: ink
_RED = 15  # grey levels by which red must exceed green and blue
_STAMP = 90  # pixels, both ways: the star in a stamp is larger, a figure smaller
_PALE = 0.5  # of the contrast of letters: what is paler and as broad as no stroke of them is none
_BROAD = 5  # pixels
_GRAIN = 2.4  # pixels of full ink: the dot of a decimal in 8 point has 4
_NOISY = 500  # grains
_CLOT = 8.0  # pixels of full ink: several grains that touch
_ALONE = 8  # pixels around it in which a dot of a character has others of its ink
_LEAST_SIZE = 14  # pixels: characters of labels are as wide at least, a figure one is not
_RULE = 60  # pixels: longer than any stroke
_FAINT = 26  # grey levels: the least contrast that a blank cell can't have


@dataclass(frozen=True)
class PageImage:
    """A page in one size and straight.

    `grey` is what to read, without what is printed in red or pale behind it; `every` has all but stamps, which stand
    where `hidden` isn't 0. `contrast` is how much darker than its paper all but what is red is; `ink` is 255 where
    `grey` is much darker.
    """

    grey: Pixels
    every: Pixels
    hidden: Pixels
    contrast: Pixels
    ink: Pixels


def prepared(picture: Pixels) -> PageImage:
    """A picture (height × width × 3, red first) as a page to read."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    scale = min(SHORT_SIDE / min(height, width), _MAX_LONG / max(height, width), 2.0)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(
        picture, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=way
    )
    red, green, blue = cv2.split(picture)
    others = cv2.max(green, blue)
    stamped = cv2.dilate(cv2.subtract(red, others), cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))
    grey = cv2.addWeighted(red, 1.0, stamped, 0.4, 0)
    grey = _without_grains(grey)
    every = cv2.min(cv2.min(red, green), blue)
    hidden = _stamps(stamped)
    every = np.where(hidden > 0, grey, every)
    turn = _turn(_ink(_contrast(grey)))
    if turn:
        size = (grey.shape[1], grey.shape[0])
        matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn, 1)
        grey, every, hidden = (
            cv2.warpAffine(layer, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
            for layer in (grey, every, hidden)
        )
    contrast = _contrast(grey)  # rules may be pale
    grey = _without_shades(grey)
    return PageImage(grey, every, hidden, contrast, _ink(_contrast(grey)))


def _without_grains(grey: Pixels) -> Pixels:
    """A noisy page without its grains: what has less ink in all than the dot of a decimal, or little more and stands
    alone.
    """
    import cv2
    import numpy as np

    contrast = _contrast(grey)
    dark = contrast[contrast > INK]
    if not dark.size:
        return grey
    _, labels = cv2.connectedComponents(cv2.compare(contrast, INK, cv2.CMP_GT))
    amounts = np.bincount(labels.ravel(), weights=contrast.ravel()) / np.percentile(dark, 95)
    grains = amounts < _GRAIN
    grains[0] = False
    if grains.sum() < _NOISY:
        return grey
    strokes = ((amounts >= _CLOT)[labels] & (labels > 0)).astype(np.uint8)
    for size in ((_RULE, 1), (1, _RULE)):
        strokes -= cv2.morphologyEx(strokes, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * _ALONE + 1, 2 * _ALONE + 1))
    beside = cv2.dilate(strokes, around)
    alone = np.bincount(labels.ravel(), weights=beside.ravel()) == 0
    grains |= (amounts < _CLOT) & alone
    grains[0] = False
    around = cv2.dilate(grains[labels].astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    kept = (labels > 0) & ~grains[labels]
    return np.where((around > 0) & ~kept, cv2.add(grey, contrast), grey)


def _without_shades(grey: Pixels) -> Pixels:
    """A page without watermarks: much paler than its letters, in broader strokes, and larger than a column of figures."""
    import cv2
    import numpy as np

    contrast = _contrast(grey, 31)
    dark = contrast[contrast > INK]
    if not dark.size:
        return grey
    letters = (contrast >= _PALE * np.percentile(dark, 95)).astype(np.uint8)
    beside = cv2.dilate(letters, cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))
    pale = ((contrast > INK // 3) & (beside == 0)).astype(np.uint8)
    broad = cv2.morphologyEx(
        pale, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (_BROAD, _BROAD))
    )
    shade = cv2.dilate(broad, cv2.getStructuringElement(cv2.MORPH_RECT, (13, 13))) & pale
    together = cv2.dilate(shade, cv2.getStructuringElement(cv2.MORPH_RECT, (51, 51)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(together)
    large = (stats[:, cv2.CC_STAT_WIDTH] > 3 * _STAMP) & (stats[:, cv2.CC_STAT_HEIGHT] > 3 * _STAMP)
    large[0] = False
    return np.where((shade > 0) & large[labels], cv2.add(grey, contrast), grey)


def _stamps(stamped: Pixels) -> Pixels:
    """255 where red shapes lie that are larger than any figure: stamps; 0 elsewhere."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.compare(stamped, _RED, cv2.CMP_GT))
    large = (stats[:, cv2.CC_STAT_WIDTH] > _STAMP) & (stats[:, cv2.CC_STAT_HEIGHT] > _STAMP)
    large[0] = False
    return cv2.dilate(large[labels].astype(np.uint8) * 255, cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))


def _contrast(grey: Pixels, around: int = 9) -> Pixels:
    """How much darker than the paper around it each pixel is; `around` in eight pixels."""
    import cv2

    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), around)
    return cv2.subtract(
        cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR), grey
    )


def _ink(contrast: Pixels) -> Pixels:
    """255 where there is ink."""
    import cv2

    return without_specks(cv2.compare(cv2.GaussianBlur(contrast, (0, 0), 0.8), INK, cv2.CMP_GT))


def _turn(ink: Pixels) -> float:
    """Degrees by which a page must be turned for its lines to lie level: where rows of ink are sharpest."""
    import cv2
    import numpy as np

    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    small = small[: 2 * small.shape[1]]  # the top of a tall picture tells
    height, width = small.shape
    tall = np.arange(height, dtype=np.float32)[:, None] * np.ones((1, width), np.float32)
    across = (np.arange(width, dtype=np.float32) - width / 2)[None, :]
    weights = small.ravel()
    filled = np.flatnonzero(weights > 60)
    if len(filled) < 50:
        return 0.0
    filled = filled[:: max(1, len(filled) // 60_000)]
    y, x = tall.ravel()[filled], np.broadcast_to(across, small.shape).ravel()[filled]

    def sharpness(degrees: float) -> float:
        rows = np.rint(y - x * np.tan(np.radians(degrees))).astype(np.int64)
        counts = np.bincount(rows - rows.min())
        return float((counts.astype(np.float64) ** 2).sum())

    best = max((step / 4 for step in range(-round(_MAX_TURN * 4), round(_MAX_TURN * 4) + 1)), key=sharpness)
    fine = max((best + step / 20 for step in range(-6, 7)), key=sharpness)
    return fine if abs(fine) > 0.04 else 0.0


def without_specks(ink: Pixels) -> Pixels:
    """Ink without what is too small to be a dot of a character."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    kept[0] = False
    return kept[labels].astype(np.uint8) * 255


def is_blank(page: PageImage, box: Box) -> bool:
    """Whether a cell shows nothing at all, in no colour: not even something too faint to be read."""
    import cv2
    import numpy as np

    inside = Box(box.left + 6, box.top + 6, box.right - 6, box.bottom - 6).of(page.every)
    if inside.size == 0:
        return False
    smooth = cv2.GaussianBlur(cv2.medianBlur(np.ascontiguousarray(inside), 3), (0, 0), 1.0).astype(np.float32)
    return float(np.median(smooth) - smooth.min()) < _FAINT


def text_lines(ink: Pixels) -> list[Box]:
    """The lines of text of a piece of page, from top to bottom: rows with ink between rows without."""
    import numpy as np

    lines = []
    for top, bottom in _runs(ink.any(axis=1), _LEADING):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        lines.append(Box(int(columns[0]), top, int(columns[-1]) + 1, bottom))
    return lines


def stacked(ink: Pixels) -> list[Box]:
    """The characters of a cell whose text runs downwards, from top to bottom; [] if it doesn't."""
    pieces = _runs(ink.any(axis=1), 1)
    across = _runs(ink.any(axis=0), ink.shape[1])
    if not pieces or pieces[-1][1] - pieces[0][0] < 3 * (size := across[0][1] - across[0][0]):
        return []
    pieces = [part for piece in pieces for part in _divided(ink, piece, size)]
    characters: list[tuple[int, int]] = []
    for top, bottom in pieces:  # 三 has three pieces
        if characters and bottom - characters[-1][0] <= 1.1 * size:
            characters[-1] = (characters[-1][0], bottom)
        else:
            characters.append((top, bottom))
    if len(characters) < 3:
        return []
    wide = [_runs(ink[top:bottom].any(axis=0), ink.shape[1])[0] for top, bottom in characters]
    return [
        Box(left, top, right, bottom) for (left, right), (top, bottom) in zip(wide, characters, strict=True)
    ]


def _divided(ink: Pixels, piece: tuple[int, int], size: int) -> list[tuple[int, int]]:
    """The characters of a piece in which bold ones of `size` stand so close that no row between them is free."""
    import numpy as np

    top, bottom = piece
    count = round((bottom - top) / size)
    if count < 2 or size < _LEAST_SIZE:
        return [piece]
    rows = (ink[top:bottom] > 0).sum(axis=1)
    pitch = len(rows) / count
    near = round(pitch / 5)
    cuts = [round(pitch * number) - near for number in range(1, count)]
    cuts = [top + cut + int(np.argmin(rows[cut : cut + 2 * near + 1])) for cut in cuts]
    return list(pairwise([top, *cuts, bottom]))


def _runs(filled: Pixels, gap: int) -> list[tuple[int, int]]:
    """Start and end of each stretch of rows that are filled, apart by more than `gap`."""
    import numpy as np

    rows = np.flatnonzero(filled)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > gap)
    starts = [int(rows[0]), *(int(rows[place + 1]) for place in breaks)]
    return list(zip(starts, [*(int(rows[place]) + 1 for place in breaks), int(rows[-1]) + 1], strict=True))


def slants(ink: Pixels) -> bool:
    """Whether a character leans like a slash: its top stands far right of its foot."""
    import numpy as np

    height = ink.shape[0]
    third = max(1, height // 3)
    top, foot = np.nonzero(ink[:third])[1], np.nonzero(ink[-third:])[1]
    return bool(
        len(top) and len(foot) and ink.shape[1] < height and top.mean() - foot.mean() > _SLANT * height
    )
