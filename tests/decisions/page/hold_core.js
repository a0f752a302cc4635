// The core never comes, so nothing of what a page does is a request of the core's.
WebAssembly.compile = () => new Promise(() => undefined);
