// What a QR code says of its paper, and whether our key signed it: certificates/qr_payload.py in the browser.
//
// hoaHoi.papers.read(code, digits) → {number, holder, course, issuer, issuedOn, expiresOn} and what was signed;
//   throws when the digits are no statement. Days are "2026-12-05"; expiresOn is the first day no longer valid, or ""
// hoaHoi.papers.isSigned(sealed, keys) → true, false, or undefined when none of the keys is meant
// hoaHoi.papers.openList(list, keys) → the list of ended papers, undefined when it is not signed by us
// hoaHoi.papers.kindIn(list, code) → "revoked", "replaced" …, "" when the paper is in none
// hoaHoi.papers.isAble() → whether this browser knows Ed25519

self.hoaHoi ??= {};
self.hoaHoi.papers = (() => {
  const ascii = new TextEncoder();
  const [KEY, SIGNATURE, ENTRY] = [4, 64, 5];

  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const fromDigits = (digits) => {
    if (!/^\d{100,2000}$/.test(digits)) throw new Error("no statement");
    const hex = BigInt(digits).toString(16);
    return Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (pair) => parseInt(pair, 16)).slice(1);
  };
  const day = (high, low) => {
    const days = high * 256 + low;
    return days ? new Date(days * 86_400_000).toISOString().slice(0, 10) : "";
  };

  const texts = (bytes) => {
    const found = [];
    for (let at = 5; at < bytes.length; at += 1 + bytes[at]) {
      if (at + 1 + bytes[at] > bytes.length) throw new Error("no statement");
      found.push(new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(at + 1, at + 1 + bytes[at])));
    }
    if (found.length !== 4) throw new Error("no statement");
    return found;
  };

  const read = (code, digits) => {
    const bytes = fromDigits(digits);
    const packed = bytes.slice(0, -KEY - SIGNATURE);
    if (packed[0] !== 1) throw new Error("another version");
    const [number, holder, course, issuer] = texts(packed);
    return {
      number, holder, course, issuer,
      issuedOn: day(packed[1], packed[2]),
      expiresOn: day(packed[3], packed[4]),
      key: bytes.slice(-KEY - SIGNATURE, -SIGNATURE),
      signature: bytes.slice(-SIGNATURE),
      signed: join(ascii.encode(`hoa-hoi/qr/1\n${code}`), packed),
    };
  };

  const verify = async (raw, signature, content) => {
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", key, signature, content);
  };
  const isAble = () => (self.crypto?.subtle ? verify(new Uint8Array(32), new Uint8Array(64), new Uint8Array())
    .then(() => true, (error) => error.name !== "NotSupportedError") : Promise.resolve(false));

  const isSigned = async (sealed, keys) => {
    const meant = keys.map((key) => fromBase64(key.raw)).filter((raw) => sealed.key.every((byte, at) => raw[at] === byte));
    if (!meant.length) return undefined;
    const answers = await Promise.all(meant.map((raw) => verify(raw, sealed.signature, sealed.signed)));
    return answers.includes(true);
  };

  const openList = async (list, keys) => {
    const key = keys.find((candidate) => candidate.name === list.key);
    const content = ascii.encode(`hoa-hoi/ended/1\n${list.statement}`);
    const isOurs = key && (await verify(fromBase64(key.raw), fromBase64(list.signature), content));
    return isOurs ? JSON.parse(list.statement) : undefined;
  };

  const kindIn = async ({ at, ...kinds }, code) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", ascii.encode(code)));
    for (const [kind, entries] of Object.entries(kinds)) {
      const bytes = fromBase64(entries);
      for (let start = 0; start < bytes.length; start += ENTRY) {
        if (digest.subarray(0, ENTRY).every((byte, at_) => bytes[start + at_] === byte)) return kind;
      }
    }
    return "";
  };

  return { read, isSigned, isAble, openList, kindIn };
})();
