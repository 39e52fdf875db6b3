// The typed answer: an input on the front, what was typed compared with the answer on the back.

const MARKER = /\[\[type:[^\]]*\]\]/g;
// Comparing takes the product of the two lengths.
const MOST_TYPED = 300;

function plainText(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.textContent.trim().normalize("NFC");
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
}

// Which characters of each text are part of their longest common sequence.
function common(one, other) {
  const rows = [...Array(one.length + 1)].map(() => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      rows[i][j] = one[i] === other[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  const found = [one.map(() => false), other.map(() => false)];
  for (let i = 0, j = 0; i < one.length && j < other.length; )
    if (one[i] === other[j]) found[0][i++] = found[1][j++] = true;
    else if (rows[i + 1][j] >= rows[i][j + 1]) i++;
    else j++;
  return found;
}

function marked(letters, good, bad) {
  const spans = [];
  letters.forEach((letter, at) => {
    const name = good[at] ? "typeGood" : bad;
    const last = spans.at(-1);
    if (last?.className === name) last.textContent += letter;
    else spans.push(element("span", { class: name }, letter));
  });
  return spans;
}

function comparison(typed, expected) {
  const code = element("code", { id: "typeans" });
  if (!typed) code.append(expected);
  else if (typed === expected) code.append(element("span", { class: "typeGood" }, typed));
  else {
    const [one, other] = [[...typed].slice(0, MOST_TYPED), [...expected].slice(0, MOST_TYPED)];
    const [good, kept] = common(one, other);
    code.append(...marked(one, good, "typeBad"), element("br"));
    code.append(element("span", { id: "typearrow" }, "↓"), element("br"));
    code.append(...marked(other, kept, "typeMissed"));
  }
  return code;
}
