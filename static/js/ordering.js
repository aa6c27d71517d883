// Turns a list of "which place?" selects into things that one moves up and down. The selects stay and carry
// the answer; nothing is answered until something has been moved.
//
// <ol data-ordering data-moved="“{text}” … {place} … {total}">
//   <li><span class="ordering-place" hidden></span><label>…</label><select>…</select>
//     <span class="ordering-moves" hidden><button data-move="-1">…</button><button data-move="1">…</button></span></li>
// </ol><p role="status" data-ordering-say></p>

import { fill } from "./answers.js";

const attach = (list) => {
  const say = list.parentElement.querySelector("[data-ordering-say]");
  const things = () => [...list.children];
  const select = (thing) => thing.querySelector("select");
  const place = (thing) => select(thing).selectedIndex;

  const show = () =>
    things().forEach((thing, index, { length }) => {
      thing.querySelector(".ordering-place").textContent = index + 1;
      const [up, down] = thing.querySelectorAll("[data-move]");
      up.disabled = index === 0;
      down.disabled = index === length - 1;
    });

  const arrange = () => {
    if (things().every(place)) list.append(...things().sort((one, other) => place(one) - place(other)));
    show();
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const thing = button.closest("li");
    if (button.dataset.move === "1") thing.nextElementSibling.after(thing);
    else thing.previousElementSibling.before(thing);
    things().forEach((each, index) => (select(each).selectedIndex = index + 1));
    show();
    // Moving a thing in the page takes the focus from its button.
    (button.disabled ? thing.querySelector("[data-move]:not(:disabled)") : button).focus();
    const words = { text: thing.querySelector("label").textContent, place: place(thing), total: things().length };
    say.textContent = fill(list.dataset.moved, words);
    select(thing).dispatchEvent(new Event("change", { bubbles: true }));
  });

  list.classList.add("ordering-moving");
  for (const hidden of list.querySelectorAll("[hidden]")) hidden.hidden = false;
  for (const thing of things()) select(thing).hidden = true;
  list.closest("[data-item]")?.addEventListener("restored", arrange);
  arrange();
};

document.querySelectorAll("[data-ordering]").forEach(attach);
