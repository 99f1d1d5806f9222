// Light or dark, before anything is painted: without a choice the system's, which style sheets follow by themselves.
"use strict";

(function () {
  try {
    const chosen = localStorage.getItem("smswire-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing for this page still shows it.
  }
})();
