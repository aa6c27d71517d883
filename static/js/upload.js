// Sends a form with files, showing how far it is, and says at once what the server would refuse.
//
// <form data-upload data-most-files data-most-bytes data-too-large="…{name}…" data-too-many data-sending="…{percent}…" data-failed>
//   <input type="file"> <ul data-chosen> <div data-upload-state hidden><progress> <p data-upload-text>
//
// Without this the browser sends the form itself; the server checks everything again in either case.

const MEGABYTE = 1024 * 1024;

const attach = (form) => {
  const input = form.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const state = form.querySelector("[data-upload-state]");
  const bar = state.querySelector("progress");
  const said = state.querySelector("[data-upload-text]");
  const { mostFiles, mostBytes, tooLarge, tooMany, sending, failed } = form.dataset;

  const check = () => {
    const files = [...(input?.files || [])];
    const large = files.find((file) => file.size > Number(mostBytes));
    let wrong = "";
    if (files.length > Number(mostFiles)) wrong = tooMany;
    else if (large) wrong = tooLarge.replace("{name}", large.name);
    input?.setCustomValidity(wrong);
    if (chosen) {
      chosen.replaceChildren(
        ...(files.length > 1 ? files : []).map((file) => {
          const row = document.createElement("li");
          const size = (file.size / MEGABYTE).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
          row.textContent = `${file.name} (${size} MB)`;
          return row;
        }),
      );
    }
    if (wrong) input.reportValidity();
  };
  input?.addEventListener("change", check);

  const say = (text) => {
    state.hidden = false;
    said.textContent = text;
  };

  const show = (request) => {
    // Handed in: the answer came from the task's own address. Refused: from the form's, with the reason in it.
    if (request.responseURL.split("#")[0] !== form.action) return location.replace(request.responseURL);
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const again = answer.getElementById(form.id);
    if (!again) return location.reload();
    form.replaceWith(again);
    attach(again);
    const alert = again.querySelector("[role=alert]");
    alert?.setAttribute("tabindex", "-1");
    alert?.focus();
  };

  form.addEventListener("submit", (event) => {
    if (!input?.files.length) return; // a text alone is sent at once
    event.preventDefault();
    const request = new XMLHttpRequest();
    const button = form.querySelector("button");
    button.disabled = true;
    request.upload.addEventListener("progress", (progress) => {
      if (!progress.lengthComputable) return;
      bar.value = Math.round((100 * progress.loaded) / progress.total);
      say(sending.replace("{percent}", bar.value));
    });
    request.addEventListener("load", () => show(request));
    request.addEventListener("error", () => {
      button.disabled = false;
      say(failed);
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
};

document.querySelectorAll("form[data-upload]").forEach(attach);
