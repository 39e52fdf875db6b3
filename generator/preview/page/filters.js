// Which cards are shown: by words, topic, kind, tag, and whether they changed since the last build.

const at = (id) => document.getElementById(id);
const chosen = { words: "", topic: "", kind: "", tag: "", changed: false };
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

// Without accents and capitals: who searches for "cafe" finds "Café".
const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function textOf(body) {
  body.text ??= folded(
    [body.id, ...body.cards.flatMap((card) => [card.question, card.answer])]
      .join(" ")
      .replace(/<[^>]*>/g, " ")
      .replace(/&(?:(\w+)|#(\d+)|#x([\da-f]+));/gi, (all, name, ten, sixteen) =>
        name ? (NAMED[name] ?? all) : String.fromCodePoint(parseInt(ten ?? sixteen, ten ? 10 : 16)),
      ),
  );
  return body.text;
}

function fits({ body, mark }) {
  const words = folded(chosen.words).split(/\s+/).filter(Boolean);
  return (
    (!chosen.topic || body.topic === chosen.topic) &&
    (!chosen.kind || body.kind === chosen.kind) &&
    (!chosen.tag || body.tags.includes(chosen.tag)) &&
    (!chosen.changed || Boolean(mark)) &&
    words.every((word) => textOf(body).includes(word))
  );
}

function applyFilters(same = (before, now) => before === now) {
  list(deck.notes.filter(fits), same);
  const cards = shown.reduce((sum, { body }) => sum + body.cards.length, 0);
  const number = (count) => count.toLocaleString("en");
  const all = shown.length === deck.notes.length ? "" : ` of ${number(deck.notes.length)}`;
  const many = (count, word) => `${word}${count === 1 ? "" : "s"}`;
  at("count").textContent =
    `${number(cards)} ${many(cards, "card")}, ${number(shown.length)}${all} ${many(deck.notes.length, "note")}`;
  at("nothing").hidden = shown.length > 0 || !deck.notes.length;
}

function offer(select, all, values, name = (value) => value) {
  const options = [element("option", { value: "" }, all)];
  for (const value of values) options.push(element("option", { value }, name(value)));
  select.replaceChildren(...options);
  select.value = values.includes(chosen[select.id]) ? chosen[select.id] : "";
  chosen[select.id] = select.value;
}

function offerFilters() {
  const every = (values) => [...new Set(values)];
  const topics = every(deck.notes.map(({ body }) => body.topic));
  const own = new Set(topics.map((topic) => `${deck.deck}::${topic}`));
  const tags = every(deck.notes.flatMap(({ body }) => body.tags)).filter((tag) => !own.has(tag));
  offer(at("topic"), "All topics", topics, (topic) => topic.replaceAll("-", " "));
  offer(at("kind"), "All kinds", every(deck.notes.map(({ body }) => body.kind)));
  offer(at("tag"), "All tags", tags.sort());
  at("changed").hidden = !deck.local;
  at("changed").disabled = !deck.built;
  at("changed").title = deck.built
    ? "Cards that are new or changed since the last build"
    : "Nothing to compare with: this deck was never built";
}

function clearFilters() {
  Object.assign(chosen, { words: "", topic: "", kind: "", tag: "", changed: false });
  at("search").value = "";
  for (const name of ["topic", "kind", "tag"]) at(name).value = "";
  at("changed").setAttribute("aria-pressed", "false");
  applyFilters();
}

function listenToFilters() {
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("search").addEventListener("input", (event) => {
    chosen.words = event.target.value;
    applyFilters();
  });
  for (const name of ["topic", "kind", "tag"])
    at(name).addEventListener("change", (event) => {
      chosen[name] = event.target.value;
      applyFilters();
    });
  at("changed").addEventListener("click", () => {
    chosen.changed = !chosen.changed;
    at("changed").setAttribute("aria-pressed", String(chosen.changed));
    applyFilters();
  });
  at("clear").addEventListener("click", clearFilters);
}
