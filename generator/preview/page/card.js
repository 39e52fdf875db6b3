// One side of a card in a frame of its own: Anki's style reaches into it, the page's does not.

const sheets = new Map();
const mathSheet = new CSSStyleSheet();

function sheetOf(css) {
  if (!sheets.has(css)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheets.get(css);
}

// The card's HTML as nodes; nothing is loaded before its pictures have their place.
function sideOf(html, card, side, typed) {
  const template = document.createElement("template");
  template.innerHTML =
    card.typed === null ? html : html.replace(MARKER, '<span id="typed-here"></span>');
  for (const picture of template.content.querySelectorAll("img"))
    picture.setAttribute("src", pictureAt(picture.getAttribute("src")));
  for (const link of template.content.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noreferrer noopener";
  }
  template.content.querySelector("#typed-here")?.replaceWith(
    side === "answer"
      ? comparison(typed, plainText(card.typed))
      : element(
          "center",
          {},
          element("input", {
            id: "typeans",
            type: "text",
            value: typed,
            autocomplete: "off",
            autocapitalize: "off",
            spellcheck: "false",
            "aria-label": "Type the answer",
          }),
        ),
  );
  return template.content;
}

function frameOf(note, card, { screen, light, side }, typed) {
  const frame = element("div", { class: "frame" });
  const root = frame.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheetOf(FRAME_CSS), sheetOf(deck.css[note.kind] ?? ""), mathSheet];
  const night = light === "night" ? " nightMode night_mode" : "";
  const inner = element("div", { id: "qa", dir: "auto" });
  inner.append(sideOf(card[side], card, side, typed));
  root.append(element("div", { class: `card card${card.ordinal + 1}${night}` }, inner));
  const words = [
    look.both ? (side === "answer" ? "Answer" : "Question") : "",
    screen === "phone" ? "Phone" : "Desktop",
    night ? "night" : "",
  ];
  const caption = words.filter(Boolean).join(", ");
  return element(
    "figure",
    { class: `${screen} ${light} ${side}`, "aria-label": caption },
    element("figcaption", { "aria-hidden": "true" }, caption),
    frame,
  );
}

// TeX, as Anki sets it: MathJax is asked for when the first card has some, and told what to leave.

const HAS_TEX = /\\[([]/;
let mathJax = null;

window.MathJax = {
  tex: {
    displayMath: [["\\[", "\\]"]],
    processEscapes: false,
    processEnvironments: false,
    processRefs: false,
    packages: { "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"] },
  },
  loader: { load: ["[tex]/noerrors", "[tex]/mathtools"], versionWarnings: false },
  svg: { fontCache: "local" },
  // No menu: it would bring a style of its own, and Anki has none.
  options: { enableMenu: false, MenuClass: class { settings = {}; menu = { store: { sort() {} } }; } },
  startup: {
    typeset: false,
    ready() {
      MathJax.startup.defaultReady();
      // Its style goes into the frames; the page takes no style that is not its own.
      MathJax.startup.document.addStyleSheet = () => {};
    },
  },
};

function loadMathJax() {
  mathJax ??= new Promise((done, failed) => {
    if (MathJax.startup.promise) return done();
    const script = element("script", { src: "mathjax.js" });
    script.addEventListener("load", done);
    script.addEventListener("error", failed);
    document.head.append(script);
  }).then(() => MathJax.startup.promise);
}

// One after the other: MathJax measures what is on the page, and can't do two things at once.
function setFormulas(frames) {
  const wanted = frames.filter((frame) => HAS_TEX.test(frame.shadowRoot.textContent));
  if (!wanted.length || !deck.formulas) return;
  loadMathJax();
  mathJax = mathJax.then(async () => {
    const seen = wanted.filter((frame) => frame.isConnected && frame.checkVisibility());
    await MathJax.typesetPromise(seen.map((frame) => frame.shadowRoot.querySelector("#qa")));
    const css = MathJax.svgStylesheet().textContent;
    if (mathSheet.text !== css) mathSheet.replaceSync((mathSheet.text = css));
    MathJax.typesetClear();
  });
}
