// The kept page at the address of a paper, without a signal: says what the QR code alone proves, and no more.
//
// <div data-phone data-keys="…" data-list="…" data-check="/c/">
//   <section data-answer="scan|good|ended|suspended|expired|forged|unknown-key|no-list|no-keys|old-browser|nothing" hidden>
//   <template data-words>: the words of the paper, put in the place of data-words-here, with data-fill="holder" …
// Of the answers exactly one is shown. Days and times are written as the language of the page does.

const { papers } = self.hoaHoi;
const page = document.querySelector("[data-phone]");
const language = document.documentElement.lang;
const OLD = 7 * 86_400_000; // ms after which the list is called old

const kept = async (address) => {
  const answer = await caches.match(address);
  return answer ? answer.json() : undefined;
};
const asDay = (text) => new Date(`${text}T12:00:00`).toLocaleDateString(language, { day: "2-digit", month: "2-digit", year: "numeric" });
const dayBefore = (text) => {
  const day = new Date(`${text}T12:00:00Z`);
  return new Date(day - 86_400_000).toISOString().slice(0, 10);
};
// The day in Vietnam, as papers count it.
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

const judge = async (code, digits) => {
  const keys = (await kept(page.dataset.keys))?.keys;
  if (!digits) return { state: "nothing" };
  if (!keys) return { state: "no-keys" };
  if (!(await papers.isAble())) return { state: "old-browser" };
  let paper;
  try { paper = papers.read(code, digits); } catch { return { state: "forged" }; }
  const signed = await papers.isSigned(paper, keys);
  if (signed === undefined) return { state: "unknown-key" };
  if (!signed) return { state: "forged" };
  const raw = await kept(page.dataset.list);
  const list = raw && (await papers.openList(raw, keys));
  const kind = list && (await papers.kindIn(list, code));
  if (kind) return { state: kind === "suspended" ? kind : "ended", paper, list };
  if (paper.expiresOn && paper.expiresOn <= today()) return { state: "expired", paper, list };
  return { state: list ? "good" : "no-list", paper, list };
};

const fill = (place, words) => {
  for (const [name, text] of Object.entries(words)) {
    place.querySelectorAll(`[data-fill="${name}"]`).forEach((part) => { part.textContent = text; });
  }
};
const only = (place, name, isShown) =>
  place.querySelectorAll(`[data-when=${name}]`).forEach((part) => { part.hidden = !isShown; });

const show = ({ state, paper, list }) => {
  const answer = page.querySelector(`[data-answer="${state}"]`);
  if (paper) {
    const { number, holder, course, issuer, issuedOn, expiresOn } = paper;
    answer.querySelector("[data-words-here]").replaceWith(page.querySelector("[data-words]").content.cloneNode(true));
    fill(answer, { number, holder, course, issuer, issued: asDay(issuedOn), until: expiresOn && asDay(dayBefore(expiresOn)) });
    only(answer, "ends", expiresOn);
    only(answer, "endless", !expiresOn);
  }
  if (list) {
    fill(answer, { at: new Date(list.at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" }) });
    only(answer, "old-list", Date.now() - new Date(list.at) > OLD);
  }
  answer.hidden = false;
};

const start = async () => {
  const { pathname, hash } = location;
  const isPaper = pathname.startsWith(page.dataset.check);
  if (!isPaper) { page.querySelector("[data-answer=scan]").hidden = false; return; }
  const code = pathname.slice(page.dataset.check.length).replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  show(await judge(code, hash.slice(1)));
};

self.addEventListener("hashchange", () => location.reload());
start();
