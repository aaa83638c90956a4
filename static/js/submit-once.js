// Ignores the second press of a form's button. The button is never disabled, so its name and value
// are always sent; coming back to the page makes it ready again.
export function attach(form) {
  const buttons = form.querySelectorAll("button");

  function set(busy) {
    form.toggleAttribute("data-busy", busy);
    for (const button of buttons) {
      if (busy) {
        button.setAttribute("aria-disabled", "true");
      } else {
        button.removeAttribute("aria-disabled");
      }
    }
  }

  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-busy")) {
      event.preventDefault();
      return;
    }
    set(true);
  });
  window.addEventListener("pageshow", () => set(false));
}
