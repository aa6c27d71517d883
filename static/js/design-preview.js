// Shows the paper that a design would give, again after each change of its form.
//
// <form> … <section data-design-preview="/address/" data-failed="…">
//   <p data-preview-state>  <figure hidden><img data-preview-picture></figure> …
//
// The server answers {pictures: [address, …]} or {problems: {field: [sentence, …]}}. Only the answer to
// the newest question is shown.

const PAUSE = 400; // ms without a key pressed

const attach = (panel) => {
  const form = panel.closest("form");
  const state = panel.querySelector("[data-preview-state]");
  const pictures = [...panel.querySelectorAll("[data-preview-picture]")];
  let timer;
  let asked;

  const say = (sentences) => {
    state.replaceChildren(
      ...sentences.map((sentence) => {
        const line = document.createElement("span");
        line.textContent = sentence;
        return line;
      }),
    );
  };

  const show = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(panel.dataset.designPreview, {
        method: "POST",
        body: new FormData(form),
        signal: mine.signal,
      });
      const told = await answer.json();
      say(Object.values(told.problems ?? {}).flat());
      (told.pictures ?? []).forEach((address, place) => {
        pictures[place].src = address;
        pictures[place].parentElement.hidden = false;
      });
      panel.toggleAttribute("data-stale", !told.pictures);
    } catch (error) {
      if (error.name === "AbortError") return;
      say([panel.dataset.failed]);
    }
    panel.setAttribute("aria-busy", "false");
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  show();
};

document.querySelectorAll("[data-design-preview]").forEach(attach);
