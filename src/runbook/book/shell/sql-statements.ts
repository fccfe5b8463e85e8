/** One SQL statement: where it stands and its text with comments and string contents blanked. */
export interface SqlStatement {
  start: number
  /** Exclusive, the semicolon included. */
  end: number
  /** As long as the statement; comments, strings and dollar-quoted bodies replaced by blanks. */
  bare: string
  /** True when a semicolon ends it. */
  closed: boolean
}

/** Splits SQL at its semicolons, minding strings, quoted names, dollar quotes and comments. Linear in the text. */
export function splitSql(text: string): SqlStatement[] {
  const statements: SqlStatement[] = []
  let start = 0
  let bare = ''
  let at = 0
  const close = (end: number, closed: boolean) => {
    if (bare.trim() !== '') statements.push({ start, end, bare, closed })
    start = end
    bare = ''
  }
  while (at < text.length) {
    const next = skipToken(text, at)
    if (next > at) {
      bare += text.slice(at, next).replace(/[^\n]/g, ' ')
      at = next
      continue
    }
    const char = text[at] as string
    const end = char === '"' || char === '`' ? endOr(text, text.indexOf(char, at + 1), 1) : at + 1
    bare += text.slice(at, end)
    at = end
    if (char === ';') close(at, true)
  }
  close(text.length, false)
  return statements
}

/** The end of the string or comment that starts here, or the same place when none does. */
function skipToken(text: string, at: number): number {
  const char = text[at]
  if (char === '-' && text[at + 1] === '-') return endOr(text, text.indexOf('\n', at))
  if (char === '/' && text[at + 1] === '*') return endOr(text, text.indexOf('*/', at + 2), 2)
  if (char === "'") return endOfQuote(text, at)
  if (char === '$') {
    const tag = /^\$\w{0,30}\$/.exec(text.slice(at, at + 32))?.[0]
    if (tag) return endOr(text, text.indexOf(tag, at + tag.length), tag.length)
  }
  return at
}

function endOfQuote(text: string, at: number): number {
  let end = text.indexOf("'", at + 1)
  while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  return endOr(text, end, 1)
}

const endOr = (text: string, found: number, length = 0): number => (found < 0 ? text.length : found + length)
