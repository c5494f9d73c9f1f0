"""Pages that are nobody's report: recognised by counting, and never a real report that speaks of such things."""

import pytest

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.formats.hijacked import BRAND_MENTIONS, SOUNDS, foreign_jump, hijack, stub
from crawler.reading.formats.html import parse_html
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.papers.printed import figures_of, plain_page, read_text_of

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)
PAGE = plain_page(FORM, TRUTH)
TITLE = "白河市财政局2025年政府信息公开工作年度报告"


def refused(body: str, url: str = "report") -> str:
    """The failure a page ends in; "" where it is read."""
    try:
        read(Document(url, body.encode()))
    except UnreadableDocument as error:
        return error.failure
    return ""


# What was measured on copies of real reports.
HIJACKED = {
    "brand for the place in the title": PAGE.replace("白河市财政局", "UedBet体育财政局", 1),
    "site name in the title": PAGE.replace("<head>", "<head><title>开云手机官网入口·(中国)官方网站</title>"),
    "adult title": PAGE.replace("<head>", "<head><title>国产精品一区二区三区</title>"),
    "brand for a place all over the text": PAGE.replace(
        "略。", "新葡京博彩官网人民政府在新葡京博彩官网区委领导下，新葡京博彩官网各部门配合。"
    ),
    "brand for a word": PAGE.replace(
        "略。", "中国体育彩票app:做好工作，中国体育彩票app:落实，中国体育彩票app:改进。"
    ),
    "sounds in brackets": PAGE.replace(
        "略。", "本局(jú)加強組織(zhī)領導，健(jiàn)全制度，推進(jìn)公開工(gōng)作，落實（shí）責任。"
    ),
    "bopomofo in brackets": PAGE.replace(
        "略。", "本局(ㄐㄩˊ)加強組織(ㄓ)領導，健(ㄐㄧㄢˋ)全制度，推進(ㄐㄧㄣˋ)公開工(ㄍㄨㄥ)作。"
    ),
    "traditional with lost indents": PAGE.replace(
        "略。", "</p>" + "<p>??本機關對於政府資訊公開工作無從說起，這個條例與規則過時。</p>" * 9
    ),
    "sounds with combining marks": PAGE.replace(
        "略。", "局(ju\u0301)織(zhi\u0304)健(jia\u0300n)進(ji\u0300n)工(go\u0304ng)實(shi\u0301)"
    ),
    "jump elsewhere under the title": f"<title>{TITLE}</title><script>location.href='https://b.example/x'</script>",
    "refresh elsewhere": f'<meta http-equiv="refresh" content="0;url=http://b.example/"><h1>{TITLE}</h1>',
}


@pytest.mark.parametrize("copy", HIJACKED)
def test_hijacked_page_is_never_read(copy: str) -> None:
    assert HIJACKED[copy] != PAGE
    assert refused(HIJACKED[copy], "http://www.baihe.gov.cn/1.html") == "hijacked"


REAL = {
    "duties of a sports bureau": "指导体育彩票销售管理，公开体育彩票公益金使用情况。体育彩票公益金资助项目。中国体育彩票。"
    * 20,
    "lottery in a report of finance": "彩票公益金收支公开，福利彩票、体育彩票销售额。" * 10,
    "police on gambling": "打击网络赌博，侦破“新葡京”“皇冠体育”等跨境赌博案。查处VWIN网站。" * 5,
    "affairs of Taiwan and Hong Kong": "台港澳事务：臺灣同胞、香港中華總商會來訪，參觀「開發區」。",
    "the whole text for readers in Hong Kong": "本機關對於政府資訊公開工作無從說起，這個條例與規則過時。"
    * 200,
    "a place name with its sound": "螅（xī）镇位于岚（lán）河，螅（xī）镇人民政府。" * 20,
    "a surname with its sound": "尉迟（yù）氏、单（shàn）县、蔚（yù）县、螅（xī）镇",
    "remarks in Latin letters": "网站（web）、应用（app）、微信（wx）、公众号（gzh）、单位（dw）、本局（jzj）"
    * 5,
    "official site": "通过白河市人民政府（中国·白河）官方网站、手机客户端公开。信用中国（白河）官方网站。"
    * 5,
    "lost indents": "</p><p>??全年公开信息3条。</p><p>??无。</p><p>??无。</p><p>??无。",
    "virtue": "以德赢得尊重，势必威胁，拨开云雾。" * 5,
}


@pytest.mark.parametrize("report", REAL)
def test_real_report_that_speaks_of_such_things_is_read(report: str) -> None:
    assert figures_of(read_text_of(PAGE.replace("略。", REAL[report]))) == TRUTH
    assert refused(PAGE.replace("白河市财政局", "白河市体育彩票管理中心", 1)) == ""


def test_thresholds_are_met_exactly() -> None:
    sounds = "局(jú)织(zhī)健(jiàn)进(jìn)工(gōng)实(shí)"
    assert hijack((), "".join(sounds.split(")")[i] + ")" for i in range(SOUNDS)))
    assert not hijack((), "".join(sounds.split(")")[i] + ")" for i in range(SOUNDS - 1)) * 9)
    assert hijack((), "新葡京人民政府。" * BRAND_MENTIONS)
    assert not hijack((), "新葡京人民政府。" * (BRAND_MENTIONS - 1))


def test_a_page_may_jump_within_its_owner_or_to_another_government() -> None:
    def jump(target: str, url: str = "http://czj.baihe.gov.cn/1.html") -> str:
        page = f"<script>if(mobile) window.location.replace('{target}')</script>"
        return foreign_jump(parse_html(Document(url, page.encode())).root, url)

    assert jump("https://www.b.example/") == "www.b.example"
    assert jump("//b.example/x") == "b.example"
    assert jump("https://b.example/", "report.html") == "b.example"
    assert jump("https://m.baihe.example/", "http://www.baihe.example/1.html") == ""
    for own in (
        "/m/1.html",
        "http://m.baihe.gov.cn/1",
        "https://www.luzhou.gov.cn/",
        "1.html",
        "http://[bad",
    ):
        assert jump(own) == "", own


STUBS = {
    "empty shell": f"<html><title>{TITLE}</title><body><div id=app></div><script src=/a.js></script></body></html>",
    "placeholders": f"<html><title>{TITLE}</title><body><h1>{{{{title}}}}</h1><div>{{{{content}}}}</div></body></html>",
    "no script": f"<title>{TITLE}</title><noscript>请启用JavaScript后访问</noscript><div id=root></div>",
    "loading": f"<h1>{TITLE}</h1><p>正在加载…</p>",
    "soft 404": f"<title>{TITLE}</title><body><p>您访问的页面不存在或已被删除！</p></body>",
    "challenge": f"<title>{TITLE}</title><body>请完成安全验证后继续访问</body>",
    "block page": f"<h1>{TITLE}</h1><p>403 Forbidden</p>",
    "list shell": "<html><body><div>政府信息公开年报</div><ul id=list></ul><script>load(1)</script></body></html>",
    "flash viewer": f"<h1>{TITLE}</h1><canvas id=v></canvas><script>show(7)</script>",
}


@pytest.mark.parametrize("shell", STUBS)
def test_page_without_a_body_is_no_report_without_tables(shell: str) -> None:
    assert refused(STUBS[shell]) == "no_body"


@pytest.mark.parametrize(
    "body",
    [
        PAGE.replace("</h1>", "</h1><script>if (mobile) location.href='http://m.b.example/'</script>"),
        PAGE.replace("略。", "系统显示“页面不存在”时请致电。{{title}} 请启用JavaScript"),
        f"<script>location.href='http://m.b.example/'</script><h1>{TITLE}</h1><a href=1.pdf>附件</a>",
        f"<script>location.href='http://m.b.example/'</script><h1>{TITLE}</h1><p>{'本局公开信息。' * 200}</p>",
        f"<h1>{TITLE}</h1><img src=1.jpg><img src=2.jpg><script>count()</script>",
        f"<h1>{TITLE}</h1><p>一、总体情况</p><p>正在加载</p><script>x()</script>",
        f"<h1>{TITLE}</h1><p>{'本局全年公开信息。' * 80}页面不存在</p>",
    ],
    ids=[
        "a jump for telephones",
        "report",
        "jump and attachment",
        "jump and text",
        "pages as images",
        "a heading",
        "a long text",
    ],
)
def test_page_with_a_body_is_no_stub(body: str) -> None:
    assert refused(body) == ""


def test_stub_says_what_it_saw() -> None:
    root = parse_html(Document("x", b"<p>x</p>")).root
    assert "404 not found" in stub(root, "404 Not Found")
    assert stub(root, "信息") == ""
