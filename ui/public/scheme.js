// Runs before the first paint, so that a dark page never flashes white. A file, because the content policy forbids inline script.
(() => {
  const chosen = localStorage.getItem('oblik-scheme') ?? 'auto';
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
