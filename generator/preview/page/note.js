// A note on the page: its name and place, what was found in it, and its cards.

function pictureAt(name) {
  return deck.local ? `media/${encodeURIComponent(name)}` : (deck.pictures[name] ?? "");
}

// The note of an entry, for the first time or anew in the same article.
function write(article, entry) {
  const { name, body, mark, stale } = entry;
  Object.assign(article, { entry, id: `n-${name}` });
  article.setAttribute("aria-labelledby", `h-${name}`);
  article.classList.toggle("stale", Boolean(stale));
  const parts = [
    element("h2", { id: `h-${name}` }, body.id || "(no id)"),
    element("span", {}, `${body.topic.replaceAll("-", " ")} · ${body.kind}`),
  ];
  if (stale) parts.push(element("span", { class: "mark stale" }, "as it was: it can't be read now"));
  else if (mark) parts.push(element("span", { class: "mark" }, mark));
  parts.push(placeOf(entry));
  article.replaceChildren(element("header", {}, ...parts));
  const found = deck.findings.filter((finding) => finding.note === name);
  if (found.length) article.append(element("ul", { class: "findings" }, ...found.map(findingOf)));
  for (const card of body.cards) article.append(boxOf(entry, card));
}

function placeOf({ path, line, file }) {
  const place = `${path}:${line}`;
  const copy = element("button", { type: "button", class: "copy", title: "Copy (c)" }, place);
  copy.addEventListener("click", () => copyPlace(copy, place));
  const at = element("span", { class: "place" }, copy);
  if (file) {
    const href = `vscode://file${file.startsWith("/") ? "" : "/"}${encodeURI(file).replace(/[#?]/g, encodeURIComponent)}:${line}`;
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

function boxOf(entry, card) {
  const note = entry.body;
  const box = element("div", { class: "one", tabindex: "-1", role: "group" });
  const part = note.cards.length > 1 ? card.name.replace(/([a-z])([A-Z])/g, "$1 $2") : "";
  box.setAttribute("aria-label", [note.id, part].filter(Boolean).join(", "));
  const flip = element("button", { type: "button", class: "flip" });
  flip.addEventListener("click", () => turn(box));
  const frames = element("div", { class: "frames" });
  box.append(element("div", {}, flip, part && element("span", {}, part)), frames);
  Object.assign(box, { key: `${entry.name}:${card.ordinal}`, note, card, typed: "" });
  show(box);
  return box;
}

// Put the sides that are to be seen into a card's box.
function show(box) {
  const { note, card } = box;
  const flip = box.querySelector(".flip");
  flip.hidden = look.both;
  flip.textContent = flipped.has(box.key) ? "Show question" : "Show answer";
  const pairs = framesOf(box.key).map((frames) =>
    element("div", { class: "pair" }, ...frames.map((frame) => frameOf(note, card, frame, box.typed))),
  );
  box.querySelector(".frames").replaceChildren(...pairs);
}

function turn(box) {
  const inputs = [...box.querySelectorAll(".frame")].map((f) => f.shadowRoot.querySelector("input#typeans"));
  box.typed = inputs.find((input) => input?.value)?.value.trim().normalize("NFC") ?? "";
  flipped.has(box.key) ? flipped.delete(box.key) : flipped.add(box.key);
  show(box);
  setFormulas([...box.querySelectorAll(".frame")]);
}
