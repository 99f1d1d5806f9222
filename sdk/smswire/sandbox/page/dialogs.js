// Two dialogs: the help, and the question before everything is forgotten.

import { plural, setText } from "./dom.js";

function closing(dialog) {
  for (const closer of dialog.querySelectorAll("[data-close]")) closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}

export class Help {
  #dialog = closing(document.getElementById("help"));
  #letters = document.getElementById("letters");

  /** `choose(on)`: whether single keys do something. */
  constructor(isOn, choose) {
    this.#letters.checked = isOn;
    this.#letters.addEventListener("change", () => choose(this.#letters.checked));
  }

  open() {
    if (!document.querySelector("dialog[open]")) this.#dialog.showModal();
  }
}

export class Confirmation {
  #dialog = closing(document.getElementById("confirm"));
  #text = document.getElementById("confirm-text");

  constructor(clear) {
    document.getElementById("confirm-yes").addEventListener("click", () => {
      this.#dialog.close();
      clear();
    });
  }

  open({ messages, requests, warnings }) {
    if (document.querySelector("dialog[open]")) return;
    const shown = `${plural(messages.size, "message")}, ${plural(requests.size, "request")}`;
    const words = `${shown} and ${plural(warnings.size, "warning")} shown here, and what is planned for them`;
    setText(this.#text, `${words}, are forgotten for everybody. Nothing brings them back.`);
    this.#dialog.showModal();
  }
}
