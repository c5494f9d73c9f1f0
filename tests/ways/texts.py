"""What comes in place of pages: errors that programs print, strangers' pages, notices (texts.toml)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

_TEXTS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))

PRINTED: Mapping[str, str] = _TEXTS["printed"]
PAGES: Mapping[str, str] = _TEXTS["pages"]
DATA: Mapping[str, str] = _TEXTS["data"]
STRANGERS: Mapping[str, str] = _TEXTS["strangers"]
CLOSURES: Mapping[str, str] = _TEXTS["closures"]

BRANDS = "".join(
    f"<a href='http://b{number}.example/'>新葡京娱乐场官网入口</a> <a href='/app'>澳门皇冠体育手机版下载</a>"
    for number in range(20)
)
GAMBLING = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>新葡京官网-澳门皇冠体育-真人娱乐</title></head>"
    f"<body><h1>新葡京官网</h1><ul>{BRANDS}</ul><p>澳门皇冠体育，注册即送彩金。</p></body></html>\n"
)
