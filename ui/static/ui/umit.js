/* Umit: small helps. Every page works without this file; nothing is kept in the browser. */
(function () {
  "use strict";

  var doc = document;
  var root = doc.documentElement;
  var find = function (selector, from) { return (from || doc).querySelector(selector); };
  var all = function (selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); };
  var isTyping = function (node) { return !!node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"); };

  /* Identity: counts down, then forgets what it showed. */
  function forget(box) {
    clearInterval(box.clock);
    var said = box.getAttribute("data-hidden-text");
    all("[data-secret]", box).forEach(function (node) { node.remove(); });
    all("[data-left]", box).forEach(function (node) { node.textContent = said; });
    if (box.tagName === "DETAILS") { box.open = false; }
    box.removeAttribute("data-hide-after");
  }
  function count(box) {
    var until = Date.now() + 1000 * Number(box.getAttribute("data-hide-after"));
    var tick = function () {
      var left = Math.ceil((until - Date.now()) / 1000);
      if (left <= 0) { forget(box); return; }
      all("[data-left-time]", box).forEach(function (node) {
        node.textContent = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
      });
    };
    box.counted = true;
    box.clock = setInterval(tick, 1000);
    tick();
  }
  function forgetAll() { all("[data-hide-after]").forEach(forget); }

  /* Answers: a reason empties the answer, an answer takes the reason back. */
  function answered(event) {
    var box = event.target.closest("[data-answer]");
    if (!box) { return; }
    var value = find("[data-answer-value]", box);
    var reasons = find("[data-answer-null]", box);
    if (reasons.contains(event.target)) {
      if (!event.target.value) { return; }
      all("input, select, textarea", value).forEach(function (node) {
        if (node.type === "radio" || node.type === "checkbox") { node.checked = false; } else { node.value = ""; }
        node.classList.add("u-said");
      });
    } else if (event.target.value) {
      all("input", reasons).forEach(function (node) { node.checked = false; });
      all(".u-said", value).forEach(function (node) { node.classList.remove("u-said"); });
      find("details", box).open = false;
    }
  }

  /* Toasts stay until the next act or 20 seconds. */
  function dropToasts() { all(".u-toast").forEach(function (node) { node.remove(); }); }

  function wake(from) {
    all("[data-hide-after]", from).forEach(function (box) { if (!box.counted) { count(box); } });
    if (all(".u-toast", from).length) { setTimeout(dropToasts, 20000); }
    var errors = find("[data-focus]", from);
    if (errors) { errors.focus(); }
  }

  function move(step) {
    var rows = all(".u-due").filter(function (row) { return find("a, button", row); });
    if (!rows.length) { return; }
    var here = rows.indexOf(doc.activeElement.closest(".u-due"));
    var row = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))];
    (find(".btn", row) || find("a, button", row)).focus();
  }

  doc.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase();
    if (event.altKey && !event.ctrlKey && (key === "l" || event.code === "KeyL")) {
      var lock = find("[data-lock]");
      if (lock) { event.preventDefault(); forgetAll(); doc.dispatchEvent(new Event("umit:lock")); lock.submit(); }
      return;
    }
    if (event.ctrlKey && !event.altKey && (key === "s" || event.code === "KeyS")) {
      var save = find("[data-save]");
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) { return; }
    if (event.key === "/") {
      var search = find("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.code === "KeyJ") { move(1); } else if (event.code === "KeyK") { move(-1); } else {
      var act = find('[data-key="' + key.replace(/[^a-z0-9]/g, "") + '"]');
      if (act) { event.preventDefault(); act.click(); }
    }
  });

  doc.addEventListener("click", function (event) {
    var node = event.target.closest("[data-hide-now], [data-print], [data-opens], [data-closes]");
    if (!node) { return; }
    if (node.hasAttribute("data-hide-now")) {
      var box = node.closest("[data-hide-after]");
      if (box) { event.preventDefault(); forget(box); var open = find("summary", box); if (open) { open.focus(); } }
    } else if (node.hasAttribute("data-print")) {
      event.preventDefault(); window.print();
    } else if (node.hasAttribute("data-closes")) {
      var shown = node.closest("dialog");
      if (shown) { event.preventDefault(); shown.close(); }
    } else {
      var dialog = doc.getElementById(node.getAttribute("data-opens"));
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
  });

  doc.addEventListener("input", answered);
  doc.addEventListener("change", answered);

  /* One tap counts once: a form that is on its way is not sent again. */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.sent = true;
    form.setAttribute("aria-busy", "true");
    dropToasts();
  }, true);
  function settle() { all("form[aria-busy]").forEach(function (form) { form.sent = false; form.removeAttribute("aria-busy"); }); }
  doc.addEventListener("htmx:afterRequest", settle);
  doc.addEventListener("htmx:load", function (event) { wake(event.detail.elt); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { settle(); } });
  window.addEventListener("pagehide", forgetAll);
  window.addEventListener("beforeprint", forgetAll);

  root.classList.add("u-script");
  wake(doc);
}());
