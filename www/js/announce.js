/** Said once, and only after something the visitor did: a page that talks on its own is noise. */
export function announce(sentence) {
  document.getElementById("announcement").textContent = sentence;
}
