// The shelf: the courses saved on this device, with or without the network. Also marks on the desk what is saved.
//
// <div data-shelf><div data-shelf-empty>…</div><ul data-shelf-list><template>…[data-fill] [data-link] [data-do=remove]…</template></ul></div>
// <p data-saved-mark="slug" hidden>

const { store, saving } = self.hoaHoi;

const onShelf = async (row, template, again) => {
  const item = template.content.cloneNode(true);
  const done = await store.doneIn(row.course);
  const lessons = row.steps.filter((step) => step.kind === "lesson");
  const next = row.steps.find((step) => !done.has(step.id)) ?? row.steps[0];
  const count = row.steps.filter((step) => done.has(step.id)).length;
  const words = {
    title: row.title,
    size: saving.size(row.bytes),
    day: new Date(row.savedAt).toLocaleDateString(document.documentElement.lang),
    lessons: lessons.length,
    done: count,
    all: row.steps.length,
    next: next?.title ?? "",
  };
  item.querySelectorAll("[data-fill]").forEach((place) => { place.textContent = words[place.dataset.fill]; });
  item.querySelectorAll("[data-link=course]").forEach((link) => { link.href = row.url; });
  item.querySelectorAll("[data-link=next]").forEach((link) => { link.href = next?.url ?? row.url; });
  item.querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = part.dataset.when !== (row.whole ? "whole" : "partial");
  });
  const bar = item.querySelector("progress");
  bar.max = row.steps.length;
  bar.value = count;
  item.querySelector("[data-do=remove]").addEventListener("click", async () => {
    await store.forget(row);
    await again();
  });
  return item;
};

const fillShelf = async (shelf) => {
  const list = shelf.querySelector("[data-shelf-list]");
  const template = list.querySelector("template");
  const rows = await store.savedCourses();
  const items = [];
  for (const row of rows) items.push(await onShelf(row, template, () => fillShelf(shelf)));
  list.querySelectorAll(":scope > li").forEach((old) => old.remove());
  list.append(...items);
  list.hidden = !rows.length;
  shelf.querySelector("[data-shelf-empty]").hidden = Boolean(rows.length);
};

const begin = async () => {
  document.querySelectorAll("[data-shelf]").forEach(fillShelf);
  const saved = new Set((await store.savedCourses()).filter((row) => row.whole).map((row) => row.course));
  document.querySelectorAll("[data-saved-mark]").forEach((mark) => { mark.hidden = !saved.has(mark.dataset.savedMark); });
};

if (self.hoaHoi.isReady) begin();
else document.addEventListener("hoa-hoi:ready", begin, { once: true });
document.addEventListener("hoa-hoi:sent", begin);
