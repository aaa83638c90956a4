// Shows a button that prints the page; without JavaScript it stays hidden.
export function attach(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
