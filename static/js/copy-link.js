// Puts a link on the clipboard when its field is clicked or focused, and says so for a moment.
//
// <input value="https://…" readonly data-copy="Đã chép">

const attach = (field) => {
  const link = field.value;
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      return; // not allowed here: the text is selected, to be copied by hand
    }
    field.value = field.dataset.copy;
    setTimeout(() => { field.value = link; }, 1200);
  });
};

document.querySelectorAll("input[data-copy]").forEach(attach);
