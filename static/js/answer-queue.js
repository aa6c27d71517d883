// Answers that the server has not confirmed yet, kept on this device so that a dropped line, a closed
// window or a flat battery loses none. One queue for each attempt; two windows share it.
//
//   const queue = openQueue("4711");  queue.put("17", {values: ["a1"], at: 1764230400000});

const memory = new Map(); // where the browser keeps nothing: better than nothing

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return memory.get(key) || {};
  }
};

const write = (key, entries) => {
  memory.set(key, entries);
  try {
    if (Object.keys(entries).length) localStorage.setItem(key, JSON.stringify(entries));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
};

export const openQueue = (attempt) => {
  const key = `hoa-hoi.answers.${attempt}`;
  return {
    /** Every waiting answer, [question, {values, at}], the oldest first. */
    all: () => Object.entries(read(key)).sort(([, one], [, other]) => one.at - other.at),
    /** Keep an answer; whether it will outlive this window. */
    put: (item, entry) => write(key, { ...read(key), [item]: entry }),
    /** Forget an answer, unless a newer one has taken its place. */
    drop: (item, at) => {
      const { [item]: entry, ...rest } = read(key);
      if (entry && entry.at <= at) write(key, rest);
    },
    clear: () => write(key, {}),
  };
};
