/** The output of `declare -p`, one variable at a time. */

export interface Declaration {
  name: string
  /** Attribute letters, without the dash; empty for a plain variable. */
  attributes: string
  /** The command that declares it again, as bash printed it. */
  text: string
}

const HEAD = /^declare -([A-Za-z-]+) ([A-Za-z_][A-Za-z0-9_]*)/

/**
 * Cuts the text where a declaration ends: at a line end outside of quotes. bash quotes values with `"…"`, `$'…'` or `'…'`.
 * What does not look like a declaration is left out. Never throws; linear time.
 */
export function splitDeclarations(text: string): readonly Declaration[] {
  const found: Declaration[] = []
  let start = 0
  while (start < text.length) {
    const end = statementEnd(text, start)
    const statement = text.slice(start, end)
    const head = HEAD.exec(statement)
    if (head) found.push({ name: head[2]!, attributes: head[1]!.replace('-', ''), text: statement })
    start = end + 1
  }
  return found
}

/** Index of the line feed that ends the statement, or the length of the text. */
function statementEnd(text: string, start: number): number {
  let quote = ''
  for (let index = start; index < text.length; index++) {
    const character = text[index]!
    if (quote === '') {
      if (character === '\n') return index
      if (character === '\\') index++
      else if (character === '"') quote = '"'
      else if (character === "'") quote = text[index - 1] === '$' ? '$' : "'"
    } else if (quote === "'") {
      if (character === "'") quote = ''
    } else if (character === '\\') index++
    else if (character === (quote === '$' ? "'" : '"')) quote = ''
  }
  return text.length
}
