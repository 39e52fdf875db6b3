// How cards are shown: on which screens, in which light, and which side of each.

const PHONE_PAGE = matchMedia("(max-width: 860px)");

const look = {
  desktop: !PHONE_PAGE.matches,
  phone: true,
  light: !PHONE_PAGE.matches || !matchMedia("(prefers-color-scheme: dark)").matches,
  night: !PHONE_PAGE.matches || matchMedia("(prefers-color-scheme: dark)").matches,
  both: false,
};

// The cards whose answer is shown, as "id:ordinal".
const flipped = new Set();

function switchLook(name) {
  look[name] = !look[name];
  // One screen and one light are left at least.
  const other = { desktop: "phone", phone: "desktop", light: "night", night: "light" }[name];
  if (other && !look[name] && !look[other]) look[other] = true;
}

// The frames of a card by light: each a screen, a light and a side.
function framesOf(key) {
  const sides = look.both ? ["question", "answer"] : [flipped.has(key) ? "answer" : "question"];
  const screens = ["desktop", "phone"].filter((screen) => look[screen]);
  const lights = ["light", "night"].filter((light) => look[light]);
  return lights.map((light) =>
    screens.flatMap((screen) => sides.map((side) => ({ screen, light, side }))),
  );
}
