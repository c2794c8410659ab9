"use strict";
/* The queue of this machine: deeds and saves go to the server one after the other, in the order in which they were begun. */
{
  const LAST_RETRY = 60000;
  const FIRST_RETRY = 2000;
  const { words, store, post, trouble, units, live, clock, newKey, isAwaited, UNANSWERED } = window.minutes;
  const deeds = [];
  let pumping = null;
  let retryIn = FIRST_RETRY;
  let retryTimer;

  /* ---- Deeds ---- */

  const keyOf = (deed) => `deed-${deed.key}`;

  function record(deed) {
    const { element, settle, outcome, form, button, ...rest } = deed;
    return rest;
  }

  function keep(deed) {
    return store.set(keyOf(deed), record(deed));
  }

  /* A deed begins here. Its ``outcome`` says how its first try went. */
  function add(facts) {
    const deed = { state: "waiting", tried: false, tokens: {}, ...facts, key: newKey(), since: clock.next() };
    deed.outcome = new Promise((resolve) => {
      deed.settle = resolve;
    });
    deeds.push(deed);
    keep(deed).then((done) => {
      deed.unkept = !done;
      window.minutes.summarise();
    });
    for (const unit of live()) unit.now();
    pump();
    return deed;
  }

  function drop(deed) {
    const place = deeds.indexOf(deed);
    if (place >= 0) deeds.splice(place, 1);
    store.remove(keyOf(deed));
    window.minutes.summarise();
  }

  /* A deed that names something not made yet waits for it. */
  const isReady = (deed) => deed.state === "waiting" && !isAwaited(deed.url) && !isAwaited(JSON.stringify(deed.fields));

  async function send(deed) {
    /* Without a network it does not leave the machine: then it may still be changed here. */
    const leaves = navigator.onLine !== false || trouble.reached;
    deed.tried ||= leaves;
    deed.state = "sending";
    keep(deed);
    window.minutes.mark(deed);
    window.minutes.summarise();
    const answer = await post(deed.url, deed.fields, { key: deed.key, part: true });
    deed.tried ||= answer.kind !== "failed";
    if (UNANSWERED.includes(answer.kind)) deed.state = "waiting";
    else if (answer.kind === "ok") finish(deed, answer.data);
    else refuse(deed, answer.data);
    if (deed.state === "waiting") keep(deed);
    deed.settle?.(answer);
    window.minutes.mark(deed);
    window.minutes.summarise();
    return !UNANSWERED.includes(answer.kind);
  }

  function finish(deed, data) {
    deed.state = "sent";
    deed.operation = data.operation;
    const place = deeds.indexOf(deed);
    if (place >= 0) deeds.splice(place, 1);
    /* Only when the words have their new names is the deed behind them: a page that dies in between does it again. */
    window.minutes.rename(deed, data.created || {});
    keep(deed);
    if (data.bases) rebase(data.bases, data.others);
    window.minutes.redraw(data, deed);
  }

  /* ``others``: what someone else had noted before, which the deed left as it was. */
  function rebase(bases, others = {}) {
    for (const [key, base] of Object.entries(bases)) {
      const unit = units.get(key);
      if (!unit) continue;
      /* What was changed here meanwhile was not made from the other's value: it is to be asked about. */
      unit.base = key in others && unit.state !== "clean" ? "unseen" : base;
      if (key in others && unit.state === "clean") unit.takeOver(others[key]);
    }
    window.minutes.countAttendance?.();
  }

  function refuse(deed, data = {}) {
    deed.state = "refused";
    deed.sentence = data.error || Object.values(data.errors || {}).join(" ") || words.goneDeed;
    keep(deed);
  }

  /* ---- One after the other ---- */

  function pump() {
    pumping ??= sendAll().finally(() => {
      pumping = null;
    });
    return pumping;
  }

  function next() {
    if (store.isAside()) return undefined;
    const waiting = [
      ...live().filter((unit) => unit.isReady).map((unit) => [unit.since, () => unit.send()]),
      ...deeds.filter(isReady).map((deed) => [deed.since, () => send(deed)]),
    ];
    return waiting.sort(([one], [other]) => one - other)[0]?.[1];
  }

  async function sendAll() {
    await store.ready;
    for (let work = next(); work; work = next()) {
      if (!(await work())) return retryLater();
      retryIn = FIRST_RETRY;
    }
  }

  function retryLater() {
    for (const deed of deeds) deed.settle?.({ kind: "failed" });
    clearTimeout(retryTimer);
    retryTimer = setTimeout(retry, retryIn);
    retryIn = Math.min(retryIn * 2, LAST_RETRY);
  }

  function retry() {
    clearTimeout(retryTimer);
    live().filter((unit) => ["unsent", "dirty"].includes(unit.state)).forEach((unit) => unit.now());
    pump();
  }

  /* Sends all that waits; true when nothing is left behind. */
  async function flush() {
    await pumping;
    live().forEach((unit) => unit.now());
    await pump();
    window.minutes.summarise();
    return isEmpty();
  }

  const isEmpty = () => !deeds.length && live().every((unit) => unit.state === "clean");

  function leave() {
    trouble.leaving = true;
    flush();
  }

  function comeBack() {
    trouble.leaving = false;
    retryIn = FIRST_RETRY;
    retry();
  }

  /* Those of an earlier visit: what waits, and what was sent but is not yet in this copy of the page. */
  function recall() {
    const kept = store.keys().filter((key) => key.startsWith("deed-")).map((key) => store.get(key));
    const sent = [];
    for (const deed of kept.sort((one, other) => one.since - other.since)) {
      clock.passed(deed.since);
      if (deed.state === "sent" && deed.operation <= Number(words.operation)) store.remove(keyOf(deed));
      else if (deed.state === "sent") sent.push({ ...deed });
      else deeds.push({ ...deed, state: deed.state === "sending" ? "waiting" : deed.state });
    }
    return [...sent, ...deeds].sort((one, other) => one.since - other.since);
  }

  Object.assign(window.minutes, { deeds, add, drop, keepDeed: keep, pump, flush, isEmpty, leave, comeBack, recall });
}
