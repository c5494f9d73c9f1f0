"""The names of what a crawl is told from outside, each written down once: variables of the environment, Scrapy's settings.

Users set the variables of the environment; they stand in both READMEs. The settings are set for each process by
whoever starts it (`scheduler.crawling.processes`) or have their value in `crawler.settings`, under the same name.
"""

# Variables of the environment.
CONTACT = "NIANBAO_CONTACT"
NOTIFY = "NIANBAO_NOTIFY"
WINDOW = "NIANBAO_WINDOW"
# Also a setting: what the variable says, or else that robots.txt is taken strictly.
ROBOTS_STRICT = "NIANBAO_ROBOTS_STRICT"

# Settings that a process is started with.
DB = "NIANBAO_DB"
REGISTRY = "NIANBAO_REGISTRY"
RUN = "NIANBAO_RUN"
NIGHT = "NIANBAO_NIGHT"
NOW = "NIANBAO_NOW"
UNTIL = "NIANBAO_UNTIL"

# Settings with a value of their own.
DELAY = "NIANBAO_DELAY"
JITTER = "NIANBAO_JITTER"
BUDGET = "NIANBAO_BUDGET"
