// The page at work: the deck comes in, the keyboard and the switches go out.

let deck = { version: 0, deck: "", css: {}, findings: [], notes: [], local: true };
const bodies = new Map(); // key → body

function take(news) {
  for (const entry of news.notes) {
    if (entry.body) bodies.set(entry.key, entry.body);
    entry.body = bodies.get(entry.key);
  }
  const found = Map.groupBy(news.findings, ({ note }) => note);
  for (const entry of news.notes) entry.face = faceOf(entry, found);
  deck = news;
  const used = new Set(deck.notes.map(({ key }) => key));
  for (const key of bodies.keys()) if (!used.has(key)) bodies.delete(key);
  document.title = `${deck.name || deck.deck}${deck.local ? " · preview" : ""}`;
  at("name").textContent = deck.name || deck.deck;
  tell();
  offerFilters();
  applyFilters((before, now) => before.face === now.face);
}

// All that is shown of a note, in short.
function faceOf({ name, key, path, line, mark, stale }, found) {
  return JSON.stringify([key, path, line, mark, stale, found.get(name)]);
}

function tell() {
  const counts = ["error", "warning", "info"]
    .map((severity) => [deck.findings.filter((f) => f.severity === severity).length, severity])
    .filter(([count]) => count)
    .map(([count, word]) => `${count} ${word}${count > 1 && word !== "info" ? "s" : ""}`);
  const box = at("findings");
  box.hidden = !deck.findings.length;
  box.querySelector("summary").textContent = counts.join(", ");
  const known = new Set(deck.notes.map(({ name }) => name));
  const list = deck.findings.map((finding) => {
    const item = findingOf(finding);
    if (known.has(finding.note)) {
      const link = element("a", { href: `#n-${finding.note}` }, finding.note);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        if (!shown.some(({ name }) => name === finding.note)) clearFilters();
        visit(finding.note);
      });
      item.querySelector("b").after(" ", link);
    }
    return item;
  });
  box.querySelector("ul").replaceChildren(...list);
  // What no card can show is told at once.
  if (deck.findings.some(({ note, severity }) => severity === "error" && !known.has(note))) box.open = true;
  const tex = deck.notes.some(({ body }) => body.cards.some((c) => HAS_TEX.test(c.question + c.answer)));
  notify(
    deck.trouble ||
      (tex && !deck.formulas ? `TeX is shown as it is typed. To see it set: ${deck.remedy}` : ""),
    !deck.trouble,
  );
}

function notify(words, mild = false) {
  at("notice").hidden = !words;
  at("notice").textContent = words;
  at("notice").classList.toggle("mild", mild);
}

// News: asked for again and again while the page is seen; the server answers when there are some.
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const seen = () =>
  new Promise((done) => {
    if (!document.hidden) return done();
    document.addEventListener("visibilitychange", () => seen().then(done), { once: true });
  });

async function follow() {
  for (;;) {
    await seen();
    try {
      const answer = await fetch(`deck?since=${deck.version}`);
      if (answer.status === 200) take(await answer.json());
      else if (answer.status !== 204) throw new Error(answer.statusText);
      else if (at("notice").dataset.gone) tell();
      delete at("notice").dataset.gone;
    } catch {
      at("notice").dataset.gone = "yes";
      notify("The preview has stopped. The cards are as they were; start `studydeck preview` again.");
      await pause(2);
    }
  }
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  " ": () => {
    const box = currentBox();
    if (box && !look.both) turn(box);
    if (box && box !== document.activeElement) box.focus({ preventScroll: true });
  },
  End: toEnd,
  c: () => currentBox()?.closest("article").querySelector(".copy").click(),
  b: () => document.querySelector('[data-look="both"]').click(),
  "/": () => at("search").focus(),
  "?": () => at("keys").showModal(),
};

function listen() {
  document.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    const box = document.activeElement?.closest?.(".one");
    if (event.key === "Escape" && target === at("search")) {
      event.preventDefault(); // the browser would empty it
      return target.blur();
    }
    if (event.key === "Enter" && target.id === "typeans" && box) return turn(box);
    const own = target.matches?.("input, select, textarea, button, summary, a, label");
    const texts = target.matches?.("select, textarea, input:not([type=radio], [type=checkbox])");
    if (event.ctrlKey || event.metaKey || event.altKey || at("keys").open) return;
    if (texts || (event.key === " " && own) || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  for (const button of document.querySelectorAll("[data-look]"))
    button.addEventListener("click", () => {
      switchLook(button.dataset.look);
      showLook();
      heights.clear();
      applyFilters(() => false);
    });
  at("help").addEventListener("click", () => at("keys").showModal());
  listenToFilters();
}

function showLook() {
  for (const button of document.querySelectorAll("[data-look]"))
    button.setAttribute("aria-pressed", String(look[button.dataset.look]));
}

listen();
showLook();
const inlined = document.getElementById("data");
if (inlined) addEventListener("load", () => take(JSON.parse(inlined.textContent)));
else follow();
