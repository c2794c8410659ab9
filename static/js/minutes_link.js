"use strict";
/* How the writing page reaches the server, and what this machine keeps until it has: window.minutes. */
{
  const GIVE_UP = 20000;
  const root = document.getElementById("minutes");
  const words = root.dataset;
  const prefix = `bien-ban:${words.user}:${words.meeting}:`;
  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  /* As the server tidies it: two texts that look alike are alike. */
  const alike = (one, other) => tidy(one) === tidy(other);
  const tidy = (text) => text.normalize("NFC").replace(/[\p{Cf}\p{Cc}]/gu, " ").replace(/\s+/g, " ").trim();

  const store = {
    get(key) {
      try {
        return JSON.parse(localStorage.getItem(prefix + key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(prefix + key, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    remove(key) {
      try {
        localStorage.removeItem(prefix + key);
      } catch {
        /* A machine that keeps nothing has nothing to remove. */
      }
    },
    keys() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      } catch {
        return [];
      }
    },
  };

  /* ---- To the server ---- */

  /* Leaving the page, small requests are handed to the browser to finish. */
  const trouble = { signedOut: false, otherUser: false, leaving: false };
  const token = () => root.querySelector("[name=csrfmiddlewaretoken]");

  async function ask(url, options) {
    const response = await fetch(url, { redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout?.(GIVE_UP), ...options });
    if (response.type === "opaqueredirect") return { kind: "signed_out" };
    if (response.status === 403) return { kind: "forbidden" };
    if (response.status >= 500) return { kind: "failed" };
    const data = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : {};
    const kinds = { 200: "ok", 409: "conflict", 422: "refused" };
    return { kind: kinds[response.status] || "refused", data };
  }

  /* Signing in again in another window changes the token that guards each POST. */
  async function renewToken() {
    const answer = await ask(words.statusUrl, {});
    if (answer.kind !== "ok") return answer.kind;
    if (String(answer.data.user) !== words.user) return "other_user";
    token().value = answer.data.csrf;
    return "ok";
  }

  async function post(url, fields, { part = false } = {}) {
    const body = new URLSearchParams(fields);
    const send = () =>
      ask(url, {
        method: "POST",
        body,
        keepalive: trouble.leaving && String(body).length < 60000,
        headers: { "X-CSRFToken": token().value, ...(part ? { "X-Part": "1" } : {}) },
      });
    let answer;
    try {
      answer = await send();
      if (answer.kind === "forbidden") {
        const renewed = await renewToken();
        answer = renewed === "ok" ? await send() : { kind: renewed };
      }
    } catch {
      answer = { kind: "failed" };
    }
    trouble.signedOut = answer.kind === "signed_out";
    trouble.otherUser = answer.kind === "other_user";
    return answer;
  }

  window.minutes = { root, words, store, post, trouble, say, alike };
}
