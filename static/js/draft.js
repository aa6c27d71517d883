// Keeps what is being written on this device until it is handed in.
//
// <textarea data-draft="task-7-12">  <p data-draft-state data-kept="…" data-found="…">
// <span data-draft-done="task-7-12">: it has been handed in, forget it.
//
// Where the browser keeps nothing (private windows, full storage) the page works as without this.

const AGE = 30 * 24 * 3600 * 1000; // ms; older drafts are forgotten
const PREFIX = "draft:";

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
};
const write = (key, text) => {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ text, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
};
const forget = (key) => {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing was kept
  }
};

const attach = (field) => {
  const key = field.dataset.draft;
  const state = document.querySelector("[data-draft-state]");
  const kept = read(key);
  if (kept && Date.now() - kept.at > AGE) forget(key);
  else if (kept?.text && kept.text !== field.value) {
    field.value = kept.text;
    if (state) state.textContent = state.dataset.found;
  }
  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const done = field.value ? write(key, field.value) : forget(key);
      if (state) state.textContent = done ? state.dataset.kept : "";
    }, 400);
  });
};

document.querySelectorAll("[data-draft-done]").forEach((mark) => forget(mark.dataset.draftDone));
document.querySelectorAll("textarea[data-draft]").forEach(attach);
