"use strict";
/* On every page: what this machine keeps belongs to one person, and goes when that person leaves with everything sent. */
{
  const user = document.body.dataset.user;
  const PAGES = "bien-ban-trang";

  /* Copies of another's pages go; all of them, when `all`. */
  async function clearPages(all) {
    if (!("caches" in window) || !(await caches.has(PAGES))) return;
    const pages = await caches.open(PAGES);
    for (const request of await pages.keys()) {
      const kept = await pages.match(request);
      if (all || kept.headers.get("X-Writer") !== user) await pages.delete(request);
    }
  }

  function open() {
    return new Promise((resolve) => {
      const asked = indexedDB.open("bien-ban", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
    });
  }

  /* How many texts and deeds of this person wait here; what was sent is forgotten when `forget`. */
  async function countUnsent(forget) {
    const base = await open();
    if (!base) return 0;
    return new Promise((resolve) => {
      let count = 0;
      const range = IDBKeyRange.bound(`bien-ban:${user}:`, `bien-ban:${user}:\uffff`);
      const turn = base.transaction("kept", "readwrite");
      turn.objectStore("kept").openCursor(range).onsuccess = (event) => {
        const row = event.target.result;
        if (!row) return;
        if (!row.value.operation) count += 1;
        else if (forget) row.delete();
        row.continue();
      };
      turn.oncomplete = () => {
        base.close();
        resolve(count);
      };
      turn.onabort = () => resolve(0);
    });
  }

  async function signOut(form) {
    const unsent = await countUnsent(false).catch(() => 0);
    if (unsent) {
      form.dataset.confirm = form.dataset.unsent.replace("{count}", unsent);
      form.requestSubmit(form.querySelector("button"));
      return;
    }
    await goOut(form);
  }

  async function goOut(form) {
    await countUnsent(true).catch(() => {});
    await clearPages(true).catch(() => {});
    form.submit();
  }

  const form = document.querySelector("form[data-sign-out]");
  form?.addEventListener("submit", (event) => {
    if (form.dataset.confirm && form.dataset.answered !== "yes") return;
    event.preventDefault();
    if (form.dataset.confirm) goOut(form);
    else signOut(form);
  });
  if (user) clearPages(false).catch(() => {});
}
