// As where the user has forbidden sites to store anything. Loaded before the SDK.
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() {
      throw new DOMException("The user forbids it.", "SecurityError");
    },
  });
}
