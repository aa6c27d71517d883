// Keeps on this phone what checking without a signal needs: our keys, the list of ended papers, the QR decoder.
//
// <section data-keep data-keys="…" data-list="…" data-decoder-files="… …" data-cache="check:1" hidden>
//   <p data-say="kept|old-browser|failed" hidden>  … <span data-fill="at">
// The page itself is kept by the service worker. A decoder names its second file itself, so that one has no version.

const { papers, reading } = self.hoaHoi;

const keep = async (card) => {
  const { keys, list, cache: name, decoderFiles } = card.dataset;
  const say = (state) => {
    card.querySelectorAll("[data-say]").forEach((part) => { part.hidden = part.dataset.say !== state; });
    card.hidden = false;
  };
  if (!("caches" in self) || !("serviceWorker" in navigator) || !(await papers.isAble())) return say("old-browser");
  try {
    const cache = await caches.open(name);
    await cache.addAll([new Request(keys, { cache: "no-cache" }), list]);
    if (!(await reading.native())) await cache.addAll(decoderFiles.split(" "));
    const ours = (await (await cache.match(keys)).json()).keys;
    const opened = await papers.openList(await (await cache.match(list)).json(), ours);
    if (!opened) throw new Error("the list is not signed by us");
    await navigator.serviceWorker.ready;
    const at = new Date(opened.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    card.querySelectorAll("[data-fill=at]").forEach((place) => { place.textContent = at; });
    say("kept");
  } catch {
    say("failed");
  }
};

document.querySelectorAll("[data-keep]").forEach(keep);
