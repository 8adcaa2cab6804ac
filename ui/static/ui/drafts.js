/* Umit: a form that is not sent yet is kept on the server, two seconds after the last touch. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-draft]");
  if (!form || !window.fetch) { return; }
  var said = document.querySelector("[data-draft-said]");
  var clock = null;
  var isTouched = false;

  function content() {
    var data = new FormData(form);
    form.querySelectorAll("input[type=password]").forEach(function (node) { data.delete(node.name); });
    data.append("draft", "keep");
    return data;
  }
  function keep() {
    clearTimeout(clock);
    if (!isTouched || form.sent) { return; }
    isTouched = false;
    fetch(form.action || location.href, { method: "POST", body: content(), credentials: "same-origin", keepalive: true, redirect: "error" })
      .then(function (answer) { if (said) { said.hidden = !answer.ok; } })
      .catch(function () { isTouched = true; if (said) { said.hidden = true; } });
  }
  function touched() { isTouched = true; clearTimeout(clock); clock = setTimeout(keep, 2000); }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  document.addEventListener("umit:lock", keep);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { keep(); } });
  window.addEventListener("pagehide", keep);
}());
