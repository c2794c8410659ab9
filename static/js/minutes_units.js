"use strict";
/* Every text and every group of small fields saves itself, says where it is, and is kept here until it was sent. */
{
  const WAIT = 1500;
  const { words, store, post, say, alike, newKey, versions, fieldVersions, UNANSWERED } = window.minutes;
  const units = new Map();
  const live = () => [...units.values()].filter((unit) => unit.element.isConnected);
  /* The order in which things were begun on this page; it goes on where the last visit ended. */
  const clock = {
    now: 0,
    next: () => (clock.now += 1),
    passed: (since) => (clock.now = Math.max(clock.now, since || 0)),
  };
  /* Names of things that the server has not made yet. */
  const isAwaited = (text) => /t[0-9a-f]{20}/.test(text);

  class Unit {
    constructor(element) {
      this.element = element;
      this.line = element.querySelector("[data-state]");
      this.saved = this.drawn();
      this.state = "clean";
      this.due = false;
      this.attempt = null;
      for (const event of ["input", "change"]) element.addEventListener(event, () => this.changed());
      element.addEventListener("focusout", () => this.now());
    }

    changed() {
      if (this.state === "conflict") return void store.set(this.key, this.record());
      clearTimeout(this.timer);
      if (this.read() === this.saved && !this.attempt && this.mine === undefined) return this.rest();
      this.state = "dirty";
      this.since ||= clock.next();
      this.keep();
      this.timer = setTimeout(() => this.now(), WAIT);
      window.minutes.summarise();
    }

    /* To be sent as soon as its turn comes. */
    now() {
      clearTimeout(this.timer);
      if (!["dirty", "unsent"].includes(this.state) || this.waitsForMore()) return;
      this.due = true;
      window.minutes.pump();
    }

    get isReady() {
      return this.due && !isAwaited(this.url);
    }

    waitsForMore() {
      return false;
    }

    record() {
      const { base, mine, attempt, since } = this;
      return { value: this.read(), base, mine, attempt, since };
    }

    keep() {
      const kept = store.set(this.key, this.record());
      return kept.then((done) => {
        this.kept = done;
        if (["dirty", "unsent"].includes(this.state)) this.showKept();
      });
    }

    showKept() {
      this.show(this.kept === false ? "unkept" : "unsent", this.kept === false ? words.unkept : words.unsent);
      window.minutes.summarise();
    }

    /* Sent: what it was is kept as well, for a copy of the page that is older. */
    rest() {
      this.state = "clean";
      this.due = false;
      this.since = 0;
      if (this.operation) store.set(this.key, { value: this.saved, base: this.base, operation: this.operation });
      else store.remove(this.key);
      window.minutes.summarise();
    }

    /* What was once sent is sent again as it was, under its key, until an answer comes. True: the next may go. */
    async send() {
      const value = this.attempt?.value ?? this.read();
      this.attempt ??= { key: newKey(), value, fields: this.fields(value) };
      this.due = false;
      this.state = "sending";
      store.set(this.key, this.record());
      this.show("saving", words.saving);
      window.minutes.summarise();
      const answer = await post(this.url, this.attempt.fields, { key: this.attempt.key });
      if (UNANSWERED.includes(answer.kind)) this.wait();
      else this.take(answer, value);
      window.minutes.summarise();
      return this.state !== "unsent";
    }

    take(answer, value) {
      this.attempt = null;
      if (answer.kind === "ok") this.done(value, answer.data);
      else if (answer.kind === "conflict") this.conflict(answer.data, value);
      else this.refuse(answer.data?.error || words.gone);
      if (this.state === "refused" && this.read() !== value) this.changed();
    }

    done(value, data) {
      this.saved = value;
      this.mine = undefined;
      this.operation = data.operation;
      this.rebase(data);
      /* A text that was pasted in an old font comes back in letters that every machine shows. */
      if (data.notice && this.read() === value) {
        this.write(data.text);
        value = this.saved = this.read();
      }
      this.show("saved", data.notice || say(words.saved, { time: data.saved_at }));
      const note = this.element.querySelector("[data-note]");
      if (note && "note" in data) note.textContent = data.note;
      if (this.read() === value) this.rest();
      else this.changed();
    }

    refuse(sentence) {
      this.state = "refused";
      this.since = 0;
      store.set(this.key, this.record());
      this.show("refused", say(words.refused, { reason: sentence }));
    }

    wait() {
      this.state = "unsent";
      this.keep();
    }

    show(kind, sentence) {
      this.line.className = `state is-${kind}`;
      this.line.textContent = sentence;
    }

    /* What was kept here comes back: unsent words, or sent ones that this copy of the page does not have yet. */
    recover() {
      const kept = store.get(this.key);
      /* What was typed before this script was ready. */
      if (!kept) return this.read() === this.saved ? undefined : this.changed();
      if (kept.operation) return this.recoverSent(kept);
      if (this.isSame(kept.value, this.saved) && kept.mine === undefined && !kept.attempt) return store.remove(this.key);
      this.write(kept.value);
      Object.assign(this, { base: kept.base ?? this.base, mine: kept.mine, attempt: kept.attempt || null, since: kept.since });
      clock.passed(kept.since);
      this.changed();
      this.show("restored", words.restored);
    }

    recoverSent(kept) {
      if (kept.operation <= Number(words.operation)) return store.remove(this.key);
      this.write(kept.value);
      this.saved = this.read();
      this.base = kept.base;
      this.operation = kept.operation;
      this.show("saved", words.sentWord);
    }

    isSame(one, other) {
      return one === other;
    }
  }

  const isTicked = (field) => ["radio", "checkbox"].includes(field.type);
  const chosenAtFirst = (select) => [...select.options].find((option) => option.defaultSelected)?.value ?? select.options[0]?.value ?? "";

  class Group extends Unit {
    constructor(element) {
      super(element);
      this.base = window.minutes.bases[this.key];
    }

    get key() {
      return this.element.dataset.key;
    }

    get url() {
      return this.element.dataset.save;
    }

    get controls() {
      return [...this.element.querySelectorAll("input[name], select[name], textarea[name]")];
    }

    entries() {
      return this.controls.filter((field) => !isTicked(field) || field.checked).map((field) => [field.name, field.value]);
    }

    drawn() {
      const fields = this.controls.filter((field) => !isTicked(field) || field.defaultChecked);
      return JSON.stringify(fields.map((field) => [field.name, field.matches("select") ? chosenAtFirst(field) : isTicked(field) || field.type === "hidden" ? field.value : field.defaultValue]));
    }

    read() {
      return JSON.stringify(this.entries());
    }

    write(text) {
      const values = JSON.parse(text);
      for (const field of this.controls.filter((one) => one.type !== "hidden")) {
        const value = values.filter(([name]) => name === field.name).map(([_name, typed]) => typed);
        if (isTicked(field)) field.checked = value.includes(field.value);
        else field.value = value[0] ?? "";
      }
    }

    fields(text) {
      return this.base ? [...JSON.parse(text), ["base", this.base]] : JSON.parse(text);
    }

    rebase(data) {
      this.base = data.base ?? this.base;
    }

    /* A figure without its choice waits for the choice; an absence with a reason waits for the reason. */
    waitsForMore() {
      const { needs, needsReason } = this.element.dataset;
      const values = Object.fromEntries(this.entries());
      if (this.state !== "dirty" || this.attempt) return false;
      if (needs && !(needs in values)) this.refuse(words.choose);
      else if (needsReason && values[needs] === "excused" && !values[needsReason].trim()) this.refuse(words.chooseReason);
      return this.state === "refused";
    }

    conflict({ theirs }) {
      this.state = "conflict";
      store.set(this.key, this.record());
      this.show("conflict", words.conflictedFields);
      this.element.querySelector(".versions")?.remove();
      this.element.append(fieldVersions(this, theirs, (mine) => this.settle(theirs, mine)));
    }

    settle(theirs, mine) {
      this.element.querySelector(".versions").remove();
      this.base = theirs.base;
      this.state = "dirty";
      if (mine) return this.now();
      this.takeOver(theirs.fields);
      this.element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* Another's value stands here from now on. */
    takeOver(fields) {
      this.write(JSON.stringify(Object.entries(fields)));
      this.saved = this.read();
      this.show("saved", words.taken);
    }
  }

  class Text extends Unit {
    constructor(element) {
      super(element);
      this.base = this.baseField.value;
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

    drawn() {
      return this.area.defaultValue;
    }

    write(text) {
      this.area.value = text;
      this.grow();
      this.count();
    }

    isSame(one, other) {
      return alike(one, other);
    }

    fields(text) {
      const fields = { text, base_revision: this.base };
      return this.mine === undefined ? fields : { ...fields, mine: this.mine };
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

    showKept() {
      super.showKept();
      if (this.state === "dirty") this.count();
    }

    rebase({ revision }) {
      this.base = this.baseField.value = String(revision);
    }

    recoverSent(kept) {
      super.recoverSent(kept);
      mark(this.element.dataset.passage, this.read());
    }

    conflict({ theirs, yours }, sent) {
      /* What was typed while the answer was on its way belongs to the own version. */
      const mine = this.read() === sent ? yours : this.read();
      this.state = "conflict";
      store.set(this.key, this.record());
      this.show("conflict", words.conflicted);
      this.element.querySelector(".versions")?.remove();
      this.area.readOnly = true;
      const panel = versions(theirs, mine, (text) => this.settle(theirs.revision, mine, text));
      this.line.after(panel);
      this.element.closest("details.section").open = true;
      panel.scrollIntoView({ block: "nearest" });
    }

    settle(revision, mine, text) {
      this.area.value = text;
      this.area.readOnly = false;
      this.base = String(revision);
      this.mine = mine;
      this.state = "dirty";
      this.element.querySelector(".versions").remove();
      this.area.focus();
      this.changed();
      this.now();
    }
  }

  function mark(passage, text) {
    for (const sign of document.querySelectorAll(`[data-watch="${passage}"]`)) {
      const done = Boolean(text.trim());
      sign.textContent = done ? sign.dataset.done : sign.dataset.todo;
      sign.classList.toggle("is-done", done);
    }
  }

  /* Takes charge of texts and groups that are new on the page. */
  function adopt(place) {
    const found = [...place.querySelectorAll("[data-passage], fieldset[data-save]")];
    if (place.matches?.("[data-passage], fieldset[data-save]")) found.unshift(place);
    for (const element of found) {
      const { passage, key } = element.dataset;
      if (units.get(passage ? `passage-${passage}` : key)?.element === element) continue;
      const unit = passage ? new Text(element) : new Group(element);
      units.set(unit.key, unit);
      unit.recover();
      if (element.dataset.passage) mark(element.dataset.passage, unit.read());
    }
  }

  Object.assign(window.minutes, { units, live, clock, adopt, isAwaited, bases: JSON.parse(document.getElementById("bases")?.textContent || "{}") });
}
