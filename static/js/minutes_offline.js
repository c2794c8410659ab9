"use strict";
/* Lets the writing page open again without a network, where the browser allows it, and says what holds here. */
{
  const AGAIN = 60000;
  const line = document.querySelector("[data-opens-offline]");
  /* Pages before the writing page have it kept beforehand; where it is not open yet, only the worker is set up. */
  const before = document.querySelector("[data-keep-page]");
  const address = before ? before.dataset.keepPage : window.location.pathname;
  const tell = (name) => {
    if (line) line.textContent = line.dataset[name];
  };
  let waiting = 0;

  const ask = async () => {
    const worker = (await navigator.serviceWorker.ready).active;
    worker.postMessage({ keep: address });
  };

  async function begin() {
    if (!window.isSecureContext || !navigator.serviceWorker) return tell("cannot");
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data?.kept === address) tell("can");
    });
    try {
      await navigator.serviceWorker.register("/sinh-hoat/giu-may.js");
      if (address) await ask();
    } catch {
      /* Signed out, or no network: a worker of an earlier visit still serves. */
      tell(navigator.serviceWorker.controller ? "can" : "cannot");
    }
  }

  /* After a while of writing the copy is renewed. */
  const renew = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), AGAIN);
  };
  if (line || before) begin();
  if (window.isSecureContext && navigator.serviceWorker && window.minutes?.words.statusUrl) window.minutes.root.addEventListener("input", renew);
}
