"use strict";
/* What this machine keeps of one person's writing on one meeting until the server has it: window.minutes.store.

   It lies in IndexedDB, which gives a change to the system before it says that it is kept: a browser that is killed
   loses nothing. localStorage writes seconds later; it serves where there is no IndexedDB. */
{
  const root = document.getElementById("minutes");
  const words = root.dataset;
  const prefix = `bien-ban:${words.user}:${words.meeting}:`;
  const PATIENCE = 3000;
  const ANSWER = 100;
  const memory = new Map();
  let base = null;

  function open() {
    return new Promise((resolve) => {
      const give = (found) => resolve(found);
      setTimeout(give, PATIENCE, null);
      try {
        const asked = indexedDB.open("bien-ban", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
        asked.onsuccess = () => give(asked.result);
        asked.onerror = () => give(null);
      } catch {
        give(null);
      }
    });
  }

  /* The change is handed over with its end in one go: a page that dies right after has still kept it. */
  function change(deed) {
    return new Promise((resolve) => {
      try {
        const turn = base.transaction("kept", "readwrite");
        turn.oncomplete = () => resolve(true);
        turn.onabort = turn.onerror = () => resolve(false);
        deed(turn.objectStore("kept"));
        turn.commit?.();
      } catch {
        resolve(false);
      }
    });
  }

  function readAll() {
    return new Promise((resolve) => {
      try {
        const kept = base.transaction("kept").objectStore("kept");
        const asked = kept.openCursor(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
        asked.onsuccess = () => {
          const row = asked.result;
          if (!row) return resolve();
          memory.set(row.key.slice(prefix.length), row.value);
          row.continue();
        };
        asked.onerror = () => resolve();
      } catch {
        resolve();
      }
    });
  }

  /* Also what an earlier version of this page left there. */
  function readSimple() {
    try {
      for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
        const key = name.slice(prefix.length);
        memory.set(key, newest(memory.get(key), modern(JSON.parse(localStorage.getItem(name))), key));
        if (base) change((kept) => kept.put(memory.get(key), name)).then((done) => done && localStorage.removeItem(name));
      }
    } catch {
      /* A machine that keeps nothing has nothing to read. */
    }
  }

  /* Where IndexedDB did not open in time, a visit went on in localStorage: what was unsent before it stays as well. */
  function newest(earlier, later, key) {
    if (!earlier || earlier.operation) return later;
    if (later.operation) return earlier;
    if (!key.startsWith("passage-") || later.value.includes(earlier.value)) return later;
    return { ...later, attempt: later.attempt ?? earlier.attempt, value: `${earlier.value}\n\n${later.value}` };
  }

  const modern = (kept) => ({ ...kept, value: kept.value ?? kept.text ?? kept.fields });

  function setSimple(key, value) {
    try {
      if (value === undefined) localStorage.removeItem(prefix + key);
      else localStorage.setItem(prefix + key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  /* One change of a key at a time: what is typed meanwhile goes together, so that the newest is never far behind. */
  const writing = new Map();
  const waiting = new Map();

  function put(key) {
    const name = prefix + key;
    return change((kept) => (memory.has(key) ? kept.put(memory.get(key), name) : kept.delete(name)));
  }

  function begin(key) {
    if (isAside) return Promise.resolve(true);
    const done = put(key).finally(() => writing.delete(key));
    writing.set(key, done);
    return done;
  }

  function write(key) {
    if (isAside) return Promise.resolve(true);
    if (!base) return Promise.resolve(setSimple(key, memory.get(key)));
    if (!writing.has(key)) return begin(key);
    if (!waiting.has(key)) {
      const after = writing.get(key).then(() => {
        waiting.delete(key);
        return begin(key);
      });
      waiting.set(key, after);
    }
    return waiting.get(key);
  }

  const handOver = () => [...waiting.keys()].forEach(put);
  window.addEventListener("pagehide", handOver);

  /* One window of this browser writes, the newest: an older one hands over what it has and steps aside. */
  let isAside = false;
  const others = "BroadcastChannel" in window && words.statusUrl ? new BroadcastChannel(prefix) : null;

  function takeOver() {
    if (!others) return Promise.resolve();
    return new Promise((resolve) => {
      setTimeout(resolve, ANSWER);
      others.addEventListener("message", ({ data }) => {
        if (data === "handed") return resolve();
        handOver();
        isAside = true;
        others.postMessage("handed");
        document.querySelector("[data-aside]")?.showModal();
      });
      others.postMessage("opened");
    });
  }

  const store = {
    ready: Promise.all([open(), takeOver()]).then(async ([found]) => {
      base = found;
      if (base) await readAll();
      readSimple();
    }),
    isAside: () => isAside,
    get: (key) => memory.get(key),
    keys: () => [...memory.keys()],
    /* Whether it is kept, as a promise. */
    set(key, value) {
      memory.set(key, value);
      return write(key);
    },
    remove(key) {
      return memory.delete(key) ? write(key) : Promise.resolve(true);
    },
    /* Whether all is on the disk, as a promise. */
    settled: () => Promise.all([...writing.values(), ...waiting.values()]).then((all) => all.every(Boolean)),
  };

  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  /* What is kept comes back before anything is typed over it. */
  root.inert = true;
  window.minutes = { root, words, store, say };
}
