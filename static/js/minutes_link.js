"use strict";
/* How the writing page reaches the server: each deed with a key of its own, under which it is done once. */
{
  const GIVE_UP = 20000;
  const { root, words } = window.minutes;
  /* As the server tidies it: two texts that look alike are alike. */
  const alike = (one, other) => tidy(one) === tidy(other);
  const tidy = (text) => text.normalize("NFC").replace(/[\p{Cf}\p{Cc}]/gu, " ").replace(/\s+/g, " ").trim();

  /* Plain http has no crypto.randomUUID. */
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* Leaving the page, small requests are handed to the browser to finish. */
  const trouble = { signedOut: false, otherUser: false, leaving: false, reached: false };
  /* A laptop without any network says so even where the server runs on the laptop itself: then what was reached counts. */
  const isOffline = () => navigator.onLine === false && !trouble.reached;
  window.addEventListener("offline", () => {
    trouble.reached = false;
  });
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

  /* The kinds of answer that say nothing about the deed itself: it is sent again later, under the same key. */
  const UNANSWERED = ["failed", "signed_out", "other_user"];

  async function post(url, fields, { key, part = false } = {}) {
    const body = new URLSearchParams(fields);
    const send = () =>
      ask(url, {
        method: "POST",
        body,
        keepalive: trouble.leaving && String(body).length < 60000,
        headers: { "X-CSRFToken": token().value, "X-Key": key, ...(part ? { "X-Part": "1" } : {}) },
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
    trouble.reached = answer.kind !== "failed";
    trouble.signedOut = answer.kind === "signed_out";
    trouble.otherUser = answer.kind === "other_user";
    return answer;
  }

  Object.assign(window.minutes, { post, trouble, isOffline, alike, newKey, UNANSWERED });
}
