"""The reference of the rules: `python -m store.checks.describe zh > docs/rules.zh.md`, and `en` for docs/rules.en.md."""

import sys
from itertools import groupby

from store.checks import RULES, Rule

_TITLES = {"zh": "# 规则一览", "en": "# The rules"}
_LEADS = {
    "zh": "由 `store/checks/contract/*.toml` 生成，请勿手改。规则编号长期不变；每条规则都有必须触发和必须沉默的例子"
    "（`tests/examples/`）。\n\n程度：错误＝填报或公布不符合规定；警告＝需要核对；提示＝不要求处理。"
    "凡依据我方推定或未能读取的单元格，一律只作“不能确定”，最重为警告。",
    "en": "Generated from `store/checks/contract/*.toml`, not to be edited. Ids never change; every rule has examples at "
    "which it must fire and must be silent (`tests/examples/`).\n\nSeverity: error, against the rules of filing or "
    "publication; warning, to be looked at; info, nobody need act. Whatever rests on a cell that we inferred or could "
    "not read is uncertain, and a warning at most.",
}
_CLASSES = {
    "zh": {
        "filing": "填报机关",
        "publication": "网站公布",
        "consistency": "填报内容",
        "extraction": "我方读取",
        "crawl": "采集",
    },
    "en": {
        "filing": "the agency's filing",
        "publication": "the site's publication",
        "consistency": "the agency's figures and text",
        "extraction": "our reading",
        "crawl": "our visit, or the site",
    },
}
_SEVERITIES = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}
_WORDS = {
    "zh": ("归属", "程度", "适用格式", "依据", "公式", "正确", "错误", "沿革", "常识"),
    "en": ("blame", "severity", "forms", "basis", "formula", "right", "wrong", "history", "common sense"),
}


def _entry(rule: Rule, language: str) -> str:
    blame, severity, forms, basis, formula, right, wrong, history, sense = _WORDS[language]
    chinese = language == "zh"
    changes = "; ".join(f"{change.on} {change.zh if chinese else change.en}" for change in rule.history)
    facts = [
        (blame, _CLASSES[language][rule.finding_class]),
        (severity, _SEVERITIES[language][rule.severity]),
        (forms, ", ".join(rule.forms)),
        (basis, rule.law or sense),
        (formula, f"`{rule.formula}`"),
        (right, rule.right.zh if chinese else rule.right.en),
        (wrong, rule.wrong.zh if chinese else rule.wrong.en),
        (history, changes),
    ]
    title, demands = (rule.title.zh, rule.demands.zh) if chinese else (rule.title.en, rule.demands.en)
    rows = "\n".join(f"- {name}: {words}" for name, words in facts)
    return f"### `{rule.id}` {title}\n\n{demands}\n\n{rows}\n"


def reference(language: str) -> str:
    """The whole reference as Markdown, in zh or en, grouped by whose fault a finding is."""
    order = list(_CLASSES[language])
    rules = sorted(RULES.values(), key=lambda rule: order.index(rule.finding_class))
    parts = [_TITLES[language], _LEADS[language]]
    for name, group in groupby(rules, key=lambda rule: rule.finding_class):
        parts += [f"## {_CLASSES[language][name]}", *(_entry(rule, language) for rule in group)]
    return "\n\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference(sys.argv[1]))
