// Sends the answers of a queue (answer-queue.js), one at a time, the oldest first, and keeps trying.
//
//   const sender = openSender(form, queue, say);  await sender.flush();
//
// Sends item=17, n=<when it was given>, chosen=… (once per value); 204 means that it, or a newer one, is on disk.
// `say` is told "saving", "saved", "failed" (will be tried again), "signedout" or "refused".

const LONGEST = 30000; // ms between tries, at most
const PATIENCE = 15000; // ms for one answer

export const openSender = (form, queue, say) => {
  let busy, retry, stopped;
  let wait = 1000;

  const post = (item, { values, at }) =>
    fetch(form.dataset.autosaveUrl, {
      method: "POST",
      body: new URLSearchParams([["item", item], ["n", at], ...values.map((value) => ["chosen", value])]),
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value || "" },
      redirect: "manual",
      signal: AbortSignal.timeout?.(PATIENCE),
    }).catch(() => null);

  const stop = (name) => {
    stopped = true;
    clearTimeout(retry);
    if (name) say(name);
  };

  const later = () => {
    say("failed");
    retry = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST);
  };

  const sendAll = async () => {
    for (let entry; (entry = queue.all()[0]); ) {
      if (form.dataset.sending) return; // the form itself carries every answer
      const answer = await post(...entry);
      const status = answer?.status || 0;
      if (status === 204 || status === 400) queue.drop(entry[0], entry[1].at);
      else if (status === 409 || status === 404) return stop("refused"); // the result tells what had not arrived
      else if ([401, 403].includes(status) || answer?.type === "opaqueredirect") return say("signedout");
      else return later();
      wait = 1000;
    }
    say("saved");
  };

  const flush = async () => {
    clearTimeout(retry);
    if (busy || stopped) return;
    busy = true;
    await sendAll();
    busy = false;
  };

  /** Whether the server answers at all. */
  const isThere = async () => {
    if (navigator.onLine === false) return false;
    const options = { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE) };
    const answer = await fetch(form.dataset.autosaveUrl, options).catch(() => null);
    return Boolean(answer && answer.status < 500);
  };

  window.addEventListener("online", flush);
  return { flush, stop, isThere, isStopped: () => Boolean(stopped) };
};
