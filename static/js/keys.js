// Steps by keyboard: → or n on, ← or p back, ? for help. Never while the reader types or handles something.
//
// <a data-key="next" href> or <form data-key="next"> (not done yet: the button is only focused, never pressed)
// <button data-keys="open">, <dialog id="phim-tat"> with <button data-keys="switch" data-on="…" data-off="…">
//
// Keys without Ctrl can be turned off, for those who speak to their computer (WCAG 2.1.4).

const KEY = "phim-tat";
const STEPS = { ArrowRight: "next", n: "next", ArrowLeft: "previous", p: "previous" };
const BUSY = "input, select, textarea, video, audio, summary, [contenteditable], [role=region], dialog";

const dialog = document.getElementById("phim-tat");
const switcher = document.querySelector("[data-keys=switch]");

const areOn = () => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

const label = () => {
  if (switcher) switcher.textContent = areOn() ? switcher.dataset.off : switcher.dataset.on;
};

const go = (name) => {
  const way = document.querySelector(`[data-key=${name}]`);
  if (!way) return;
  if (way.matches("a")) way.click();
  else {
    way.scrollIntoView({ block: "center" });
    way.querySelector("button").focus();
  }
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || !areOn()) return;
  if (event.target.closest?.(BUSY) || document.querySelector("dialog[open]")) return;
  if (event.key === "?" && dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (STEPS[event.key]) {
    event.preventDefault();
    go(STEPS[event.key]);
  }
});

switcher?.addEventListener("click", () => {
  localStorage.setItem(KEY, areOn() ? "off" : "on");
  label();
});

document.querySelectorAll("[data-keys=open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
});

label();

// Links to a panel of the lesson open it.
document.querySelectorAll("[data-opens]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const panel = document.getElementById(link.dataset.opens);
    panel.open = true;
    panel.scrollIntoView({ block: "start" });
    panel.querySelector("summary").focus({ preventScroll: true });
  });
});
