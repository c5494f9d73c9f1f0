"""Scrapy settings: politeness, limits, and what is switched off. Nothing about portals stands here."""

import os

from crawler import variables

BOT_NAME = "nianbao"
ROBOTSTXT_USER_AGENT = "nianbao"
# Who visits and how to reach them: an address or mailbox in NIANBAO_CONTACT.
USER_AGENT = (
    f"nianbao/0.1 (government annual reports; {os.environ.get(variables.CONTACT, 'no contact given')})"
)
SPIDER_MODULES = ["spiders"]

# One connection a host and a pause between requests, kept where they are sent (crawler.manners.transport); pause and
# budget of a portal are in its registry row. A pause is never shorter than that, by up to the jitter longer.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0
NIANBAO_DELAY = 3.0
NIANBAO_JITTER = 0.3
NIANBAO_BUDGET = 200
NIANBAO_UNTIL = ""  # the end of the night's window, a moment in ISO 8601; a crawl by hand has none
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 20_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = (
    False  # what came of an answer that breaks off is there: crawler.received notes that it does
)
RETRY_ENABLED = False  # crawler.manners.answers asks again, by the class of failure, after the host's pause
RETRY_TIMES = 1
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # a page that sends its visitor on is evidence; spiders follow it once
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/pdf,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Our own robots middleware: Scrapy's ignores the status of robots.txt and allows everything on an error.
ROBOTSTXT_OBEY = False
# A robots.txt that answers 401 or 403 refuses; by RFC 9309 it would hold no rules (NIANBAO_ROBOTS_STRICT=0).
NIANBAO_ROBOTS_STRICT = os.environ.get(variables.ROBOTS_STRICT, "1") != "0"
DOWNLOADER_MIDDLEWARES = {
    "crawler.manners.allowed_hosts.HostGuard": 50,
    "crawler.manners.robots.Robots": 100,
    "crawler.manners.conditional.Revalidating": 560,  # below redirects and decompression, above retries
    "crawler.manners.answers.Answers": 585,  # sees answers after decompression, before META refreshes are followed
    "crawler.manners.answers.Redirects": 650,
    "crawler.manners.arrivals.Arrivals": 950,  # nearest to the network
}
TWISTED_DNS_RESOLVER = "crawler.manners.allowed_hosts.PublicResolver"
ITEM_PIPELINES = {"crawler.keeping.pipeline.Keep": 100}
EXTENSIONS = {"crawler.keeping.visits.PortalRuns": 100}

# Doors that stand open by default: Python sent to a port, a console, files and data as pages.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.manners.transport.Downloads",
    "https": "crawler.manners.transport.Downloads",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
HTTPCACHE_ENABLED = False
COOKIES_ENABLED = (
    True  # some portals refuse a visit that doesn't return their cookie; nothing is solved or forged
)
REFERRER_POLICY = "same-origin"

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.keeping.visits.ShortLog"
LOG_VERSIONS: list[str] = []
