// Forms work without this script. With it they are sent to the JSON API, so that errors appear without loading the page again,
// and deleting is confirmed in a dialog.

for (const form of document.querySelectorAll("form[data-api]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

for (const link of document.querySelectorAll("[data-opens]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(link.dataset.opens).showModal();
  });
}

for (const link of document.querySelectorAll("dialog [data-closes]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.closest("dialog").close();
  });
}

async function send(form) {
  const button = form.querySelector("button");
  // Sent once, also after a double click.
  button.disabled = true;
  show(form, "", []);
  try {
    const response = await fetch(form.dataset.api, request(form));
    if (response.ok) {
      const { id } = response.status === 204 ? {} : await response.json();
      location.assign(form.dataset.next.replace("{id}", id));
      return;
    }
    if (response.status === 401) {
      show(form, "You are signed out. Sign in again in another tab, then come back and try again: what you typed is kept here.", []);
    } else {
      const { detail, errors } = await response.json();
      show(form, detail, errors ?? []);
    }
  } catch {
    show(form, "The journal cannot be reached. What you typed is kept here: try again shortly.", []);
  }
  button.disabled = false;
}

function request(form) {
  const method = form.dataset.method;
  if (method === "DELETE") return { method, headers: { Accept: "application/json" } };
  const body = JSON.stringify(Object.fromEntries(new FormData(form)));
  return { method, headers: { Accept: "application/json", "Content-Type": "application/json" }, body };
}

// Shows the errors at their fields, and moves the focus to the first one.
function show(form, summary, errors) {
  form.querySelector("[data-summary]").textContent = summary;
  for (const field of form.querySelectorAll("input, textarea")) {
    const error = errors.find(({ field: name }) => name === field.name);
    document.getElementById(`${field.name}-error`).textContent = error?.message ?? "";
    if (error) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  form.querySelector("[aria-invalid]")?.focus();
}
