// Says how many characters are left under a text area: at once to the eye, after a pause to the ear.
// Counts as the server does: whole characters in their normal form, each line end as one.
const QUIET_MILLISECONDS = 1200;
const numbers = new Intl.NumberFormat("en-GB");

function say(left) {
  const noun = Math.abs(left) === 1 ? "character" : "characters";
  return `${numbers.format(Math.abs(left))} ${noun} ${left < 0 ? "too many" : "left"}`;
}

export function attach(field) {
  const limit = Number(field.dataset.limit);
  const area = field.querySelector("textarea");
  const shown = field.querySelector("[data-count-shown]");
  const spoken = field.querySelector("[data-count-spoken]");
  let timer;

  function show() {
    shown.textContent = say(limit - Array.from(area.value.normalize("NFC")).length);
  }

  area.addEventListener("input", () => {
    show();
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { spoken.textContent = shown.textContent; }, QUIET_MILLISECONDS);
  });
  window.addEventListener("pageshow", show);
  show();
}
