// On a kept page: marks what is done and what is not open yet, and finishes a lesson on the device.
//
// <div data-carried="course slug"> (anywhere on the page)
//   <template data-mark="done">…</template> <template data-mark="locked">…</template>
// <form data-finish data-when="open"> … <p data-when="done"> … </p>
// The outline links every step (courses/_outline.html, _steps.html); its addresses tell the steps apart.

const { store } = self.hoaHoi;
const holder = document.querySelector("[data-carried]");

const markStep = (link, row, done) => {
  const step = row.steps.find((candidate) => candidate.url === link.getAttribute("href"));
  if (!step) return;
  const state = done.has(step.id) ? "done" : store.waitsFor(row, step.url, done) ? "locked" : "";
  if (!state) return;
  const line = link.closest("li");
  if (!line.classList.contains("current")) line.className = state;
  const mark = holder.querySelector(`template[data-mark="${state}"]`).content.cloneNode(true);
  const [icon, words] = [mark.querySelector("svg"), mark.querySelector("span")];
  link.querySelector(".outline-number, .icon")?.replaceWith(icon);
  link.append(words);
  if (state === "locked") link.removeAttribute("href");
};

const show = async () => {
  const row = await store.savedCourse(holder.dataset.carried);
  if (!row) return;
  const done = await store.doneIn(row.course);
  document.querySelectorAll(".outline a").forEach((link) => markStep(link, row, done));
  document.querySelectorAll("progress").forEach((bar) => { bar.value = row.steps.filter((step) => done.has(step.id)).length; });
  const here = row.steps.find((step) => step.url === location.pathname);
  const next = row.steps.find((step) => !done.has(step.id));
  document.querySelectorAll("[data-next-step]").forEach((link) => {
    link.hidden = !next;
    if (next) link.href = next.url;
  });
  const state = here && done.has(here.id) ? "done" : "open";
  document.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== state; });
};

document.querySelector("[data-finish]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const row = await store.savedCourse(holder.dataset.carried);
  const position = row.steps.findIndex((step) => step.url === location.pathname);
  await store.record({ course: row.course, step: row.steps[position].id, kind: "done" });
  location.href = row.steps[position + 1]?.url ?? row.url;
});

if (holder) show();
