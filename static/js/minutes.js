"use strict";
/* Every text of the minutes saves itself, says where it is, and is kept on this machine until it has been sent. */
{
  const WAIT = 1500;
  const LAST_RETRY = 60000;
  const { root, words, store, post, trouble, say, alike, versions } = window.minutes;

  /* ---- One thing that saves itself: a text, or a group of small fields ---- */

  class Unit {
    constructor(element) {
      this.element = element;
      this.line = element.querySelector("[data-state]");
      this.saved = this.read();
      this.state = "clean";
      this.due = false;
      for (const event of ["input", "change"]) element.addEventListener(event, () => this.changed());
      element.addEventListener("focusout", () => this.now());
    }

    changed() {
      if (this.state === "conflict") return;
      clearTimeout(this.timer);
      if (this.read() === this.saved && !this.unconfirmed()) return this.rest();
      this.state = "dirty";
      this.kept = this.keep();
      this.timer = setTimeout(() => this.now(), WAIT);
      summarise();
    }

    now() {
      clearTimeout(this.timer);
      if (!["dirty", "unsent"].includes(this.state)) return;
      this.due = true;
      pump();
    }

    rest() {
      this.state = "clean";
      this.due = false;
      store.remove(this.key);
      summarise();
    }

    async send() {
      const sent = this.read();
      this.due = false;
      this.state = "sending";
      this.before(sent);
      this.show("saving", words.saving);
      summarise();
      const answer = await post(this.url, this.fields(sent));
      if (answer.kind === "ok") this.done(sent, answer.data);
      else if (answer.kind === "conflict") this.conflict(answer.data);
      else if (answer.kind === "failed" || answer.kind === "signed_out" || answer.kind === "other_user") this.wait();
      else this.refuse(answer.data?.error || words.gone);
      if (this.state === "refused" && this.read() !== sent) this.changed();
      summarise();
      return this.state !== "unsent";
    }

    done(sent, data) {
      this.saved = sent;
      this.show("saved", say(words.saved, { time: data.saved_at }));
      const note = this.element.querySelector("[data-note]");
      if (note && "note" in data) note.textContent = data.note;
      if (this.read() === sent) this.rest();
      else this.changed();
    }

    refuse(sentence) {
      this.state = "refused";
      this.show("refused", say(words.refused, { reason: sentence }));
    }

    wait() {
      this.state = "unsent";
      this.show("unsent", this.kept === false ? words.unkept : words.unsent);
    }

    show(kind, sentence) {
      this.line.className = `state is-${kind}`;
      this.line.textContent = sentence;
    }

    unconfirmed() {
      return false;
    }

    before() {}
  }

  class Group extends Unit {
    get key() {
      return this.element.dataset.key;
    }

    get url() {
      return this.element.dataset.save;
    }

    entries() {
      const fields = [...this.element.querySelectorAll("input[name], select[name]")];
      return fields.filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked).map((field) => [field.name, field.value]);
    }

    read() {
      return JSON.stringify(this.entries());
    }

    fields(sent) {
      return JSON.parse(sent);
    }

    keep() {
      return store.set(this.key, { fields: this.read() });
    }

    /* A figure without its choice waits for the choice. */
    now() {
      const needs = this.element.dataset.needs;
      if (this.state !== "dirty" || !needs || this.entries().some(([name]) => name === needs)) return super.now();
      this.refuse(words.choose);
      summarise();
    }

    recover() {
      const kept = store.get(this.key);
      if (!kept || kept.fields === this.saved) return store.remove(this.key);
      const values = JSON.parse(kept.fields);
      for (const field of this.element.querySelectorAll("input[name]:not([type=hidden])")) {
        const value = values.filter(([name]) => name === field.name).map(([_name, text]) => text);
        if (["radio", "checkbox"].includes(field.type)) field.checked = value.includes(field.value);
        else field.value = value[0] ?? "";
      }
      this.changed();
      this.show("restored", words.restored);
    }
  }

  class Text extends Unit {
    constructor(element) {
      super(element);
      this.base = this.baseField.value;
      this.sentTexts = [];
      this.grow();
    }

    get area() {
      return this.element.querySelector("textarea");
    }

    get baseField() {
      return this.element.querySelector("[name^=base-]");
    }

    get key() {
      return `passage-${this.element.dataset.passage}`;
    }

    get url() {
      return words.passageUrl.replace("/0/", `/${this.element.dataset.passage}/`);
    }

    read() {
      return this.area.value;
    }

    fields(text) {
      const fields = { text, base_revision: this.base };
      return this.mine === undefined ? fields : { ...fields, mine: this.mine };
    }

    keep() {
      return store.set(this.key, { text: this.read(), base: this.base, mine: this.mine, sent: this.sentTexts });
    }

    unconfirmed() {
      return this.sentTexts.length > 0 || this.mine !== undefined;
    }

    /* Until an answer comes, nobody knows whether what was sent arrived. */
    before(sent) {
      if (!this.sentTexts.includes(sent)) this.sentTexts = [...this.sentTexts, sent].slice(-3);
      this.keep();
    }

    changed() {
      this.grow();
      super.changed();
      this.count();
      mark(this.element.dataset.passage, this.read());
    }

    grow() {
      if (CSS.supports("field-sizing", "content")) return;
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 4}px`;
    }

    count() {
      const left = Number(words.limit) - this.read().length;
      if (left > 1000 || this.state === "conflict") return;
      this.show(left < 0 ? "refused" : "counted", say(left < 0 ? words.over : words.left, { count: Math.abs(left) }));
    }

    done(sent, data) {
      this.rebase(data.revision);
      super.done(sent, data);
    }

    rebase(revision) {
      this.base = this.baseField.value = String(revision);
      this.mine = undefined;
      this.sentTexts = [];
    }

    conflict({ theirs, yours }) {
      /* "Theirs" may be our own words, whose answer was lost on the way. */
      if (this.mine === undefined && this.sentTexts.some((text) => alike(text, theirs.text))) {
        this.rebase(theirs.revision);
        this.saved = theirs.text;
        this.state = "dirty";
        return this.now();
      }
      this.state = "conflict";
      this.keep();
      this.show("conflict", words.conflicted);
      this.compare(theirs, yours);
    }

    compare(theirs, yours) {
      this.element.querySelector(".versions")?.remove();
      this.area.readOnly = true;
      const panel = versions(theirs, yours, (text) => this.settle(theirs.revision, yours, text));
      this.line.after(panel);
      this.element.closest("details.section").open = true;
      panel.scrollIntoView({ block: "nearest" });
    }

    settle(revision, mine, text) {
      this.area.value = text;
      this.area.readOnly = false;
      this.base = String(revision);
      this.mine = mine;
      this.sentTexts = [];
      this.state = "dirty";
      this.element.querySelector(".versions").remove();
      this.area.focus();
      this.changed();
      this.now();
    }

    recover() {
      const kept = store.get(this.key);
      if (!kept || (alike(kept.text, this.saved) && kept.mine === undefined)) return store.remove(this.key);
      this.area.value = kept.text;
      this.base = kept.base;
      this.mine = kept.mine;
      this.sentTexts = kept.sent || [];
      this.changed();
      this.show("restored", words.restored);
    }
  }

  function mark(passage, text) {
    for (const sign of document.querySelectorAll(`[data-watch="${passage}"]`)) {
      const done = Boolean(text.trim());
      sign.textContent = done ? sign.dataset.done : sign.dataset.todo;
      sign.classList.toggle("is-done", done);
    }
  }

  /* ---- All together ---- */

  const units = new Map();
  let pumping = null;
  let retryIn = 2000;
  let retryTimer;

  function pump() {
    pumping ??= sendAll().finally(() => {
      pumping = null;
    });
    return pumping;
  }

  async function sendAll() {
    for (let unit = nextDue(); unit; unit = nextDue()) {
      if (!(await unit.send())) return retryLater();
      retryIn = 2000;
    }
  }

  const live = () => [...units.values()].filter((unit) => unit.element.isConnected);
  const nextDue = () => live().find((unit) => unit.due);

  function retryLater() {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(retry, retryIn);
    retryIn = Math.min(retryIn * 2, LAST_RETRY);
  }

  function retry() {
    clearTimeout(retryTimer);
    live().filter((unit) => unit.state === "unsent").forEach((unit) => unit.now());
  }

  /* Sends all that waits; true when nothing is left behind. */
  async function flush() {
    await pumping;
    live().forEach((unit) => unit.now());
    await pump();
    summarise();
    return live().every((unit) => unit.state === "clean");
  }

  const bar = document.querySelector(".minutes-bar");
  let announced = "";

  function summarise() {
    if (!bar) return;
    const count = (...states) => live().filter((unit) => states.includes(unit.state)).length;
    const [unsent, waiting, busy] = [count("unsent"), count("refused", "conflict"), count("dirty", "sending")];
    const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
    let [kind, sentence] = ["saved", `${words.allSaved} (${time})`];
    if (trouble.otherUser) [kind, sentence] = ["trouble", words.otherUser];
    else if (trouble.signedOut) [kind, sentence] = ["trouble", words.signedOut];
    else if (unsent) [kind, sentence] = ["unsent", say(words.someUnsent, { count: unsent })];
    else if (waiting) [kind, sentence] = ["trouble", say(words.someWaiting, { count: waiting })];
    else if (busy) [kind, sentence] = ["saving", words.saving];
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

  /* Takes charge of texts and groups that are new on the page. */
  function adopt(place) {
    for (const element of place.querySelectorAll("[data-passage], fieldset[data-save]")) {
      const unit = element.dataset.passage ? new Text(element) : new Group(element);
      units.set(unit.key, unit);
      unit.recover();
      if (element.dataset.passage) mark(element.dataset.passage, unit.read());
    }
  }

  function showLeftOver() {
    const place = document.querySelector("[data-left-over]");
    for (const key of store.keys().filter((name) => name.startsWith("passage-") && !units.has(name))) {
      const text = store.get(key)?.text;
      if (!text) continue;
      const line = place.querySelector("template").content.firstElementChild.cloneNode(true);
      line.querySelector(".prose").textContent = text;
      line.querySelector("button").addEventListener("click", () => {
        store.remove(key);
        line.remove();
      });
      place.querySelector("ul").append(line);
      place.hidden = false;
    }
  }

  function leave() {
    trouble.leaving = true;
    flush();
  }

  function comeBack() {
    trouble.leaving = false;
    retry();
  }

  if (words.statusUrl) {
    adopt(root);
    for (const event of ["online", "focus"]) window.addEventListener(event, comeBack);
    document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
    window.addEventListener("beforeunload", (event) => {
      if (live().every((unit) => unit.state === "clean")) return;
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
    Object.assign(window.minutes, { adopt, flush });
  }
  showLeftOver();
}
