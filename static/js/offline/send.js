// Sends what waits to the server, in batches and in order. Read by pages and by the service worker, like store.js.
//
// hoaHoi.send() → {state, left, skipped}: "nothing", "sent", "offline", "signed-out", "other" (somebody else is
// signed in) or "refused" (the server could not take the batch; it stays). `skipped`: sentences of the server.
// The server knows each event by its id: sending twice changes nothing.

self.hoaHoi ??= {};
self.hoaHoi.BATCH = 50;

self.hoaHoi.whoIsHere = async () => {
  const answer = await fetch("/mang-theo/ai-day/", { cache: "no-store" });
  if (!answer.ok) throw new Error(`who: ${answer.status}`);
  return answer.json();
};

self.hoaHoi.post = async ({ person, token }, events, courses) => {
  const answer = await fetch("/mang-theo/gui/", {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({
      person,
      courses,
      events: events.map(({ owner, number, ...event }) => event),
    }),
  });
  return answer.ok ? answer.json() : null;
};

self.hoaHoi.sendAll = async () => {
  const { store } = self.hoaHoi;
  const me = await store.owner();
  const skipped = [];
  let events = await store.waiting();
  const end = (state) => ({ state, left: events.length, skipped });
  if (!events.length) return end("nothing");
  let here;
  try {
    here = await self.hoaHoi.whoIsHere();
  } catch {
    return end("offline");
  }
  if (!here.person) return end("signed-out");
  if (here.person !== me) return end("other");
  while (events.length) {
    const batch = events.slice(0, self.hoaHoi.BATCH);
    let answer;
    try {
      answer = await self.hoaHoi.post(here, batch, [...new Set(batch.map((event) => event.course))]);
    } catch {
      return end("offline");
    }
    if (!answer) return end("refused");
    for (const event of answer.events) {
      if (event.state === "skipped" && !skipped.includes(event.words)) skipped.push(event.words);
    }
    // First what stands, then what waited: between the two a lesson is never shown as not done.
    await store.setStanding(me, answer.standing);
    await store.dropEvents(batch.map((event) => event.id));
    events = await store.waiting();
  }
  return end("sent");
};

// One tab, or the worker, sends at a time.
self.hoaHoi.send = async () => {
  if (!self.navigator.locks) return self.hoaHoi.sendAll();
  return self.navigator.locks.request("hoa-hoi-send", self.hoaHoi.sendAll);
};
