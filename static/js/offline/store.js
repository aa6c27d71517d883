// What this device keeps: whose it is, the saved courses, what stands on the server, what waits to be sent.
//
// Read as a module by pages and by importScripts in the service worker, so it imports and exports nothing:
// it hangs `hoaHoi.store` on the global object. Everything is kept under its owner: the person's tag, or ""
// for a visitor who is not signed in. Only the owner's and the visitor's things are ever handed out.
//
// facts   key → value           "owner": whose things these are; "unsure": somebody is signing in;
//                               "declined": up to when a visitor's events are not wanted by the owner
// saved   [owner, course] → row {title, url, locked, steps, revision, bytes, savedAt, whole, cache, films}
// stands  [owner, course] → {done: [step ids], complete}, as the server last said
// events  number → {owner, id, course, step, kind, at, block?, option?}, in the order in which they happened

self.hoaHoi ??= {};
self.hoaHoi.store = (() => {
  let opened;
  const open = () => (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("hoa-hoi", 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("facts");
      db.createObjectStore("saved", { keyPath: ["owner", "course"] });
      db.createObjectStore("stands", { keyPath: ["owner", "course"] });
      db.createObjectStore("events", { keyPath: "number", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));

  // One request in one transaction; resolves when it is on disk.
  const run = async (table, mode, work) => {
    const transaction = (await open()).transaction(table, mode);
    const request = work(transaction.objectStore(table));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  };
  const read = (table, work) => run(table, "readonly", work);
  const write = (table, work) => run(table, "readwrite", work);
  const all = (table) => read(table, (rows) => rows.getAll());
  const tell = () => {
    const channel = new BroadcastChannel("hoa-hoi");
    channel.postMessage("changed");
    channel.close();
  };

  const fact = (key) => read("facts", (rows) => rows.get(key));
  const setFact = (key, value) => write("facts", (rows) => rows.put(value, key));
  // While somebody is signing in it is not known who: until a page says so, nobody's things are shown.
  const owner = async () => ((await fact("unsure")) ? "" : ((await fact("owner")) ?? ""));

  const savedCourses = async () => {
    const me = await owner();
    const mine = new Map();
    // A visitor's copies hold public courses only; the owner's own copy goes before them.
    for (const row of (await all("saved")).sort((a, b) => a.owner.length - b.owner.length)) {
      if (row.owner === me || row.owner === "") mine.set(row.course, row);
    }
    return [...mine.values()];
  };
  const savedCourse = async (course) => (await savedCourses()).find((row) => row.course === course);

  const eventsOf = async (whose) => (await all("events")).filter((event) => event.owner === whose);
  const waiting = async () => {
    const me = await owner();
    return me ? eventsOf(me) : [];
  };
  const record = async (event) => {
    const row = { owner: await owner(), id: crypto.randomUUID(), at: new Date().toISOString(), ...event };
    await write("events", (rows) => rows.add(row));
    tell();
  };
  const dropEvents = async (ids) => {
    const gone = (await all("events")).filter((event) => ids.includes(event.id));
    await write("events", (rows) => gone.forEach((event) => rows.delete(event.number)));
  };
  // What a visitor learnt becomes the owner's, when the owner says so.
  const claimVisitorEvents = async () => {
    const me = await owner();
    const found = await eventsOf("");
    await write("events", (rows) => found.forEach((event) => rows.put({ ...event, owner: me })));
  };

  // Steps done: what the server said, and what was done here since.
  const doneIn = async (course) => {
    const me = await owner();
    const stands = await read("stands", (rows) => rows.get([me, course]));
    const here = (await eventsOf(me)).filter((event) => event.course === course && event.kind === "done");
    return new Set([...(stands?.done ?? []), ...here.map((event) => event.step)]);
  };
  const setStanding = async (whose, standing) => {
    const rows = Object.entries(standing).map(([course, state]) => ({ owner: whose, course, ...state }));
    await write("stands", (table) => rows.forEach((row) => table.put(row)));
  };

  // The step to finish before `url` opens, or undefined: the same rule as courses.rules.is_open.
  const waitsFor = (row, url, done) => {
    const position = row.steps.findIndex((step) => step.url === url);
    if (!row.locked || position < 0 || done.has(row.steps[position].id)) return undefined;
    return row.steps.slice(0, position).find((step) => !done.has(step.id));
  };

  const save = (row) => write("saved", (rows) => rows.put(row));
  const forget = async (row) => {
    await caches.delete(row.cache);
    await write("saved", (rows) => rows.delete([row.owner, row.course]));
  };
  // Everything of a person leaves the device but what is not sent yet: nobody sees that until they are back.
  const wipe = async (whose) => {
    if (!whose) return;
    for (const row of (await all("saved")).filter((saved) => saved.owner === whose)) await forget(row);
    for (const name of await caches.keys()) if (name.startsWith(`course:${whose}:`)) await caches.delete(name);
    const stands = (await all("stands")).filter((row) => row.owner === whose);
    await write("stands", (rows) => stands.forEach((row) => rows.delete([row.owner, row.course])));
  };

  const leave = async () => {
    await wipe(await fact("owner"));
    await setFact("owner", "");
  };

  return {
    leave, tell, fact, setFact, owner, savedCourses, savedCourse, waiting, eventsOf, record, dropEvents,
    claimVisitorEvents, doneIn, setStanding, waitsFor, save, forget, wipe,
  };
})();
