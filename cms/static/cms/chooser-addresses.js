// The translation editor reads the choosers' addresses from this global.
(() => {
  const { image, document: file, page } = document.getElementById("chooser-addresses").dataset;
  window.chooserUrls = window.chooserUrls || { imageChooser: image, documentChooser: file, pageChooser: page };
})();
