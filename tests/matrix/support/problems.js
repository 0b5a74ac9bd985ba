/** Part of every page that a site serves: ends it with what the console would show as an error. */
for (const type of ["error", "unhandledrejection"]) {
  const show = ({ reason, message, target }) => {
    const output = document.querySelector("output");
    output.dataset.end ??= reason?.message ?? message ?? `Nothing could be loaded: ${target.src}`;
  };
  // Elements that cannot be loaded tell nobody but those who listen on the way down.
  addEventListener(type, show, true);
}
