/* The palette: "/" or Ctrl+K opens it, arrows choose, Enter goes, Esc closes. Nothing is kept. */
(function () {
  "use strict";

  var doc = document;
  var dialog = doc.getElementById("palette");
  if (!dialog || !dialog.showModal) { return; }
  var field = doc.getElementById("palette-q");
  var list = doc.getElementById("palette-hits");
  var form = field.form;
  var asked = "";
  var isWaiting = false;

  function options() { return Array.prototype.slice.call(list.querySelectorAll("[data-url]")); }
  function chosen() { return list.querySelector('[data-url][aria-selected="true"]'); }

  function choose(option) {
    options().forEach(function (each) { each.setAttribute("aria-selected", each === option ? "true" : "false"); });
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }
  function step(by) {
    var all = options();
    if (all.length) { choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]); }
  }
  function go(option) { if (option) { window.location.assign(option.getAttribute("data-url")); } }
  function forget() { asked = ""; isWaiting = false; form.reset(); list.textContent = ""; choose(null); }
  function open() { if (!dialog.open) { forget(); dialog.showModal(); field.focus(); } }

  function isTyping(node) { return !!node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"); }

  doc.addEventListener("keydown", function (event) {
    var isK = event.ctrlKey && !event.altKey && !event.shiftKey && event.code === "KeyK";
    var isSlash = event.key === "/" && !event.altKey && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
    if (dialog.open || doc.querySelector("dialog[open]") || !(isK || isSlash)) { return; }
    event.preventDefault();
    event.stopPropagation();
    open();
  }, true);

  /* Enter goes where the list points, once the list answers what stands in the field. */
  field.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") { event.preventDefault(); step(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); step(-1); }
    if (event.key === "Enter") {
      event.preventDefault();
      if (asked === field.value) { go(chosen()); } else { isWaiting = true; }
    }
  });
  field.addEventListener("input", function () { isWaiting = false; });
  field.addEventListener("htmx:configRequest", function () { asked = ""; });
  list.addEventListener("htmx:afterSwap", function (event) {
    asked = event.detail.requestConfig.parameters.q || "";
    choose(options()[0]);
    if (isWaiting && asked === field.value) { isWaiting = false; go(chosen()); }
  });

  list.addEventListener("click", function (event) { go(event.target.closest("[data-url]")); });
  dialog.addEventListener("close", forget);
  window.addEventListener("pagehide", function () { if (dialog.open) { dialog.close(); } });
}());
