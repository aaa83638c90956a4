// Asks the browser for a passkey, new or known, puts the answer into the form and sends it.
const SAID = {
  missing: "This browser cannot use passkeys.",
  failed: "The passkey was not used: it was cancelled, took too long, or is not known here. Try again.",
};

export function attach(form) {
  const options = JSON.parse(form.dataset.options);
  const said = form.querySelector("[data-said]");

  function say(sentence) {
    said.textContent = sentence;
    said.hidden = false;
  }

  async function ask() {
    if (form.dataset.act === "create") {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
      say(SAID.missing);
      return;
    }
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask());
    } catch {
      say(SAID.failed);
      return;
    }
    form.submit();
  });
  form.hidden = false;
}
