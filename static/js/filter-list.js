// Shows only the lines of a list whose key holds every word typed; tones and accents do not matter.
//
// <input type="search" data-filter="id of the list"> … <ol id="…"><li data-key="nong thi lan lan 12">…</li></ol>
// <p data-filter-empty="id of the list" hidden>…</p> is shown when nothing is left.
// The keys are folded by the server (kit.text.fold). Enter opens the form's own search, without this script too.

const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim();

const attach = (field) => {
  const lines = [...document.querySelectorAll(`#${field.dataset.filter} > [data-key]`)];
  const empty = document.querySelector(`[data-filter-empty="${field.dataset.filter}"]`);
  const show = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let left = 0;
    for (const line of lines) {
      line.hidden = !words.every((word) => line.dataset.key.includes(word));
      if (!line.hidden) left += 1;
    }
    if (empty) empty.hidden = left > 0;
  };
  field.addEventListener("input", show);
};

document.querySelectorAll("input[data-filter]").forEach(attach);
