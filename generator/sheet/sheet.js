"use strict";
for (const part of document.querySelectorAll(".scripted")) part.hidden = false;
for (const button of document.querySelectorAll("button"))
  button.addEventListener("click", () => {
    if ("print" in button.dataset) window.print();
    else for (const entry of document.querySelectorAll(".entry")) entry.open = Boolean(button.dataset.open);
  });
// Folding is for the screen; what is on paper is chosen at the top. Not all browsers can say so in a style.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});
