// Counts the answered questions, and asks once more before a paper with gaps is handed in.
//
// <form data-confirm="id of the dialog"> … <fieldset data-item="17"> … </form>
// <span data-answered="{n} / {total} câu đã trả lời"></span>
// <dialog id="…"><p data-unanswered="Còn {n} câu chưa trả lời."></p>
//   <form method="dialog"><button value="back">…</button><button value="send">…</button></form></dialog>

const answered = (item) =>
  [...item.querySelectorAll("input, select, textarea")].some((field) =>
    ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "");

const fill = (element, attribute, words) => {
  if (element) element.textContent = element.getAttribute(attribute).replace(/\{(\w+)\}/g, (_, word) => words[word]);
};

const attach = (form) => {
  const dialog = document.getElementById(form.dataset.confirm);
  const items = [...form.querySelectorAll("[data-item]")];
  const gaps = () => items.filter((item) => !answered(item));
  const count = () =>
    fill(document.querySelector("[data-answered]"), "data-answered", {
      n: items.length - gaps().length,
      total: items.length,
    });

  form.addEventListener("change", count);
  form.addEventListener("input", count);
  let button;
  // Capturing: this must decide before autosave takes the form as on its way.
  form.addEventListener("submit", (event) => {
    const open = gaps();
    if (!open.length || !dialog || form.dataset.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button = event.submitter;
    fill(dialog.querySelector("[data-unanswered]"), "data-unanswered", { n: open.length });
    dialog.returnValue = "";
    dialog.showModal();
  }, true);
  dialog?.addEventListener("close", () => {
    if (dialog.returnValue === "send") {
      form.dataset.sending = "sure";
      form.requestSubmit(button);
    } else {
      gaps()[0]?.querySelector("input, select, textarea")?.focus();
    }
  });
  count();
};

document.querySelectorAll("form[data-confirm]").forEach(attach);
