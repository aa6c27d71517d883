// Remembers where the reader is in a lesson and in its films, and goes on there the next time.
//
// <div class="prose" data-place="d-1a2b3c4d-3" data-place-at="1764288000000" data-films="film=41 " data-place-every="15" data-place-url="…" data-minutes="8">
// <template data-resume> <p class="resume">… <span data-resume-left="còn khoảng {n} phút"> … </p> </template>
//
// A place is the id of the first block in sight, never a number of pixels: it holds on any screen. With an
// address it is kept on the server, at most once in so many seconds and when the reader leaves; without one
// (a visitor who is not enrolled) in this browser only. What a closing page says may be lost on its way, so it
// is kept here as well, until the server is known to have something as late.

const prose = document.querySelector("[data-place-every]");
const PERSON = document.querySelector("[data-device]")?.dataset.person || "";
const KEY = `cho-doc:${PERSON}:${location.pathname}`;

const start = () => {
  const { placeUrl: url, placeEvery, minutes } = prose.dataset;
  const every = Number(placeEvery) * 1000;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const blocks = [...prose.querySelectorAll("[id]")].filter((block) => !block.closest("form, details") || block.matches("form"));
  const films = new Map();
  let block = "";
  let sent = "";
  let last = Date.now();
  let timer;

  const keepHere = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify({ block, films: Object.fromEntries(films), at: last }));
    } catch {} // full, or forbidden: the lesson reads all the same
  };

  const kept = () => {
    let here = {};
    try {
      here = JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {} // forbidden, or not ours
    if (!url || here.at > Number(prose.dataset.placeAt || 0)) return here;
    localStorage.removeItem(KEY);
    const seen = prose.dataset.films.trim().split(" ").filter(Boolean).map((pair) => pair.split("="));
    return { block: prose.dataset.place, films: Object.fromEntries(seen) };
  };

  const save = (leaving) => {
    clearTimeout(timer);
    timer = undefined;
    const now = JSON.stringify([block, ...films]);
    if (now === sent || prose.dataset.left) return;
    last = Date.now();
    keepHere();
    if (!url) {
      sent = now;
      return;
    }
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, block, at: String(last), leaving: leaving ? "1" : "" });
    films.forEach((seconds, name) => body.set(`film-${name}`, String(seconds)));
    if (navigator.sendBeacon(url, body)) sent = now; // else the browser would not take it: the next time
  };

  const soon = () => {
    timer ??= setTimeout(() => save(false), Math.max(0, last + every - Date.now()));
  };

  // The last block whose beginning has reached the upper third; none above it means the top of the lesson.
  const look = () => {
    const line = innerHeight / 3;
    const passed = blocks.filter((one) => one.getBoundingClientRect().top < line);
    const here = passed.length > 1 ? passed.at(-1).id : "";
    if (here === block) return;
    block = here;
    soon();
  };

  const leftAfter = (target) => {
    const length = (list) => list.reduce((sum, one) => sum + one.textContent.length, 0);
    const after = blocks.slice(blocks.indexOf(target));
    return Math.max(1, Math.round((Number(minutes) * length(after)) / Math.max(1, length(blocks))));
  };

  const goOn = (name) => {
    const target = blocks.find((one) => one.id === name);
    if (!target || location.hash || new URLSearchParams(location.search).has("kiem-tra")) return;
    const mark = document.querySelector("template[data-resume]").content.cloneNode(true).firstElementChild;
    const left = mark.querySelector("[data-resume-left]");
    left.textContent = ` · ${left.dataset.resumeLeft.replace("{n}", leftAfter(target))}`;
    (target.closest("[data-place-every] > *") || target).before(mark);
    // A page that is reloaded or gone back to stands where the browser left it.
    if (performance.getEntriesByType("navigation")[0]?.type === "navigate") mark.scrollIntoView({ block: "start" });
    block = name;
  };

  const follow = (film, seconds) => {
    const name = film.dataset.film;
    const resume = () => {
      if (seconds > 0 && seconds < film.duration - 5) film.currentTime = seconds;
    };
    if (film.readyState > 0) resume();
    else film.addEventListener("loadedmetadata", resume, { once: true });
    film.addEventListener("timeupdate", () => {
      if (film.seeking || (film.paused && !film.ended)) return;
      films.set(name, film.ended ? 0 : Math.floor(film.currentTime));
      soon();
    });
  };

  const before = kept();
  prose.querySelectorAll("video[data-film]").forEach((film) => follow(film, Number(before.films?.[film.dataset.film] || 0)));
  goOn(before.block);
  sent = JSON.stringify([block]);
  let waiting;
  const lookNow = () => {
    clearTimeout(waiting);
    waiting = undefined;
    look();
  };
  addEventListener("scroll", () => {
    waiting ??= setTimeout(lookNow, 250);
  }, { passive: true });
  // Whoever scrolls and leaves at once has not been looked at yet.
  const leave = () => {
    if (waiting) lookNow();
    save(true);
  };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  // Understood: the server puts the place back to the top, and a late word of ours must not undo that.
  document.querySelector("form[data-key=next]")?.addEventListener("submit", () => {
    prose.dataset.left = "yes";
    localStorage.removeItem(KEY);
  });
};

if (prose) start();
