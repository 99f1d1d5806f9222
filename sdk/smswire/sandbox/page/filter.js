// What somebody looks for: a provider, and words that stand anywhere in what a message says or is.

export class Filter {
  provider = "";
  #words = "";
  #digits = "";

  get words() {
    return this.#words;
  }

  set words(words) {
    this.#words = words.trim().toLowerCase();
    // Somebody who types a number types it in any form.
    this.#digits = /^[+(]?[0-9][0-9 ()/.-]*$/.test(this.#words) ? this.#words.replace(/[^0-9]/g, "") : "";
  }

  get isOn() {
    return this.provider !== "" || this.#words !== "";
  }

  takesMessage(message) {
    if (this.provider !== "" && message.provider !== this.provider) return false;
    if (this.#words === "") return true;
    message.haystack ??= [message.text, message.to, message.from, message.id, message.reference, message.state]
      .concat(message.replies.map((reply) => reply.text))
      .join("\n")
      .toLowerCase();
    return message.haystack.includes(this.#words) || (this.#digits !== "" && message.phone.includes(this.#digits));
  }

  takesRequest(request) {
    const said = () => [
      request.method,
      request.path,
      request.operation,
      request.fault ?? "",
      request.status ?? "no answer",
    ];
    const wrong = () => request.violations.flatMap(({ path, problem }) => [path, problem]);
    return this.#takes(request.provider, () => [...said(), ...wrong()]);
  }

  takesWarning(warning) {
    return this.#takes(warning.provider, () => [warning.kind, warning.text]);
  }

  #takes(provider, texts) {
    if (this.provider !== "" && provider !== this.provider) return false;
    return this.#words === "" || texts().join("\n").toLowerCase().includes(this.#words);
  }
}
