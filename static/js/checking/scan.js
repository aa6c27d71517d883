// Scans the QR code of a paper with the camera, without leaving the page.
//
// <section data-scan hidden>                      shown when scripts run
//   <button data-do="start">  <button data-do="stop" hidden>  <video playsinline muted hidden>
//   <p data-say="looking|not-ours|refused|no-camera|failed" hidden> inside one role=status
// </section>

const { reading } = self.hoaHoi;
const BETWEEN = 150; // ms from one look to the next: a phone of 2016 keeps up

const attach = (card) => {
  const video = card.querySelector("video");
  const button = (name) => card.querySelector(`[data-do="${name}"]`);
  let stream;

  const say = (name) => {
    card.querySelectorAll("[data-say]").forEach((part) => { part.hidden = part.dataset.say !== name; });
  };
  const show = (on) => {
    video.hidden = button("stop").hidden = !on;
    button("start").hidden = on;
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    show(false);
  };

  const look = async () => {
    while (stream) {
      const text = video.readyState >= 2 ? await reading.detect(video) : "";
      if (text && stream && reading.follow(text)) return stop();
      if (text) say("not-ours");
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    }
  };

  const start = async () => {
    say("");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      show(true);
      say("looking");
      await video.play();
      await look();
    } catch (error) {
      stop();
      say({ NotAllowedError: "refused", NotFoundError: "no-camera" }[error.name] ?? "failed");
    }
  };

  button("start").addEventListener("click", start);
  button("stop").addEventListener("click", () => { stop(); say(""); button("start").focus(); });
  self.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) { stop(); say(""); } });
  card.hidden = !navigator.mediaDevices?.getUserMedia;
};

document.querySelectorAll("[data-scan]").forEach(attach);
