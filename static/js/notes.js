// Keeps a note while it is written, and says so. Two devices never overwrite each other: the server keeps both texts.
//
// <form data-note action="…"> <input name="version"> <textarea name="text"> <span data-note-state data-saving="…" …> </form>
//
// The form may come into the page later, by htmx; without us it sends itself.

const QUIET = 1000; // ms without a key before the note is sent
const AGAIN = 5000; // ms until the next try while the line is down

const timers = new WeakMap();
const busy = new WeakSet();

const say = (form, name) => {
  const state = form.querySelector("[data-note-state]");
  state.textContent = state.dataset[name];
};

const soon = (form, wait) => {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), wait));
};

// What was typed while the answer was on its way stays behind what the other device wrote.
const merge = (area, sent, text) => {
  const typed = area.value;
  if (typed === sent) area.value = text;
  else area.value = text.endsWith(sent) ? text.slice(0, text.length - sent.length) + typed : `${text}\n${typed}`;
};

const save = async (form) => {
  if (busy.has(form)) return soon(form, QUIET);
  busy.add(form);
  say(form, "saving");
  const { text: area, version } = form.elements;
  const sent = area.value;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  busy.delete(form);
  if (answer?.ok) {
    const kept = await answer.json();
    version.value = kept.version;
    if (kept.merged) merge(area, sent, kept.text);
    area.dataset.kept = kept.text;
    say(form, kept.merged ? "merged" : "saved");
    if (area.value !== kept.text && area.value.replaceAll("\r\n", "\n") !== kept.text) soon(form, QUIET);
  } else if (answer?.type === "opaqueredirect" || answer && answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status)) {
    say(form, "refused");
  } else {
    say(form, "failed");
    soon(form, AGAIN);
  }
};

const noteOf = (event) => event.target.closest?.("form[data-note]");

document.addEventListener("input", (event) => {
  const form = noteOf(event);
  if (!form) return;
  soon(form, QUIET);
});

document.addEventListener("submit", (event) => {
  const form = noteOf(event);
  if (!form) return;
  event.preventDefault();
  clearTimeout(timers.get(form));
  save(form);
});

addEventListener("beforeunload", (event) => {
  const waiting = [...document.querySelectorAll("form[data-note] textarea")];
  if (waiting.some((area) => area.value !== (area.dataset.kept ?? area.defaultValue))) event.preventDefault();
});
