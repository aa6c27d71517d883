// Counts the answered questions, and asks once more before a paper with gaps is handed in.
//
// <form data-confirm="id of the dialog"> … <fieldset data-item="17"> … </form>
// <span data-answered="{n} / {total} câu đã trả lời"></span>
// <dialog id="…"><p data-unanswered="Còn {n} câu chưa trả lời."></p>
//   <form method="dialog"><button value="back">…</button><button value="send">…</button></form></dialog>

import { answered, fill } from "./answers.js";

const say = (element, attribute, words) => {
  if (element) element.textContent = fill(element.getAttribute(attribute), words);
};

const attach = (form) => {
  const dialog = document.getElementById(form.dataset.confirm);
  const items = [...form.querySelectorAll("[data-item]")];
  const gaps = () => items.filter((item) => !answered(item));
  const count = () =>
    say(document.querySelector("[data-answered]"), "data-answered", {
      n: items.length - gaps().length,
      total: items.length,
    });

  form.addEventListener("change", count);
  form.addEventListener("input", count);
  for (const item of items) item.addEventListener("restored", count);
  // Enter in a field says "done with this one", never "hand in the whole paper".
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  let button;
  // Capturing: this must decide before autosave takes the form as on its way.
  form.addEventListener("submit", (event) => {
    const open = gaps();
    if (!open.length || !dialog || form.dataset.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button = event.submitter;
    say(dialog.querySelector("[data-unanswered]"), "data-unanswered", { n: open.length });
    dialog.returnValue = "";
    dialog.showModal();
  }, true);
  dialog?.addEventListener("close", () => {
    if (dialog.returnValue === "send") {
      form.dataset.sending = "sure";
      form.requestSubmit(button);
    } else {
      gaps()[0]?.querySelector("input, select:not([hidden]), button:not(:disabled)")?.focus();
    }
  });
  count();
};

document.querySelectorAll("form[data-confirm]").forEach(attach);
