// Saves each answer as it is given, one question a request, and keeps trying while the line is down.
//
// <form data-autosave-url="…"> … <fieldset data-item="17"> inputs </fieldset> … </form>
// <span class="save-state" role="status" data-autosave-state data-saving="…" data-saved="…" data-failed="…" data-refused="…">
//
// Sends item=17 and chosen=… (once per chosen value), form-encoded; 204 means saved.

const TYPING = 1200; // ms of quiet before a typed answer is sent
const LONGEST = 30000; // ms between tries, at most

const chosen = (item) =>
  [...item.querySelectorAll("input, select, textarea")]
    .filter((field) => !field.disabled && (!["radio", "checkbox"].includes(field.type) || field.checked))
    .map((field) => field.value);

const attach = (form) => {
  const state = document.querySelector("[data-autosave-state]");
  const waiting = new Map(); // item → its newest answer, not yet known to be saved
  let busy = false;
  let wait = 1000;
  let retry;
  let typing;

  const say = (name) => {
    if (!state) return;
    state.classList.toggle("failed", name === "failed" || name === "refused");
    if (state.textContent !== state.dataset[name]) state.textContent = state.dataset[name] || "";
  };

  const post = (item, values) => {
    const body = new URLSearchParams([["item", item], ...values.map((value) => ["chosen", value])]);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value || "" };
    return fetch(form.dataset.autosaveUrl, { method: "POST", body, headers, redirect: "manual" });
  };

  const later = () => {
    say("failed");
    clearTimeout(retry);
    retry = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST);
  };

  // One request at a time: the order in which the answers were given is kept.
  const flush = async () => {
    clearTimeout(retry);
    if (busy || form.dataset.sending) return;
    busy = true;
    while (waiting.size) {
      const [item, values] = waiting.entries().next().value;
      const answer = await post(item, values).catch(() => null);
      if (answer?.status === 204) {
        if (waiting.get(item) === values) waiting.delete(item);
        wait = 1000;
      } else if (answer && answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status)) {
        waiting.clear(); // time is over, or signed out elsewhere: trying again cannot help
        busy = false;
        return say("refused");
      } else {
        busy = false;
        return later();
      }
    }
    busy = false;
    say("saved");
  };

  const note = (event) => {
    const item = event.target.closest("[data-item]");
    if (!item) return;
    waiting.set(item.dataset.item, chosen(item));
    say("saving");
    clearTimeout(typing);
    if (event.type === "change") flush();
    else typing = setTimeout(flush, TYPING);
  };

  form.addEventListener("change", note);
  form.addEventListener("input", (event) => {
    if (!["radio", "checkbox", "select-one"].includes(event.target.type)) note(event);
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) form.dataset.sending = "yes"; // the form itself carries every answer
  });
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size && !form.dataset.sending) event.preventDefault();
  });
};

document.querySelectorAll("form[data-autosave-url]").forEach(attach);
