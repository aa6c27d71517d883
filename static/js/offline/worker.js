// The service worker's own part; /sw.js says where things are (hoaHoiSite) and reads store.js and send.js first.
//
// Everything is asked of the network first. Nothing that passes by is kept: the shell is fetched when the worker
// is installed, a course when the learner saves it. Without the network, a saved course answers at its own
// addresses, a lesson finished then waits to be sent; a paper's address gets the page that checks its QR code on the
// device; and every other page is the shelf of saved courses.

const { store } = self.hoaHoi;
const site = self.hoaHoiSite;
const SHELL = `shell:${site.version}`;
const PATIENCE = 8000; // ms after which a saved page is better than a line that hardly moves

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const fresh = site.shell.map((url) => new Request(url, { cache: "no-cache" }));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const ours = [SHELL, site.papersCache];
  const old = (name) => /^(shell|papers):/.test(name) && !ours.includes(name);
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (old(name)) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "send") return;
  event.waitUntil(self.hoaHoi.send().then((result) => {
    if (result.state === "offline") throw new Error("still offline"); // the browser tries again
    store.tell();
  }));
});

const plain = (text, status) =>
  new Response(text, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
const isPaper = (path) => site.papers.some((start) => path.startsWith(start));
const fromShell = async (path = "") =>
  (await caches.match(isPaper(path) ? site.papersPage : site.offlinePage)) ?? plain("Mất sóng. Offline.", 503);
const patient = (promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE))]);

// "/khoa-hoc/an-toan/bai-1/" → "an-toan"
const courseIn = (path) => (path.startsWith(site.courses) ? path.slice(site.courses.length).split("/")[0] : "");

// The sheet of a meeting that its facilitator took along (attendance.js); its name goes when the person signs out.
const keptSheet = (path) => (path.endsWith("/diem-danh/") ? caches.match(path, { ignoreVary: true }) : undefined);
const savedPage = async (row, path) => (await caches.open(row.cache)).match(path);
// A saved page of the course, or the way to the step that comes first.
const readOffline = async (row, path) => {
  const kept = await savedPage(row, path);
  if (!kept) return fromShell();
  const waits = store.waitsFor(row, path, await store.doneIn(row.course));
  if (waits) return Response.redirect(waits.url, 302);
  const step = row.steps.find((candidate) => candidate.url === path);
  if (step?.kind === "lesson") await store.record({ course: row.course, step: step.id, kind: "place" });
  return kept;
};

// “Understood” on a page that was opened with the network and finished without.
const finishOffline = async (row, path) => {
  const position = row.steps.findIndex((step) => step.url === path);
  const step = row.steps[position];
  if (step?.kind !== "lesson" || store.waitsFor(row, path, await store.doneIn(row.course))) return fromShell();
  await store.record({ course: row.course, step: step.id, kind: "done" });
  return Response.redirect(row.steps[position + 1]?.url ?? row.url, 303);
};

// Whoever leaves takes everything along; whoever comes is not known until a page says who it is.
const send = async (request, url) => {
  const comes = site.signIn.includes(url.pathname);
  if (comes) await store.setFact("unsure", true);
  const answer = await fetch(request).catch(async (lost) => {
    if (comes) await store.setFact("unsure", false); // no answer, no session: all is as it was
    throw lost;
  });
  if (site.signOut.includes(url.pathname)) await store.leave();
  return answer;
};

const visit = async (request, url) => {
  const course = courseIn(url.pathname);
  const row = course ? await store.savedCourse(course).catch(() => undefined) : undefined;
  const reads = request.method === "GET";
  try {
    // A form must not be given up halfway: it may have arrived.
    if (!reads) return await send(request, url);
    return await (row || isPaper(url.pathname) ? patient(fetch(request)) : fetch(request));
  } catch {
    if (!row) return (reads && (await keptSheet(url.pathname))) || fromShell(url.pathname);
    return reads ? readOffline(row, url.pathname) : finishOffline(row, url.pathname);
  }
};

// A quick check answered without the network: the same words, kept with the course.
const tryCheck = async (request, url) => {
  try {
    return await fetch(request);
  } catch (lost) {
    const row = await store.savedCourse(courseIn(url.pathname));
    const [block, option] = [url.searchParams.get("kiem-tra"), url.searchParams.get("chon")];
    const kept = row && (await (await caches.open(row.cache)).match(`${url.pathname}?check=${block}/${option}`));
    if (!kept) throw lost;
    const step = row.steps.find((candidate) => candidate.url === url.pathname);
    await store.record({ course: row.course, step: step.id, kind: "check", block, option: Number(option) });
    return kept;
  }
};

// A film is asked for piece by piece.
const part = async (request, kept) => {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range) return kept;
  const whole = await kept.blob();
  const [from, to] = [Number(range[1]), range[2] ? Math.min(Number(range[2]), whole.size - 1) : whole.size - 1];
  if (from > to) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  return new Response(whole.slice(from, to + 1, whole.type), {
    status: 206,
    headers: {
      "Content-Type": whole.type,
      "Content-Length": String(to + 1 - from),
      "Content-Range": `bytes ${from}-${to}/${whole.size}`,
      "Accept-Ranges": "bytes",
    },
  });
};

// What was saved of uploads is not fetched again; they never change under one address.
const upload = async (request) => {
  const kept = await caches.match(request.url);
  return kept ? part(request, kept) : fetch(request);
};

const style = (request) => fetch(request).catch(async (lost) => {
  const kept = await caches.match(request.url);
  if (!kept) throw lost;
  return kept;
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.url.startsWith(new URL(site.media, self.location).href)) event.respondWith(upload(request));
  else if (url.origin !== self.location.origin) return;
  else if (request.mode === "navigate") event.respondWith(visit(request, url));
  else if (request.headers.get("HX-Request") && url.searchParams.has("kiem-tra")) event.respondWith(tryCheck(request, url));
  else if (url.pathname.startsWith(site.static) || request.destination === "track") event.respondWith(style(request));
});
