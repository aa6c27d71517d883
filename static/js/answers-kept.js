// On the result: tells which answers given on this device had not reached the server, then forgets them.
//
// <div data-attempt-over="4711" data-lost="… {list} …" hidden></div>
// <section data-item="17" data-sequence="that of the answer graded">

import { fill } from "./answers.js";
import { openQueue } from "./answer-queue.js";

for (const box of document.querySelectorAll("[data-attempt-over]")) {
  const queue = openQueue(box.dataset.attemptOver);
  const graded = (item) => Number(document.querySelector(`[data-item="${CSS.escape(item)}"]`)?.dataset.sequence);
  const lost = queue.all().filter(([item, { at }]) => at > graded(item)).map(([item]) => Number(item));
  if (lost.length) {
    box.querySelector("p").textContent = fill(box.dataset.lost, { list: lost.sort((a, b) => a - b).join(", ") });
    box.hidden = false;
  }
  queue.clear();
}
