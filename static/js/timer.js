// A visible countdown that sends the form when time is out. The server keeps the real clock.
//
// <span data-due="2026-11-23T14:32:00+07:00" data-now="…the server's time…" data-form="id of the form">
//   <span data-timer-text></span>
//   <span class="visually-hidden" role="status" data-timer-say data-five="…" data-one="…" data-over="…"></span>
// </span>
//
// The form hears "time-over" first; who prevents it hands in on their own (autosave.js).

const clock = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

const send = (form) => {
  if (!form || form.dataset.sending) return;
  if (!form.dispatchEvent(new CustomEvent("time-over", { cancelable: true }))) return;
  form.dataset.sending = "time";
  form.submit(); // not requestSubmit(): an empty answer must not hold the paper back
};

for (const timer of document.querySelectorAll("[data-due]")) {
  // Telephones' clocks are often wrong: count from the server's.
  const ahead = timer.dataset.now ? Date.parse(timer.dataset.now) - Date.now() : 0;
  const text = timer.querySelector("[data-timer-text]") || timer;
  const say = timer.querySelector("[data-timer-say]");
  const announced = new Set();
  const announce = (name) => {
    if (!say || announced.has(name)) return;
    announced.add(name);
    say.textContent = say.dataset[name] || "";
  };
  const tick = () => {
    const due = Date.parse(timer.dataset.due); // read anew: an invigilator may give time (exam-clock.js)
    const left = Math.max(0, Math.ceil((due - Date.now() - ahead) / 1000));
    text.textContent = clock(left);
    timer.classList.toggle("soon", left <= 300);
    if (left <= 0) {
      clearInterval(ticking);
      announce("over");
      send(document.getElementById(timer.dataset.form));
    } else if (left <= 60) announce("one");
    else if (left <= 300) announce("five");
  };
  const ticking = setInterval(tick, 500);
  tick();
}
