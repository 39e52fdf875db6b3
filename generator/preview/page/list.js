// The list of notes. Only those near the screen are on the page, so that ten thousand are no burden:
// above and below them is as much room as the others take, as far as that is known.

const cardsAt = document.getElementById("cards");
const NEAR = 1500; // px above and below the screen
const SLIVER = 24; // px of a note that nobody takes for what is seen
const heights = new Map(); // id → px, of notes that were on the page
let shown = []; // the entries that fit the filters
let tops = [0]; // where each of them begins, and the last one ends
let atEnd = false; // the end is sought: it stays in sight until the notes there have their sizes

const heightOf = ({ name, body }) => heights.get(name) ?? 90 + 420 * body.cards.length;
const articles = () => [...cardsAt.children];

function measure() {
  tops = [0];
  for (const entry of shown) tops.push(tops.at(-1) + heightOf(entry));
}

// The index of the note at a height of the list.
function indexAt(y) {
  let [low, high] = [0, Math.max(0, shown.length - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Have those notes on the page that are near the screen. What is seen stays where it is.
function render() {
  const anchor = anchorOf();
  const y = scrollY - cardsAt.offsetTop;
  const first = indexAt(y - NEAR);
  const end = shown.length ? indexAt(y + innerHeight + NEAR) + 1 : 0;
  const here = new Map(articles().map((article) => [article.entry, article]));
  const wanted = shown.slice(first, end);
  const fresh = [];
  let next = null;
  const kept = new Set(wanted);
  for (const [entry, article] of here) if (!kept.has(entry)) article.remove();
  for (const entry of wanted.toReversed()) {
    let article = here.get(entry);
    if (!article) {
      article = element("article");
      write(article, entry);
      fresh.push(article);
    }
    if (article.nextSibling !== next || !article.isConnected) cardsAt.insertBefore(article, next);
    next = article;
  }
  cardsAt.style.paddingTop = `${tops[first]}px`;
  for (const article of fresh) sizes.observe(article);
  const unknown = articles().filter(({ entry }) => !heights.has(entry.name));
  for (const article of unknown) heights.set(article.entry.name, article.offsetHeight);
  if (unknown.length) measure();
  cardsAt.style.paddingTop = `${tops[first]}px`;
  cardsAt.style.paddingBottom = `${tops.at(-1) - tops[end]}px`;
  restore(anchor);
  followEnd();
  setFormulas(fresh.flatMap((article) => [...article.querySelectorAll(".frame")]));
}

// The note at the top of the screen, and where it is.
function anchorOf() {
  const head = headHeight() + SLIVER;
  for (const article of articles()) {
    const { top, bottom } = article.getBoundingClientRect();
    if (bottom > head && top < innerHeight) return { name: article.entry.name, top };
  }
  return null;
}

function restore(anchor) {
  const article = anchor && document.getElementById(`n-${anchor.name}`);
  if (!article) return;
  const moved = article.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) > 0.5) scrollBy(0, moved);
}

// Not left to the browser: on its way past so many notes it would stop short.
function toEnd() {
  atEnd = true;
  followEnd();
}

function followEnd() {
  if (atEnd) scrollTo(0, document.documentElement.scrollHeight);
}

// A picture has come, a card was turned, the page is narrower: what is seen stays.
const sizes = new ResizeObserver(() => {
  let above = 0; // px by which what stands above the screen has grown
  const head = headHeight() + SLIVER;
  for (const article of articles()) {
    const { name } = article.entry;
    const grown = article.offsetHeight - (heights.get(name) ?? article.offsetHeight);
    if (article.getBoundingClientRect().bottom - above - grown <= head) above += grown;
    heights.set(name, article.offsetHeight);
  }
  measure();
  if (Math.abs(above) > 0.5) scrollBy(0, above);
  followEnd();
  requestAnimationFrame(render);
});

// Show other entries, or the same that have changed. ``same`` tells those whose article may stay.
function list(entries, same = () => false) {
  atEnd = false;
  const anchor = anchorOf();
  const focused = document.activeElement?.closest?.(".one");
  const onFlip = document.activeElement?.matches?.(".flip");
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const article of articles()) {
    const entry = byName.get(article.entry.name);
    if (!entry) article.remove();
    else if (same(article.entry, entry)) article.entry = entry;
    else {
      write(article, entry);
      setFormulas([...article.querySelectorAll(".frame")]);
    }
  }
  shown = entries;
  measure();
  // Where the note at the top is now; without it, the list is seen from its beginning.
  const at = anchor ? shown.findIndex(({ name }) => name === anchor.name) : -1;
  const y = at < 0 ? Math.min(scrollY, cardsAt.offsetTop - headHeight()) : cardsAt.offsetTop + tops[at] - anchor.top;
  cardsAt.style.paddingTop = "0";
  cardsAt.style.paddingBottom = `${tops.at(-1)}px`;
  scrollTo(0, y);
  render();
  restore(at < 0 ? null : anchor);
  if (focused && !focused.isConnected) {
    const box = boxes().find(({ key }) => key === focused.key);
    (onFlip ? box?.querySelector(".flip") : box)?.focus({ preventScroll: true });
  }
}

const boxes = () => [...cardsAt.querySelectorAll(".one")];

function headHeight() {
  const head = document.querySelector("body > header");
  return getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0;
}

// The card that the keyboard is at: that with the focus, else the first on the screen.
function currentBox() {
  const focused = document.activeElement?.closest?.(".one");
  if (focused) return focused;
  const head = headHeight();
  return boxes().find((box) => box.getBoundingClientRect().top > head - 1) ?? boxes().at(-1);
}

function move(step) {
  const focused = document.activeElement?.closest?.(".one");
  const all = boxes();
  const box = focused ? all[all.indexOf(focused) + step] : currentBox();
  if (box) goTo(box);
}

function goTo(box) {
  box.focus({ preventScroll: true });
  const article = box.closest("article");
  const target = article.querySelector(".one") === box ? article : box;
  scrollBy(0, target.getBoundingClientRect().top - headHeight() - 8);
  render();
}

// Go to a note that may be far away.
function visit(name) {
  const index = shown.findIndex((entry) => entry.name === name);
  scrollTo(0, cardsAt.offsetTop + tops[index]);
  render();
  goTo(document.getElementById(`n-${name}`).querySelector(".one"));
}

addEventListener("scroll", () => requestAnimationFrame(render), { passive: true });
for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"])
  addEventListener(moved, () => (atEnd = false), { passive: true, capture: true });
// After the sizes of what is there have been seen to.
addEventListener("resize", () => requestAnimationFrame(() => requestAnimationFrame(render)));
