// What is wrong with the card that the page shows, as a list of sentences.
(() => {
  const wrong = [];
  const qa = document.getElementById("qa");
  const width = document.documentElement.clientWidth;
  const named = (e) => `<${e.localName}${e.id ? "#" + e.id : ""}${e.className ? "." + e.className : ""}>`;
  if (document.querySelector("details[open]")) wrong.push("a source is unfolded");
  for (const fold of document.querySelectorAll("details")) fold.open = true;

  // Sideways: nothing stands out, but tables, code and formulas in a box that scrolls.
  const scroll = document.scrollingElement.scrollWidth;
  if (scroll > width) wrong.push(`the page is ${scroll} wide, of ${width}`);
  const scrolls = (e) => e !== qa && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  for (const e of qa.querySelectorAll("*:not(style)")) {
    const box = e.getBoundingClientRect();
    const may = e.closest("table, pre, mjx-container, math") && scrolls(e);
    if (box.width && (box.right > width + 1 || box.left < -1) && !may)
      wrong.push(`${named(e)} stands from ${box.left} to ${box.right}, of ${width}`);
  }

  for (const e of qa.querySelectorAll("img"))
    if (!e.complete || !e.naturalWidth) wrong.push(`broken picture ${e.getAttribute("src")}`);
  for (const e of qa.querySelectorAll("mjx-merror, [data-mjx-error]")) wrong.push(`TeX: ${e.title || e.textContent}`);
  const left = /\{\{|\}\}|\\[()[\]]|\[\[type:/.exec(qa.innerText);
  if (left) wrong.push(`left over: ${left[0]}`);

  // Contrast and size, text by text, against what is behind it.
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const paper = (e) => {
    if (!e) return [255, 255, 255, 1];
    const own = channels(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own : over(own, paper(e.parentElement));
  };
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const opacity = (e) => (e ? Number(getComputedStyle(e).opacity) * opacity(e.parentElement) : 1);
  const judge = (e, style, text) => {
    const behind = paper(e);
    const ink = channels(style.color);
    ink[3] *= opacity(e);
    const [a, b] = [light(over(ink, behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)} of "${text.slice(0, 30)}" in ${named(e)}`);
    if (size < 12 && !e.closest("mjx-container, math, sub, sup")) wrong.push(`${size} px: "${text.slice(0, 30)}"`);
  };
  const texts = document.createTreeWalker(qa, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (text && e.localName !== "style" && e.checkVisibility() && !e.closest("mjx-assistive-mml"))
      judge(e, getComputedStyle(e), text);
  }
  for (const e of qa.querySelectorAll("*:not(style)")) {
    if (!e.checkVisibility()) continue;
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(e, part);
      if (/^".*\S.*"/.test(style.content)) judge(e, style, style.content);
    }
    if (e.localName === "input" && e.type === "text") judge(e, getComputedStyle(e), "typed");
    // AnkiMobile and AnkiDroid turn the card where an element doesn't say that it takes taps.
    if (e.matches("label, label *, summary, input:not([type=text])") && !e.closest(".tappable"))
      wrong.push(`a tap on ${named(e)} turns the card`);
    // A finger is 44 px wide.
    if (/^(label|summary|button)$/.test(e.localName) && e.getBoundingClientRect().height < 44)
      wrong.push(`${named(e)} is too small for a finger`);
  }
  for (const fold of document.querySelectorAll("details")) fold.open = false;
  return wrong;
})()
