// What this browser remembers for the page. A browser that refuses to keep anything is no reason to fail.

export function recall(storage, key) {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

export function remember(storage, key, value) {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch {
    // Full, or forbidden: it is forgotten with the tab.
  }
}
