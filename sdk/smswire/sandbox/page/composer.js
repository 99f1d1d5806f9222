// Where somebody writes as the phone.

import { h, setHidden, setText } from "./dom.js";
import { foreign, shortened } from "./text.js";
import { providerTag } from "./wires.js";

export class Composer {
  #form = document.getElementById("composer");
  #label = document.getElementById("composer-label");
  #about = document.getElementById("composer-about");
  #area = document.getElementById("composer-text");
  #send = document.getElementById("composer-send");
  #newest = document.getElementById("composer-newest");
  #sendReply;
  #phone = null;
  #chosen = null;
  #message = null;
  #fresh = null;
  #isBusy = false;

  constructor(sendReply) {
    this.#sendReply = sendReply;
    this.#send.addEventListener("click", () => this.#submit());
    this.#newest.addEventListener("click", () => this.replyTo(null));
    this.#area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
  }

  /** A reply goes to the message that somebody chose, otherwise to the newest. */
  render(phone, newest) {
    if (this.#phone !== phone.key) {
      this.#phone = phone.key;
      this.#chosen = null;
      this.#area.value = "";
    }
    if (this.#chosen !== null && !phone.messages.includes(this.#chosen)) this.#chosen = null;
    this.#fresh = newest;
    this.#show(this.#chosen ?? newest);
  }

  #show(message) {
    setHidden(this.#newest, this.#chosen === null || this.#chosen === this.#fresh);
    if (message === this.#message) return;
    this.#message = message;
    const words = `Reply as ${shortened(message.to, 40) || "this phone"}`;
    setText(this.#label, words);
    this.#area.placeholder = words;
    const sender = message.from === "" ? "" : h("span", {}, "from ", foreign(message.from, 30));
    this.#about.replaceChildren(h("span", {}, `to message ${message.number}`), providerTag(message.provider), sender);
  }

  replyTo(message) {
    this.#chosen = message;
    this.#show(message ?? this.#fresh);
    this.focus();
  }

  focus() {
    this.#area.focus();
  }

  async #submit() {
    const text = this.#area.value;
    if (text.trim() === "" || this.#isBusy) return;
    this.#isBusy = true;
    const phone = this.#phone;
    try {
      if ((await this.#sendReply(this.#message, text)) && this.#phone === phone) {
        if (this.#area.value === text) this.#area.value = "";
        this.#chosen = null;
        this.#show(this.#fresh);
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
