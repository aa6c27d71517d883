// Attendance without a signal: marks are kept on the device and sent when the line is back, each once.
//
// <form data-sheet data-send="address that hears marks" data-person="the device's name of who is signed in">
//   <input type="radio" name="state-7">, with hidden was-7 and seen-7 (templates/classes/cohorts/_sheet.html)
// </form>
// <div data-sheet-says role="status">
//   <template data-say="kept|none|sent|told|saved|unsaved">… <b data-fill="n"></b> <span data-fill="words"></span> …</template>
// </div>
// <button data-keep-sheet hidden>: keeps this page, so that it opens without a line; signing out removes it
// (store.wipe). Marks wait in store's fact "marks" as {owner, send, id, member, state, seen, at}.

const { store, whoIsHere } = self.hoaHoi;
const form = document.querySelector("[data-sheet]");
const says = document.querySelector("[data-sheet-says]");
const keep = document.querySelector("[data-keep-sheet]");
const PATIENCE = 6000; // ms after which the line counts as gone

const say = (name, words = {}) => {
  const fresh = says.querySelector(`template[data-say="${name}"]`).content.cloneNode(true);
  fresh.querySelectorAll("[data-fill]").forEach((place) => { place.textContent = words[place.dataset.fill]; });
  says.querySelectorAll(":scope > :not(template)").forEach((old) => old.remove());
  says.append(fresh);
};

const soon = (promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE))]);
const waiting = async () => ((await store.fact("marks")) ?? []).filter((mark) => mark.owner === form.dataset.person);
const drop = async (ids) =>
  store.setFact("marks", ((await store.fact("marks")) ?? []).filter((mark) => !ids.includes(mark.id)));

// What the sheet says and the server did not show; `rest`: whoever is not marked is present.
const marksOf = (rest) =>
  [...form.querySelectorAll("[name^='seen-']")].flatMap((seen) => {
    const member = seen.name.slice("seen-".length);
    const chosen = form.querySelector(`[name="state-${member}"]:checked`)?.value ?? (rest ? "present" : "");
    if (!chosen || chosen === form.elements[`was-${member}`].value) return [];
    return [{
      owner: form.dataset.person, send: form.dataset.send, id: crypto.randomUUID(),
      member: Number(member), state: chosen, seen: Number(seen.value), at: new Date().toISOString(),
    }];
  });

// A later mark of the same person at the same meeting takes the place of one that has not left yet.
const keepMarks = async (marks) => {
  const replaced = (old) => marks.some((mark) => mark.send === old.send && mark.member === old.member);
  const others = ((await store.fact("marks")) ?? []).filter((old) => old.owner !== form.dataset.person || !replaced(old));
  await store.setFact("marks", [...others, ...marks]);
};

const post = async (send, { person, token }, marks) => {
  const answer = await soon(fetch(send, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ person, marks: marks.map(({ owner, send: _where, ...mark }) => mark) }),
  }));
  return answer.ok ? (await answer.json()).marks : null;
};

// Everything of whoever is signed in; true when nothing is left.
const sendAll = async () => {
  const marks = await waiting();
  if (!marks.length) return true;
  let words = [];
  try {
    const here = await soon(whoIsHere());
    if (here.person !== form.dataset.person) throw new Error("somebody else");
    for (const send of new Set(marks.map((mark) => mark.send))) {
      const part = marks.filter((mark) => mark.send === send).slice(0, self.hoaHoi.BATCH);
      const answers = await post(send, here, part);
      if (!answers) throw new Error("refused");
      await drop(answers.map((answer) => answer.id));
      words = [...words, ...answers.map((answer) => answer.words).filter(Boolean)];
    }
  } catch {
    say("kept", { n: (await waiting()).length });
    return false;
  }
  if (words.length) say("told", { words: [...new Set(words)].join(" ") });
  else say("sent", { n: marks.length });
  return !(await waiting()).length || sendAll();
};
const send = () =>
  (navigator.locks ? navigator.locks.request("hoa-hoi-marks", sendAll) : sendAll());

const tick = (marks) => marks.forEach((mark) => {
  const box = form.querySelector(`[name="state-${mark.member}"][value="${mark.state}"]`);
  if (box) box.checked = true;
});

// With the line the form goes its usual way, with a token that is not as old as a kept page.
const save = async (event) => {
  const { submitter } = event;
  event.preventDefault();
  try {
    form.elements.csrfmiddlewaretoken.value = (await soon(whoIsHere())).token;
    form.removeEventListener("submit", save);
    return form.requestSubmit(submitter);
  } catch {
    const marks = marksOf(submitter?.value === "rest");
    await keepMarks(marks);
    tick(marks);
    const left = await waiting();
    return left.length ? say("kept", { n: left.length }) : say("none");
  }
};

// This page, its style and its scripts, under a name that goes when the person signs out.
const keepSheet = async () => {
  const cache = await caches.open(`course:${form.dataset.person}:diem-danh`);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
  await cache.addAll([location.pathname, ...parts]);
  say("saved");
};

const start = async () => {
  form.addEventListener("submit", save);
  window.addEventListener("online", send);
  if (keep && "caches" in self) {
    keep.hidden = false;
    keep.addEventListener("click", () => keepSheet().catch(() => say("unsaved")));
  }
  tick((await waiting()).filter((mark) => mark.send === form.dataset.send));
  await send();
};

if (form && self.indexedDB) start();
