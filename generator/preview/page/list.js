// The list of notes. Only those near the screen are filled, so that ten thousand are no burden.

const cardsAt = document.getElementById("cards");
const articles = new Map(); // id → article
const NEAR = "1500px 0px";

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? fill(target) : empty(target);
  },
  { rootMargin: NEAR },
);

function pictureAt(name) {
  return deck.local ? `media/${encodeURIComponent(name)}` : (deck.pictures[name] ?? "");
}

const keyOf = (note, card) => `${note.id}:${card.ordinal}`;

function articleOf(entry) {
  let article = articles.get(entry.body.id);
  if (!article) {
    article = element("article", { id: `n-${entry.body.id}` });
    article.setAttribute("aria-labelledby", `h-${entry.body.id}`);
    article.style.minHeight = `${80 + 420 * entry.body.cards.length}px`; // until it is known
    articles.set(entry.body.id, article);
    watcher.observe(article);
  }
  article.entry = entry;
  return article;
}

function fill(article, again = false) {
  if (article.filled && !again) return;
  const { body, mark, stale } = article.entry;
  const found = deck.findings.filter((finding) => finding.note === body.id);
  article.filled = true;
  article.classList.toggle("stale", Boolean(stale));
  article.style.minHeight = "";
  const parts = [
    element("h2", { id: `h-${body.id}` }, body.id),
    element("span", {}, `${body.topic.replaceAll("-", " ")} · ${body.kind}`),
  ];
  if (stale) parts.push(element("span", { class: "mark stale" }, "as it was: it can't be read now"));
  else if (mark) parts.push(element("span", { class: "mark" }, mark));
  parts.push(placeOf(article.entry));
  article.replaceChildren(element("header", {}, ...parts));
  if (found.length) article.append(element("ul", { class: "findings" }, ...found.map(findingOf)));
  for (const card of body.cards) article.append(boxOf(body, card));
  setFormulas([...article.querySelectorAll(".frame")]);
}

function empty(article) {
  if (!article.filled || article.contains(document.activeElement)) return;
  article.style.minHeight = `${article.offsetHeight}px`;
  article.filled = false;
  article.replaceChildren();
}

function placeOf({ path, line, file }) {
  const place = `${path}:${line}`;
  const copy = element("button", { type: "button", class: "copy", title: "Copy (c)" }, place);
  copy.addEventListener("click", () => copyPlace(copy, place));
  const at = element("span", { class: "place" }, copy);
  if (file) {
    const href = `vscode://file${file.startsWith("/") ? "" : "/"}${encodeURI(file)}:${line}`;
    at.append(element("a", { href, "aria-label": `Open ${place} in VS Code` }, "VS Code"));
  }
  return at;
}

async function copyPlace(button, place) {
  try {
    await navigator.clipboard.writeText(place);
    button.textContent = "copied";
    setTimeout(() => (button.textContent = place), 1200);
  } catch {
    getSelection().selectAllChildren(button); // it may not be copied for us: it is marked
  }
}

function findingOf(finding) {
  const { severity, code, message, help, path, line, column } = finding;
  return element(
    "li",
    { class: severity },
    element("b", {}, `${severity} ${code}`),
    ` ${message} `,
    element("code", {}, `${path}:${line}:${column}`),
    element("pre", {}, help),
  );
}

function boxOf(note, card) {
  const box = element("div", { class: "one", tabindex: "-1", role: "group" });
  const name = note.cards.length > 1 ? card.name.replace(/([a-z])([A-Z])/g, "$1 $2") : "";
  box.setAttribute("aria-label", [note.id, name].filter(Boolean).join(", "));
  box.key = keyOf(note, card);
  const flip = element("button", { type: "button", class: "flip" });
  flip.addEventListener("click", () => turn(box));
  const frames = element("div", { class: "frames", "aria-live": "polite" });
  box.append(element("div", {}, flip, name && element("span", {}, name)), frames);
  Object.assign(box, { note, card, typed: "" });
  show(box);
  return box;
}

// Put the sides that are to be seen into a card's box.
function show(box) {
  const { note, card } = box;
  const answered = flipped.has(box.key);
  const flip = box.querySelector(".flip");
  flip.hidden = look.both;
  flip.textContent = answered ? "Show question" : "Show answer";
  const pairs = framesOf(box.key).map((frames) =>
    element("div", { class: "pair" }, ...frames.map((frame) => frameOf(note, card, frame, box.typed))),
  );
  box.querySelector(".frames").replaceChildren(...pairs);
  return pairs.flatMap((pair) => [...pair.querySelectorAll(".frame")]);
}

function turn(box) {
  const inputs = [...box.querySelectorAll(".frame")].map((f) => f.shadowRoot.querySelector("input#typeans"));
  box.typed = inputs.find((input) => input?.value)?.value.trim().normalize("NFC") ?? "";
  flipped.has(box.key) ? flipped.delete(box.key) : flipped.add(box.key);
  if (!flipped.has(box.key)) box.typed = "";
  setFormulas(show(box));
}

// Run what changes the list, and leave the card at the top of the screen where it is.
function inPlace(change) {
  const boxes = [...cardsAt.querySelectorAll("article:not([hidden])")];
  const top = boxes.find((article) => article.getBoundingClientRect().bottom > 0);
  const before = top?.getBoundingClientRect().top;
  const focused = document.activeElement?.closest?.(".one");
  const part = focused && (document.activeElement === focused ? "" : ".flip");
  change();
  if (focused && !focused.isConnected) {
    const box = [...cardsAt.querySelectorAll(".one")].find(({ key }) => key === focused.key);
    (part ? box?.querySelector(part) : box)?.focus({ preventScroll: true });
  }
  if (top?.isConnected && !top.hidden) scrollBy(0, top.getBoundingClientRect().top - before);
}

function refill() {
  inPlace(() => {
    for (const article of articles.values()) if (article.filled) fill(article, true);
  });
}

// The card that the keyboard is at: that with the focus, else the first on the screen.
function currentBox() {
  const focused = document.activeElement?.closest?.(".one");
  if (focused) return focused;
  const boxes = [...cardsAt.querySelectorAll("article:not([hidden]) .one")];
  return boxes.find((box) => box.getBoundingClientRect().top > HEAD() - 1) ?? boxes.at(-1);
}

const HEAD = () => {
  const head = document.querySelector("body > header");
  return getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0;
};

function move(step) {
  const focused = document.activeElement?.closest?.(".one");
  const box = focused ? neighbour(focused, step) : currentBox();
  if (box) goTo(box);
}

function neighbour(box, step) {
  const own = [...box.parentElement.querySelectorAll(".one")];
  const next = own[own.indexOf(box) + step];
  if (next) return next;
  const shown = [...cardsAt.querySelectorAll("article:not([hidden])")];
  const article = shown[shown.indexOf(box.parentElement) + step];
  if (!article) return null;
  fill(article);
  const boxes = [...article.querySelectorAll(".one")];
  return step > 0 ? boxes[0] : boxes.at(-1);
}

function goTo(box) {
  box.focus({ preventScroll: true });
  const first = box.parentElement.querySelector(".one") === box;
  const { top } = (first ? box.parentElement : box).getBoundingClientRect();
  scrollBy(0, top - HEAD() - 8);
}
