"""HTML that must not reach a card: what attackers write, and what would be inert anyway."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.markup import listed

__all__ = ["INERT", "REFUSED", "harm_in"]

REFUSED = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//e.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</b>",
    "x</script>",
    '<img src="a.png" onerror="alert(1)">',
    "<img src=a.png onerror=alert(1)>",
    '<img src="a.png" ONERROR=alert(1)>',
    "<img src=javascript:alert(1)>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img src=https://e.org/track.png>",
    "<img src=//e.org/track.png>",
    "<img srcset='https://e.org/x 2x' src=a.png>",
    "![x](https://e.org/track.png)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java&#115;cript:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](JAVASCRIPT:alert(1) 'title')",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "<a href=x onclick=alert(1)>y</a>",
    "<a href=x target=_blank ping=https://e.org>y</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    "<iframe src=https://e.org></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<link rel=stylesheet href=https://e.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://e.org'>",
    "<base href=https://e.org/>",
    "<style>.card{display:none}</style>",
    "<style>@import 'https://e.org/x.css';</style>",
    "<div style='position:fixed;top:0'>x</div>",
    "<div style='background:url(https://e.org/x)'>x</div>",
    "<div style='background-image:url(https://e.org/x)'>x</div>",
    "<div style='display:none'>x</div>",
    "<div style='animation:x 1s'>x</div>",
    "<div id=answer>x</div>",
    "<form action=https://e.org><input name=x></form>",
    "<button onclick=alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x onerror=alert(1)></video>",
    "<audio src=https://e.org/x.mp3 autoplay></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    "<select><option>x</option></select>",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onmouseover=alert(1)>x</b>",
    '<b x="y" onmouseover="alert(1)">x</b>',
    "<b style='color:red' onclick=alert(1)>x</b>",
    "<b style='behavior:url(x.htc)'>x</b>",
    "<!-- <b>x</b> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "x\n<div onclick=alert(1)>\ny\n</div>",
    "x\n\n<script>\nalert(1)\n</script>",
    "- a\n- <img src=a.png onload=alert(1)>",
    "|a|\n|-|\n|<img src=a.png onload=alert(1)>|",
    "x\n<table><td onclick=alert(1)>y</table>",
)
"""Each must be an error, M001 or one about pictures."""

INERT = (
    "<script\n>alert(1)</script\n>",
    "<img src=a.png\nonerror\n=\nalert(1)>",
    "<img/src=a.png/onerror=alert(1)>",
    "`<script>alert(1)</script>`",
    "``<img src=x onerror=alert(1)>``",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\(<script>alert(1)</script>\\)",
    "\\[<img src=x onerror=alert(1)>\\]",
    "<script",
    "< script>alert(1)</ script>",
    "<img src=x onerror=alert(1)//",
    "<>\"'",
    "x < y > z",
    "javascript:alert(1)",
    "onerror=alert(1)",
    "[x]: javascript:alert(1)",
    "<https://e.org/?a=b&c=d>",
    "<me@e.org>",
    '[x](https://e.org/ "a title")',
    '[x](https://e.org/"onmouseover=alert(1))',
    "```\n<script>alert(1)</script>\n```",
    "x\n\n    <script>alert(1)</script>",
    "\"'><b>x</b>",
    "<b>x</b>",
    "<b style='color:red'>x</b>",
    "{{{{a}}",
    "{{c1::x",
    "[sound:x.mp3]",
    "[anki:tts lang=en_US]x[/anki:tts]",
    "[latex]x[/latex]",
    "[$]x[/$]",
    "[[type:Front]]",
    "{{Front}",
    "{{type:Front}",
    "{{#Front}",
)
"""Each may come through, if it does no harm."""

_TAGS = listed(
    "a b blockquote br code div em h1 hr i img li ol p pre span strong sub sup table tbody td th "
    "thead tr ul details summary"
)
_ATTRIBUTES = listed(
    "alt align class data-cloze data-ordinal dir href id lang open src start style title"
)
_RUNS = listed("javascript data vbscript file")


class _Harm(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            scheme = (value or "").split(":")[0].strip().lower()
            if name not in _ATTRIBUTES or (name == "id" and value not in {"answer"}):
                self.found.append(f"{name} of <{tag}>")
            elif (name == "href" and scheme in _RUNS) or (name == "src" and "/" in (value or "")):
                self.found.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")


def harm_in(html: str) -> list[str]:
    """What a browser would do with ``html`` beyond showing it."""
    parser = _Harm()
    parser.feed(html)
    parser.close()
    return parser.found
