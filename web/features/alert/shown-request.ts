const MOST = 100_000

/** What a sender said, readable: JSON with its lines, anything else as it is; what is too long for a page is cut, and says so. */
export function shownRequest(text: string): string {
  const shown = text.length > MOST ? text : indented(text)
  return shown.length <= MOST ? shown : `${shown.slice(0, MOST)}\n… ${shown.length - MOST} more characters`
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
