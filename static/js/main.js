// Attaches each small module to the elements that name it; every page works without this.
const modules = {
  "character-count": () => import("./character-count.js"),
  "passkey": () => import("./passkey.js"),
  "print-button": () => import("./print-button.js"),
  "submit-once": () => import("./submit-once.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  const load = modules[element.dataset.module];
  if (load) {
    load().then((module) => module.attach(element));
  }
}

document.getElementById("error-summary")?.focus();
