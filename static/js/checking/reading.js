// Reads QR codes from a camera or a picture, and goes to the paper that a QR code names.
//
// <div data-check="/c/" data-typed="/kiem-tra/?ma=" data-decoder="address of qr/decode.js"> around what scans
// hoaHoi.reading.detect(source) → text of the first QR code in a video, picture or file; "" when there is none
// hoaHoi.reading.follow(text) → true when it goes there; nothing is opened but our own page for the code
//
// The browser reads QR codes itself where it can (Android); elsewhere the decoder is fetched when it is needed.

self.hoaHoi ??= {};
self.hoaHoi.reading = (() => {
  const place = document.querySelector("[data-decoder]");
  let detector;

  const native = async () =>
    "BarcodeDetector" in self && (await self.BarcodeDetector.getSupportedFormats()).includes("qr_code");
  const make = async () => {
    const Kind = (await native()) ? self.BarcodeDetector : (await import(place.dataset.decoder)).BarcodeDetector;
    return new Kind({ formats: ["qr_code"] });
  };
  const detect = async (source) => {
    detector ??= make();
    const image = source instanceof Blob ? await createImageBitmap(source) : source;
    const found = await (await detector).detect(image);
    return found[0]?.rawValue ?? "";
  };

  // The register knows codes, not hosts: whatever address the QR code holds, our own page answers for the code in it.
  const follow = (text) => {
    const address = /(?:^|\/)c\/([0-9A-Za-z-]{26,40})\/?(?:\?[^#]*)?(#\d+)?$/.exec(text.trim());
    if (address) location.assign(place.dataset.check + address[1] + (address[2] ?? ""));
    else if (/^[0-9A-Z-]{26,32}$/.test(text.trim())) location.assign(place.dataset.typed + text.trim());
    else return false;
    return true;
  };

  return { native, detect, follow };
})();
