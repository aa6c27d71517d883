// On every page: registers the service worker, sees whose device this is, sends what waits, says how the line is.
//
// <div role="status" data-device data-person="tag or empty" data-sign-out="address of signing out">
//   <template data-say="offline|waiting|sending|sent|signed-out|refused|skipped|offer">… <b data-fill="n"></b> …</template>
// </div>
// Without data-person the page is a copy kept on the device: it knows nobody.

const { store } = self.hoaHoi;
const bar = document.querySelector("[data-device]");
const isCopy = bar.dataset.person === undefined;
const changes = new BroadcastChannel("hoa-hoi");
let showing = "";

const say = (name, words = {}) => {
  const key = name + JSON.stringify(words);
  if (key === showing) return;
  showing = key;
  bar.querySelectorAll(":scope > :not(template)").forEach((old) => old.remove());
  const template = bar.querySelector(`template[data-say="${name}"]`);
  if (!template) return;
  const fresh = template.content.cloneNode(true);
  fresh.querySelectorAll("[data-fill]").forEach((place) => { place.textContent = words[place.dataset.fill]; });
  bar.append(fresh);
};

// Another person's things go before anything of them is shown; a session that ran out changes nothing.
const settle = async () => {
  const before = await store.owner();
  if (isCopy || !bar.dataset.person || bar.dataset.person === before) return;
  await store.wipe(before);
  await store.setFact("owner", bar.dataset.person);
};

const send = async () => {
  const waiting = await store.waiting();
  if (!waiting.length) return say(isCopy || !navigator.onLine ? "offline" : "");
  if (!navigator.onLine) return say("waiting", { n: waiting.length });
  say("sending", { n: waiting.length });
  const { state, left, skipped } = await self.hoaHoi.send();
  if (state === "offline") say("waiting", { n: left });
  else if (skipped.length) say("skipped", { words: skipped.join(" ") });
  else if (state !== "nothing") say(state === "other" ? "signed-out" : state, { n: left });
  document.dispatchEvent(new CustomEvent("hoa-hoi:sent"));
};

const visitorEvents = async () => {
  const declined = (await store.fact("declined")) ?? "";
  return (await store.eventsOf("")).filter((event) => event.at > declined);
};

const offerOrSend = async () => {
  const found = bar.dataset.person ? await visitorEvents() : [];
  const lessons = new Set(found.filter((event) => event.kind === "done").map((event) => event.step));
  return lessons.size ? say("offer", { n: lessons.size }) : send();
};

const answerOffer = async (answer) => {
  if (answer === "mine") await store.claimVisitorEvents();
  else await store.setFact("declined", new Date().toISOString());
  await send();
  if (answer === "mine") location.reload();
};

// Signing out: first what waits is sent, then everything of the person leaves the device.
const leave = async (form) => {
  const slow = new Promise((resolve) => setTimeout(resolve, 5000));
  try {
    await Promise.race([self.hoaHoi.send(), slow]);
    await store.wipe(await store.owner());
    await store.setFact("owner", "");
  } finally {
    form.submit();
  }
};

const start = async () => {
  await navigator.serviceWorker.register("/sw.js");
  await settle();
  document.dispatchEvent(new CustomEvent("hoa-hoi:ready"));
  document.documentElement.dataset.device = "ready";
  await offerOrSend();
};

if ("serviceWorker" in navigator && self.indexedDB) {
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location).pathname !== bar.dataset.signOut) return;
    event.preventDefault();
    leave(event.target);
  });
  bar.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]")?.dataset.answer;
    if (answer) answerOffer(answer);
  });
  window.addEventListener("online", send);
  window.addEventListener("offline", send);
  changes.addEventListener("message", async () => {
    const registration = await navigator.serviceWorker.ready;
    registration.sync?.register("send").catch(() => {}); // a browser may refuse; the next page sends
    await send();
  });
  start();
}
