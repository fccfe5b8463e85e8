/** A word as a shell takes it whole: names of pages and labels may be anything, and must not become a command when they are pasted. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./#-]+$/.test(text) && !text.startsWith('#') ? text : `'${text.replace(/'/g, `'\\''`)}'`
