"use strict";
/* The writing page as a whole: the bar that says where the words are, its beginning, and leaving it. */
{
  const { root, words, store, trouble, isOffline, say, units, live, deeds, flush, leave, comeBack, recall, isEmpty } = window.minutes;
  const bar = document.querySelector(".minutes-bar");
  let announced = "";

  const time = () => new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());

  function standing() {
    const count = (...states) => [...live(), ...deeds].filter((one) => states.includes(one.state)).length;
    const unkept = live().some((unit) => unit.state !== "clean" && unit.kept === false) || deeds.some((deed) => deed.unkept);
    const [waiting, review, busy] = [count("unsent", "waiting", "dirty"), count("refused", "conflict"), count("sending")];
    if (unkept) return ["trouble", words.unkeptAll];
    if (trouble.otherUser) return ["trouble", words.otherUser];
    if (trouble.signedOut) return ["trouble", words.signedOut];
    if (waiting && isOffline()) return ["unsent", say(words.offlineWaiting, { count: waiting })];
    if (count("unsent", "waiting") && !busy) return ["unsent", say(words.someUnsent, { count: waiting })];
    if (review) return ["trouble", say(words.someWaiting, { count: review })];
    if (busy || waiting) return ["saving", say(words.someKept, { count: busy + waiting })];
    if (isOffline()) return ["unsent", words.offlineSent];
    return ["saved", `${words.allSaved} (${time()})`];
  }

  function summarise() {
    if (!bar || !words.statusUrl) return;
    const [kind, sentence] = standing();
    bar.className = `minutes-bar is-${kind}`;
    bar.querySelector("[data-overall]").textContent = sentence;
    bar.querySelector("[data-sign-in]").hidden = !(trouble.signedOut || trouble.otherUser);
    announce(kind, sentence);
  }

  /* A screen reader hears of trouble and of its end, not of every save. */
  function announce(kind, sentence) {
    if (kind === "saving" || kind === announced || (kind === "saved" && !announced)) return;
    announced = kind === "saved" ? "" : kind;
    document.querySelector("[data-announce]").textContent = sentence;
  }

  /* Kept words whose place is no longer on the page. */
  function showLeftOver() {
    const place = document.querySelector("[data-left-over]");
    const isHere = (key) => units.has(key);
    for (const key of store.keys().filter((name) => /^passage-\d/.test(name) && !isHere(name))) {
      const kept = store.get(key);
      if (!kept.value || kept.operation) continue;
      tell(place, kept.value, () => store.remove(key));
    }
    if (words.statusUrl) return;
    for (const key of store.keys().filter((name) => name.startsWith("deed-"))) {
      const deed = store.get(key);
      if (deed.state === "sent") continue;
      tell(place, [deed.title, ...deed.lines.map((line) => line.filter(Boolean).join(": "))].join("\n"), () => store.remove(key));
    }
  }

  function tell(place, text, forget) {
    const line = place.querySelector("template").content.firstElementChild.cloneNode(true);
    line.querySelector(".prose").textContent = text;
    line.querySelector("button").addEventListener("click", () => {
      forget();
      line.remove();
    });
    place.querySelector("ul").append(line);
    place.hidden = false;
  }

  function listen() {
    for (const event of ["online", "focus"]) window.addEventListener(event, comeBack);
    window.addEventListener("offline", summarise);
    document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
    window.addEventListener("beforeunload", (event) => {
      if (isEmpty() || store.isAside()) return;
      leave();
      event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      flush();
    });
    /* A text in a folded section has no height until it is unfolded. */
    root.addEventListener("toggle", () => live().forEach((unit) => unit.grow?.()), true);
  }

  /* Another window of this browser has taken over; Escape does not bring the words back here. */
  function stepAside() {
    const dialog = document.querySelector("[data-aside]");
    dialog?.addEventListener("cancel", (event) => event.preventDefault());
    dialog?.querySelector("button").addEventListener("click", () => window.location.reload());
  }

  async function begin() {
    stepAside();
    await store.ready;
    root.inert = false;
    const earlier = words.statusUrl ? recall() : [];
    if (words.statusUrl) {
      window.minutes.adopt(root);
      earlier.filter((deed) => !deed.hidden).forEach((deed) => window.minutes.place(deed));
      window.minutes.countAttendance?.();
      window.minutes.openDrafts();
      listen();
      comeBack();
      summarise();
    }
    showLeftOver();
    root.dataset.begun = "yes";
  }

  Object.assign(window.minutes, { summarise });
  begin();
}
