// Passkeys need a script: the browser speaks to the device only through one. A form says what it
// wants in `data-passkey`: «add» a passkey, «prove» who one is with one, «enter» without a password.

const options = document.getElementById("passkey-options");
const supported = typeof PublicKeyCredential === "function"
  && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

function read() {
  return JSON.parse(options.textContent);
}

async function add(form) {
  const { publicKey } = read().creation_options;
  const withoutPassword = form.elements.passwordless?.checked ?? false;
  Object.assign(publicKey.authenticatorSelection, {
    residentKey: withoutPassword ? "required" : "discouraged",
    requireResidentKey: withoutPassword,
    ...(withoutPassword && { userVerification: "required" }),
  });
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
  });
}

async function use(requestOptions) {
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(requestOptions.publicKey),
  });
}

async function prove() {
  return use(read().request_options);
}

async function enter(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return use((await answer.json()).request_options);
}

const acts = { add, prove, enter };

function arm(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const credential = await acts[form.dataset.passkey](form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) continue;
  arm(form);
  form.hidden = false;
  form.closest("section[hidden]")?.removeAttribute("hidden");
}
