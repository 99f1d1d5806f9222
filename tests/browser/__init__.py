"""The browser. A package, so that its fixtures end with it: a browser's event loop is in the way of other tests."""
