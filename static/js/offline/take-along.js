// The card “take along” on a course's page: what will be saved and how big, saving, updating, removing.
//
// <section data-take-along="address of the package" data-course="slug" hidden>
//   <p data-when="new">…<b data-fill="size"></b>…</p>  shown in these states only
//   <ul data-films><template><li><label><input type="checkbox"> <span data-fill="title"></span> …</label></li></template></ul>
//   <progress data-bar data-when="saving">  <button data-do="save|stop|remove" data-when="new partial">
// </section>
// States: new, saving, partial, saved, stale, full, failed, gone.

const { store, saving } = self.hoaHoi;

const attach = (card) => {
  let state = "new";
  let pack;
  let row;
  let stopping;

  const films = () => new Set([...card.querySelectorAll("[data-films] input:checked")].map((box) => box.value));
  const fill = (name, words) =>
    card.querySelectorAll(`[data-fill="${name}"]`).forEach((place) => { place.textContent = words; });

  const show = (next) => {
    state = next;
    card.dataset.state = next;
    card.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    });
    if (pack) fill("size", saving.size(saving.bytesOf(pack, films())));
    if (!row) return;
    fill("saved-size", saving.size(row.bytes));
    fill("day", new Date(row.savedAt).toLocaleDateString(document.documentElement.lang));
  };

  const listFilms = () => {
    const list = card.querySelector("[data-films]");
    list.hidden = !pack.films.length;
    list.querySelectorAll("li").forEach((old) => old.remove());
    for (const film of pack.films) {
      const line = list.querySelector("template").content.cloneNode(true);
      const box = line.querySelector("input");
      box.value = film.url;
      box.checked = Boolean(row?.films.includes(film.url));
      line.querySelector("[data-fill=title]").textContent = film.title;
      line.querySelector("[data-fill=bytes]").textContent = saving.size(film.bytes);
      list.append(line);
    }
  };

  const load = async () => {
    try {
      pack = await saving.fetchPackage(card.dataset.takeAlong);
    } catch (error) {
      return show(row?.whole ? "saved" : error.status === 404 ? "gone" : "failed");
    }
    fill("lessons", pack.steps.filter((step) => step.kind === "lesson").length);
    fill("pages", saving.size(pack.pages.reduce((sum, page) => sum + page.bytes, 0)));
    fill("pictures", pack.pictures.length);
    fill("pictures-size", saving.size(pack.pictures.reduce((sum, file) => sum + file.bytes, 0)));
    listFilms();
    if (!row) return show("new");
    if (!row.whole) return show("partial");
    return show(row.revision === pack.revision ? "saved" : "stale");
  };

  const save = async () => {
    stopping = new AbortController();
    const bar = card.querySelector("[data-bar]");
    show("saving");
    try {
      pack = await saving.fetchPackage(card.dataset.takeAlong);
      row = await saving.save({
        pack,
        films: films(),
        signal: stopping.signal,
        onProgress: (done, all) => {
          bar.max = all;
          bar.value = Math.min(done, all);
        },
      });
      show("saved");
    } catch (error) {
      row = await store.savedCourse(card.dataset.course);
      show(error.name === "AbortError" ? "partial" : error.name === "QuotaExceededError" ? "full" : "failed");
    }
  };

  const remove = async () => {
    await store.forget(row);
    row = undefined;
    listFilms();
    show("new");
  };

  const actions = { save, stop: () => stopping.abort(), remove };
  card.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());
  card.addEventListener("change", () => show(state));
  return async () => {
    row = await store.savedCourse(card.dataset.course);
    show(row ? (row.whole ? "saved" : "partial") : "new");
    card.hidden = false;
    await load();
  };
};

const begin = () => document.querySelectorAll("[data-take-along]").forEach((card) => attach(card)());
if (self.hoaHoi.isReady) begin();
else document.addEventListener("hoa-hoi:ready", begin, { once: true });
