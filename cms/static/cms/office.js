// Starts what Wagtail starts by inline scripts, which the office's content security policy refuses.
// Wagtail's Stimulus connects a controller whenever its element enters the page, also inside dialogs.
(() => {
  const { Controller } = window.StimulusModule;

  class Chooser extends Controller {
    static values = { start: String, field: String, options: Object };
    connect() {
      window[this.startValue](this.fieldValue, this.optionsValue);
      this.element.remove();
    }
  }

  class Panel extends Controller {
    static values = { class: String, options: Object };
    connect() {
      new window[this.classValue](this.optionsValue);
      this.element.remove();
    }
  }

  class Widget extends Controller {
    static values = { class: String, field: String, options: Object };
    connect() {
      new window[this.classValue](this.fieldValue, this.optionsValue);
      this.element.remove();
    }
  }

  const { app } = window.wagtail;
  app.register("umit-chooser", Chooser);
  app.register("umit-widget", Widget);
  app.register("umit-panel", Panel);

  document.addEventListener("change", ({ target }) => {
    if (target.name !== "select_all") return;
    for (const language of document.querySelectorAll("[name=locales]")) language.checked = target.checked;
  });
})();
