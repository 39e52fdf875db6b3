"use strict";
const all = () => [...document.querySelectorAll("details.entry")];
for (const part of document.querySelectorAll(".scripted")) part.hidden = false;
for (const button of document.querySelectorAll("button"))
  button.addEventListener("click", () => {
    if ("print" in button.dataset) window.print();
    else for (const entry of all()) entry.open = Boolean(button.dataset.open);
  });
// Folding is for the screen; what is on paper is chosen at the top. Not all browsers can say so in a style.
let folded = [];
addEventListener("beforeprint", () => {
  folded = all().filter((entry) => !entry.open);
  for (const entry of folded) entry.open = true;
});
addEventListener("afterprint", () => {
  for (const entry of folded) entry.open = false;
});
