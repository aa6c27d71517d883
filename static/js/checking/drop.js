// Files dropped on the form, or chosen in it, are checked at once; a picture of a paper is read on the device.
//
// <form data-drop enctype="multipart/form-data"> <input type="file"> … <button>
//   <p data-say="reading|no-qr" hidden> inside one role=status
// A picture with our QR code leads to its page and is not sent. Without scripts the button sends the file.

const { reading } = self.hoaHoi;

const attach = (form) => {
  const input = form.querySelector("input[type=file]");
  const say = (name) => {
    form.querySelectorAll("[data-say]").forEach((part) => { part.hidden = part.dataset.say !== name; });
  };

  const take = async (file) => {
    if (!file) return;
    say("reading");
    const isPhoto = /^image\/(jpeg|png|webp|heic|gif)$/.test(file.type);
    const text = isPhoto ? await reading.detect(file).catch(() => "") : "";
    if (text && reading.follow(text)) return;
    // A badge may be a PNG; a photo of another kind holds nothing that the server could read.
    if (isPhoto && file.type !== "image/png") return say("no-qr");
    form.submit();
  };

  input.addEventListener("change", () => take(input.files[0]));
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    take(input.files[0]);
  });
  form.classList.add("ready");
};

document.querySelectorAll("[data-drop]").forEach(attach);
