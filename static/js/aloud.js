// Reads a lesson aloud with the device's own Vietnamese voice, sentence by sentence, and shows the sentence.
//
// [data-aloud=start] button (hidden without support) · [data-aloud=bar] with pause, stop, speed · [data-aloud=none]:
// what to say when the device has no Vietnamese voice. The text is that of .prose.
//
// One sentence is one utterance: browsers cut long ones off, and pausing is stopping and saying the sentence again.

const SKIPPED = "form, svg, button, template, script, style, video, audio, .visually-hidden, .resume, [aria-hidden=true], [hidden]";
const BLOCKS = "p, li, h2, h3, h4, td, th, caption, figcaption, blockquote, summary, dt, dd";
const VOICES_WAIT = 1500; // ms: some browsers find their voices only after the first question

const part = (name) => document.querySelector(`[data-aloud=${name}]`);

const sentencesOf = (text) => {
  if (window.Intl?.Segmenter) {
    return [...new Intl.Segmenter("vi", { granularity: "sentence" }).segment(text)].map(({ segment, index }) => [index, segment]);
  }
  return [...text.matchAll(/[^.!?…]+[.!?…]*\s*/g)].map((found) => [found.index, found[0]]);
};

// The text nodes of the lesson, gathered by the block they stand in.
const gather = (prose) => {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(SKIPPED) || !node.data.trim() ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const blocks = new Map();
  while (walker.nextNode()) {
    const block = walker.currentNode.parentElement.closest(BLOCKS) || prose;
    blocks.set(block, [...(blocks.get(block) || []), walker.currentNode]);
  }
  return blocks;
};

const rangeOf = (nodes, from, to) => {
  const range = new Range();
  let passed = 0;
  let begun = false;
  for (const node of nodes) {
    const end = passed + node.length;
    if (!begun && from < end) {
      range.setStart(node, from - passed);
      begun = true;
    }
    if (to <= end) {
      range.setEnd(node, to - passed);
      break;
    }
    passed = end;
  }
  return range;
};

const sentences = (prose) =>
  [...gather(prose)].flatMap(([block, nodes]) => {
    const text = nodes.map((node) => node.data).join("");
    return sentencesOf(text)
      .filter(([, words]) => /[\p{L}\p{N}]/u.test(words))
      .map(([from, words]) => ({ block, words: words.trim(), range: rangeOf(nodes, from, from + words.trimEnd().length) }));
  });

const vietnamese = () => speechSynthesis.getVoices().find((voice) => /^vi\b/i.test(voice.lang.replace("_", "-")));

const findVoice = async () => {
  const found = vietnamese();
  if (found) return found;
  await new Promise((done) => {
    speechSynthesis.addEventListener?.("voiceschanged", done, { once: true });
    setTimeout(done, VOICES_WAIT);
  });
  return vietnamese();
};

const attach = (prose) => {
  const [begin, bar, none, pause, stop, speed] = ["start", "bar", "none", "pause", "stop", "speed"].map(part);
  const pauseWords = pause.textContent;
  let list = [];
  let at = 0;
  let voice;
  let turn = 0; // a stopped utterance may still say that it ended: only the newest counts

  const show = (sentence) => {
    document.querySelectorAll(".being-read").forEach((one) => one.classList.remove("being-read"));
    window.CSS?.highlights?.delete("being-read");
    if (!sentence) return;
    if (window.CSS?.highlights) CSS.highlights.set("being-read", new Highlight(sentence.range));
    else sentence.block.classList.add("being-read");
    const { top, bottom } = sentence.range.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight - 80) sentence.block.scrollIntoView({ block: "center" });
  };

  const end = () => {
    turn += 1;
    speechSynthesis.cancel();
    show(null);
    bar.hidden = true;
    begin.hidden = false;
  };

  const speak = () => {
    const sentence = list[at];
    if (!sentence) return end();
    const mine = ++turn;
    speechSynthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(sentence.words);
    Object.assign(utterance, { voice, lang: voice.lang, rate: Number(speed.value) });
    utterance.onend = () => {
      if (mine !== turn) return;
      at += 1;
      speak();
    };
    utterance.onerror = () => mine === turn && end();
    pause.textContent = pauseWords;
    show(sentence);
    speechSynthesis.speak(utterance);
  };

  begin.hidden = false;
  begin.addEventListener("click", async () => {
    voice = await findVoice();
    none.hidden = Boolean(voice);
    if (!voice) return;
    list = sentences(prose);
    // From what is in sight, not from the beginning: the reader may be in the middle.
    at = Math.max(0, list.findIndex(({ range }) => range.getBoundingClientRect().bottom > 0));
    begin.hidden = true;
    bar.hidden = false;
    pause.focus();
    speak();
  });
  pause.addEventListener("click", () => {
    if (pause.textContent !== pauseWords) return speak();
    turn += 1;
    speechSynthesis.cancel();
    pause.textContent = pause.dataset.goOn;
  });
  stop.addEventListener("click", () => {
    end();
    begin.focus();
  });
  speed.addEventListener("change", () => pause.textContent === pauseWords && speak());
  addEventListener("pagehide", () => speechSynthesis.cancel());
};

const prose = document.getElementById("noi-dung");
if (prose && "speechSynthesis" in window && "SpeechSynthesisUtterance" in window && part("start")) attach(prose);
