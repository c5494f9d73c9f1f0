"""Scrapy in a process whose memory is told: `python -m tests.made.portals.measured FILE crawl …`.

FILE gets the bytes of the largest process.
"""

import resource
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    ended = subprocess.run([sys.executable, "-m", "scrapy", *sys.argv[2:]], check=False)
    Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024), "ascii")
    sys.exit(ended.returncode)
