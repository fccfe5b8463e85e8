// Before the first paint, so that nobody is dazzled: what this person chose on this device, else what the system says.
try {
  const chosen = localStorage.getItem('opsbook.theme')
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen
} catch {
  // Storage may be forbidden; then the system decides.
}
