// "Leave quickly" takes this page's place in the browser's list of visited pages. Works as a plain link without.
const list = document.currentScript.dataset.kept;

function leave() {
  location.replace(document.querySelector("[data-exit]").href);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-exit]")) return;
  event.preventDefault();
  leave();
});

// Escape pressed three times within two seconds leaves, too.
let pressed = [];
document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  pressed = event.key === "Escape" ? [...pressed, event.timeStamp].slice(-3) : [];
  if (pressed.length === 3 && pressed[2] - pressed[0] < 2000) leave();
});

// First aid, help and leaflets open without connection (worker.js), unless the reader asked to save data.
if (list && "serviceWorker" in navigator && !navigator.connection?.saveData) {
  addEventListener("load", async () => {
    await navigator.serviceWorker.register("/worker.js");
    (await navigator.serviceWorker.ready).active.postMessage({ keep: list });
  });
}
