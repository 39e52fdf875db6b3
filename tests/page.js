// What is wrong with the preview's own page, as a list of sentences; what is in frames is the cards'.
(() => {
  const wrong = [];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width)
    wrong.push(`the page is ${document.scrollingElement.scrollWidth} wide, of ${width}`);
  const named = (e) => `<${e.localName}${e.id ? "#" + e.id : ""}${e.className ? "." + e.className : ""}>`;
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const over = (...colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const papers = (e) => (e ? [...papers(e.parentElement), getComputedStyle(e).backgroundColor] : []);
  const light = (rgb) => {
    const linear = rgb.map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || !e.checkVisibility() || e.closest("script, noscript, .unseen, .skip, :disabled")) continue;
    const behind = papers(e);
    const [ink, paper] = [light(over(...behind, getComputedStyle(e).color)), light(over(...behind))];
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)} of "${text.slice(0, 30)}" in ${named(e)}`);
    if (parseFloat(getComputedStyle(e).fontSize) < 12) wrong.push(`small: "${text.slice(0, 30)}"`);
  }
  for (const e of document.querySelectorAll("button, a, input, select, summary, dialog")) {
    if (!e.checkVisibility()) continue;
    const name = e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent.trim();
    if (!name && !e.labels?.[0]?.textContent.trim()) wrong.push(`${named(e)} has no name`);
    const { height, right, left } = e.getBoundingClientRect();
    if (e.matches("button, input, select") && height < (width < 800 ? 38 : 24) && !e.matches(".copy"))
      wrong.push(`${named(e)} is ${height} px high`);
    if (!e.matches(".skip") && (right > width + 1 || left < -1)) wrong.push(`${named(e)} stands out`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`two things are called ${id}`);
  return wrong;
})()
