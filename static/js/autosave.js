// Saves each answer as it is given, and never loses one: it is first kept on this device (answer-queue.js),
// then sent (answer-sending.js), again and again while the line is down, and when the page is opened anew.
//
// <form data-attempt="4711" data-sequence="the server's clock in ms" data-autosave-url="…">
//   <fieldset data-item="17" data-sequence="that of the answer shown"> … </fieldset> …  (answers.js)
// </form>
// <span class="save-state" role="status" data-autosave-state data-saving="…" data-saved="…" data-failed="… {n} …"
//   data-signedout="…" data-refused="…" data-wait="…"></span>
// <div data-time-over data-kept="… {kept} …" data-lost="… {list} …" data-then="…" hidden></div>

import { answered, chosen, fill, restore } from "./answers.js";
import { openQueue } from "./answer-queue.js";
import { openSender } from "./answer-sending.js";

const TYPING = 1200; // ms of quiet before a typed answer is sent
const AGAIN = 5000; // ms between looks for the line, once the time is over

const attach = (form) => {
  const state = document.querySelector("[data-autosave-state]");
  const items = [...form.querySelectorAll("[data-item]")];
  const queue = openQueue(form.dataset.attempt);
  // The server's clock, carried on by one that nobody sets.
  const ahead = Number(form.dataset.sequence) - performance.now();
  let latest = Math.max(0, ...items.map((item) => Number(item.dataset.sequence)));
  let typing;
  let lasting = true; // whether the queue outlives this window

  const say = (name) => {
    if (!state) return;
    const words = fill(state.dataset[name] || "", { n: queue.all().length });
    state.classList.toggle("failed", !["saving", "saved"].includes(name));
    if (state.textContent !== words) state.textContent = words;
  };
  const sender = openSender(form, queue, say);

  const note = (event) => {
    const item = event.target.closest("[data-item]");
    if (!item) return;
    latest = Math.max(latest + 1, Math.floor(ahead + performance.now()));
    item.dataset.sequence = latest;
    lasting = queue.put(item.dataset.item, { values: chosen(item), at: latest });
    if (sender.isStopped()) return;
    say(navigator.onLine === false ? "failed" : "saving");
    clearTimeout(typing);
    if (event.type === "change") sender.flush();
    else typing = setTimeout(sender.flush, TYPING);
  };

  // The form carries every answer, each with its time, so that an old window does not undo a newer one.
  const date = () => {
    for (const old of form.querySelectorAll("[data-date]")) old.remove();
    for (const { dataset } of items.filter((item) => Number(item.dataset.sequence))) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: `n${dataset.item}`, value: dataset.sequence });
      field.dataset.date = "";
      form.append(field);
    }
  };

  const handIn = () => {
    for (const item of items) item.disabled = false;
    date();
    form.dataset.sending = "time";
    form.submit(); // not requestSubmit(): an empty answer must not hold the paper back
  };

  const tellWhatWasKept = () => {
    const box = document.querySelector("[data-time-over]");
    const lost = queue.all().map(([item]) => Number(item)).sort((one, other) => one - other);
    const kept = items.filter((item) => answered(item) && !lost.includes(Number(item.dataset.item))).length;
    const lines = [fill(box.dataset.kept, { kept }), lost.length ? fill(box.dataset.lost, { list: lost.join(", ") }) : ""];
    box.replaceChildren(...[...lines, box.dataset.then].filter(Boolean).map((text) =>
      Object.assign(document.createElement("p"), { textContent: text })));
    box.hidden = false;
    for (const item of items) item.disabled = true;
    box.scrollIntoView({ block: "center" });
  };

  // Time is out. Without a line, say plainly what the server has, and hand in when it is back.
  form.addEventListener("time-over", async (event) => {
    event.preventDefault();
    if (await sender.isThere()) return handIn();
    sender.stop();
    tellWhatWasKept();
    const look = async () => ((await sender.isThere()) ? handIn() : setTimeout(look, AGAIN));
    setTimeout(look, AGAIN);
  });

  form.addEventListener("change", note);
  form.addEventListener("input", (event) => {
    if (!["radio", "checkbox", "select-one"].includes(event.target.type)) note(event);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (navigator.onLine === false) {
      event.preventDefault();
      delete form.dataset.sending;
      return say("wait");
    }
    date();
    form.dataset.sending = "yes";
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("beforeunload", (event) => {
    if (!lasting && queue.all().length && !form.dataset.sending) event.preventDefault();
  });

  // What an earlier visit could not send: shown again where nothing newer is known, and sent.
  for (const [name, { values, at }] of queue.all()) {
    const item = items.find(({ dataset }) => dataset.item === name);
    if (!item || Number(item.dataset.sequence) > at) continue;
    restore(item, values);
    item.dataset.sequence = at;
    latest = Math.max(latest, at);
  }
  if (queue.all().length) sender.flush();
};

document.querySelectorAll("form[data-autosave-url]").forEach(attach);
