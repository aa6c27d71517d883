// Saves a course on the device, piece by piece: what is there already is not fetched again, so it can be resumed.
//
// hoaHoi.saving.fetchPackage(address) → the list of courses.offline.packing.Package
// hoaHoi.saving.bytesOf(pack, films) → how big it is with these films (a set of addresses)
// hoaHoi.saving.save({pack, films, signal, onProgress}) → the saved row; throws AbortError, QuotaExceededError …
// hoaHoi.saving.size(bytes) → "2,4 MB" in the language of the page

self.hoaHoi.saving = (() => {
  const { store } = self.hoaHoi;

  const get = async (url, options) => {
    const answer = await fetch(url, options);
    if (!answer.ok) throw Object.assign(new Error(`${url}: ${answer.status}`), { status: answer.status });
    return answer;
  };
  const fetchPackage = async (address) => (await get(address, { cache: "no-store" })).json();

  const chosenOf = (pack, films) => pack.films.filter((film) => films.has(film.url));
  const filesOf = (pack, films) => [...pack.pictures, ...chosenOf(pack, films)];
  const bytesOf = (pack, films) =>
    [...pack.pages, ...pack.assets, ...filesOf(pack, films)].reduce((sum, item) => sum + item.bytes, 0);

  const size = (bytes) => {
    const [unit, value] = bytes < 100_000 ? ["KB", Math.ceil(bytes / 1000)] : ["MB", bytes / 1_000_000];
    return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
  };

  // A page with its quick checks; the page comes last, so where it is its checks are too.
  const keepPage = async (cache, page, signal) => {
    const kept = await cache.match(page.url);
    if (kept?.headers.get("X-Revision") === page.revision) return;
    const answer = await get(page.source, { signal, cache: "no-store" });
    const { html, checks, revision } = await answer.json();
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'",
      "X-Revision": revision,
    };
    for (const [key, check] of Object.entries(checks)) {
      await cache.put(`${page.url}?check=${key}`, new Response(check, { headers }));
    }
    await cache.put(page.url, new Response(html, { headers }));
  };

  // Counts the bytes as they come, for a film takes long.
  const keepFile = async (cache, file, signal, onBytes) => {
    if (await cache.match(file.url)) return onBytes(file.bytes);
    const elsewhere = new URL(file.url, location).origin !== location.origin;
    const answer = await get(file.url, elsewhere ? { signal, mode: "cors", credentials: "omit" } : { signal });
    const counted = new TransformStream({
      transform: (chunk, stream) => {
        onBytes(chunk.byteLength);
        stream.enqueue(chunk);
      },
    });
    const headers = { "Content-Type": answer.headers.get("Content-Type") ?? "application/octet-stream" };
    return cache.put(file.url, new Response(answer.body.pipeThrough(counted), { headers }));
  };

  const dropOld = async (cache, pack, films) => {
    const urls = [...pack.pages, ...pack.assets, ...filesOf(pack, films)].map((item) => item.url);
    const wanted = new Set(urls.map((url) => new URL(url, location).href));
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url.replace(/\?check=.*$/, ""))) await cache.delete(request);
    }
  };

  // What is done already, so that the saved copy opens where the learner stands.
  const askStanding = async (owner, course) => {
    const here = owner ? await self.hoaHoi.whoIsHere() : {};
    if (!owner || here.person !== owner) return;
    const answer = await self.hoaHoi.post(here, [], [course]);
    if (answer) await store.setStanding(owner, answer.standing);
  };

  const checkRoom = async (bytes) => {
    const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
    if (quota && quota - usage < bytes * 1.1) throw new DOMException("no room", "QuotaExceededError");
  };

  // Without the worker nothing that is kept here is found again once the signal is lost.
  const PATIENCE = 30000; // ms
  const workerIsReady = () =>
    Promise.race([
      navigator.serviceWorker.ready,
      new Promise((_, reject) => setTimeout(() => reject(new Error("no worker")), PATIENCE)),
    ]);

  const save = async ({ pack, films, signal, onProgress }) => {
    const owner = await store.owner();
    const { course, title, url, locked, steps, revision } = pack;
    const name = `course:${owner}:${course}`;
    const cache = await caches.open(name);
    const bytes = bytesOf(pack, films);
    await checkRoom(bytes);
    navigator.storage?.persist?.().catch(() => {}); // asked, not needed
    const row = {
      owner, course, title, url, locked, steps, revision, bytes, cache: name, whole: false,
      films: [...films], savedAt: new Date().toISOString(), package: `/mang-theo/khoa/${course}/`,
    };
    await store.save(row);
    await askStanding(owner, course);
    let done = 0;
    const count = (more) => onProgress((done += more), bytes);
    for (const page of pack.pages) {
      await keepPage(cache, page, signal);
      count(page.bytes);
    }
    for (const file of [...pack.assets, ...filesOf(pack, films)]) await keepFile(cache, file, signal, count);
    await dropOld(cache, pack, films);
    await workerIsReady();
    await store.save({ ...row, whole: true, savedAt: new Date().toISOString() });
    return store.savedCourse(course);
  };

  return { fetchPackage, bytesOf, size, save };
})();
