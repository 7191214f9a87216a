// Puts the theme that was chosen on the page before it is painted.
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* a private window */ }
