"""Scrapy settings: politeness, limits, and what is switched off. Nothing about portals stands here."""

import os

BOT_NAME = "nianbao"
ROBOTSTXT_USER_AGENT = "nianbao"
# Who visits and how to reach them: an address or mailbox in NIANBAO_CONTACT.
USER_AGENT = (
    f"nianbao/0.1 (government annual reports; {os.environ.get('NIANBAO_CONTACT', 'no contact given')})"
)
SPIDER_MODULES = ["spiders"]

# One connection a host and a pause between requests; the pause of a portal is in its registry row.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 3.0
DOWNLOAD_DELAY_JITTER = 0.3
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 20_000_000
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 503, 504, 408, 429]
REDIRECT_MAX_TIMES = 5
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/pdf,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Our own robots middleware: Scrapy's ignores the status of robots.txt and allows everything on an error.
ROBOTSTXT_OBEY = False
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.HostGuard": 50,
    "crawler.middlewares.Robots": 100,
}
TWISTED_DNS_RESOLVER = "crawler.middlewares.PublicResolver"
ITEM_PIPELINES = {"crawler.pipelines.Keep": 100}
EXTENSIONS = {"crawler.runs.PortalRuns": 100}

# Doors that stand open by default: Python sent to a port, a console, files and data as pages.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
HTTPCACHE_ENABLED = False
COOKIES_ENABLED = (
    True  # some portals refuse a visit that doesn't return their cookie; nothing is solved or forged
)
REFERRER_POLICY = "same-origin"

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.runs.ShortLog"
LOG_VERSIONS: list[str] = []
