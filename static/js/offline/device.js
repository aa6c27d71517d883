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
let said = "";

const say = (name, words = {}) => {
  const key = name + JSON.stringify(words);
  if (key === showing) return;
  showing = key;
  said = name;
  bar.querySelectorAll(":scope > :not(template)").forEach((old) => old.remove());
  const template = bar.querySelector(`template[data-say="${name}"]`);
  if (!template) return;
  const fresh = template.content.cloneNode(true);
  fresh.querySelectorAll("[data-fill]").forEach((place) => { place.textContent = words[place.dataset.fill]; });
  bar.append(fresh);
};

// Another person's things go before anything of them is shown; a session that ran out changes nothing.
const settle = async () => {
  if (isCopy) return;
  const before = await store.fact("owner");
  if (bar.dataset.person && bar.dataset.person !== before) {
    await store.wipe(before);
    await store.setFact("owner", bar.dataset.person);
  }
  await store.setFact("unsure", false);
};

// Lessons done and checks tried; which page was open last is sent too, but is no work of the learner's.
const workWaiting = async () => (await store.waiting()).filter((event) => event.kind !== "place").length;

// With every page closed the browser itself wakes the worker, where it can; else the next page sends.
const sendLater = async () => {
  const registration = await navigator.serviceWorker.ready;
  registration.sync?.register("send").catch(() => {});
};

// What to say when nothing of the learner's waits: that it has arrived, if it did while this page was open.
const sayQuiet = () => {
  if (said === "skipped") return;
  if (navigator.onLine && ["waiting", "sending", "sent"].includes(said)) say("sent");
  else say(isCopy || !navigator.onLine ? "offline" : "");
};

const sendOnce = async () => {
  const n = await workWaiting();
  if (!n) sayQuiet();
  if (!(await store.waiting()).length) return;
  if (n) say(navigator.onLine ? "sending" : "waiting", { n });
  if (!navigator.onLine) return sendLater();
  const { state, skipped } = await self.hoaHoi.send();
  const left = await workWaiting();
  if (skipped.length) say("skipped", { words: skipped.join(" ") });
  else if (!left) sayQuiet(); // the worker may have been quicker
  else say(state === "offline" ? "waiting" : state === "other" ? "signed-out" : state, { n: left });
  document.dispatchEvent(new CustomEvent("hoa-hoi:sent"));
};

// One after the other: the signal, the worker and a finished lesson may all ask at once.
let running = Promise.resolve();
const send = () => (running = running.then(sendOnce, sendOnce));

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
    await store.leave();
  } finally {
    form.submit();
  }
};

const start = async () => {
  await settle();
  // Only now: sending fills the shelf anew, which until then would be the former person's.
  window.addEventListener("online", send);
  window.addEventListener("offline", send);
  changes.addEventListener("message", send);
  // The line may drop just while the worker is fetched: then the page does without, and the next one tries again.
  if (!(await navigator.serviceWorker.register("/sw.js").catch(() => null))) return;
  self.hoaHoi.isReady = true;
  document.dispatchEvent(new CustomEvent("hoa-hoi:ready"));
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
  start();
}
