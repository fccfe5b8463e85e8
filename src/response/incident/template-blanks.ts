/** The places of a text that somebody has to fill in. */
export interface Blank {
  /** As it stands there; what must not be there any more when it is posted. */
  readonly written: string
  readonly start: number
  /** What it asks for, in the author's words. */
  readonly asks: string
  /** What stands before it on its line: `Impact: [Description]` asks for the impact. */
  readonly label?: string
  /** A line that ends behind its label, `Impact:`, is filled by going on with it. */
  readonly bare: boolean
}

/** `[Time]`, `[Investigating | Monitoring]`, `<time>`, `{{ time }}`. */
const MARKED = /\[([^[\]\n]{1,120})\](?!\()|<([a-z][\w -]{1,60})>|\{\{?\s*([\w. -]{1,60})\s*\}?\}/gi
/** `[INCIDENT]` is text. */
const TAG = /^[A-Z0-9][A-Z0-9_ -]*$/
const BARE = /^([\p{L}][^\n:[\]<>{}]{1,80}):[ \t]*$/u

/** The blanks of a template, in its order. */
export function blanksOf(text: string): Blank[] {
  const found: Blank[] = []
  const lines = text.split('\n')
  let start = 0
  for (const [index, line] of lines.entries()) {
    const bare = BARE.exec(line)
    if (bare && isEnd(lines[index + 1])) found.push({ written: `${bare[1]}:`, start, asks: bare[1]!, bare: true })
    for (const match of line.matchAll(MARKED)) {
      const [written, square, angle, brace] = match
      const asks = (square ?? angle ?? brace)!.trim()
      if (square !== undefined && TAG.test(asks)) continue
      const label = /([\p{L}’' ]{2,60}):\s*$/u.exec(line.slice(0, match.index))?.[1]?.trim()
      found.push({ written, start: start + match.index, asks, bare: false, ...(label ? { label } : {}) })
    }
    start += line.length + 1
  }
  return found
}

/** Below a heading such as `Actions:` its text follows; below a blank comes the next one, or nothing. */
const isEnd = (next: string | undefined): boolean => next === undefined || next.trim() === '' || BARE.test(next)

/** Blanks of a template that still stand in a text somebody is about to post. */
export function unfilledBlanks({ subject, body }: { subject?: string; body: string }, text: string): string[] {
  const lines = new Set(text.split('\n').map((line) => line.trim()))
  const blanks = [...blanksOf(subject ?? ''), ...blanksOf(body)]
  const left = blanks.filter(({ written, bare }) => (bare ? lines.has(written) : text.includes(written)))
  return [...new Set(left.map(({ written }) => written))]
}
