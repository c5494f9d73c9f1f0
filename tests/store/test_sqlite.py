"""What sqlite-utils would import for nothing is not imported, and is there for whoever wants it."""

import subprocess
import sys

from tests import ROOT

LOADED = (
    "import sys, spiders.reading, crawler.keeping.pipeline; print({'pandas', 'numpy'} & sys.modules.keys())"
)


def test_neither_pandas_nor_numpy_is_loaded_with_the_store() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_both_can_be_imported_after_it() -> None:
    wanted = "import store.sqlite, numpy, pandas; print(pandas.DataFrame([1]).shape)"
    done = subprocess.run(
        [sys.executable, "-c", wanted], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "(1, 1)\n"
