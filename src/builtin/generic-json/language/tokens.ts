import type { ExpressionProblem } from './expression.ts'

export type Token = { readonly column: number } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string }
  | { readonly kind: 'end'; readonly value: '' }
)

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(\?\?|==|!=|<=|>=|[<>()[\],.$@*]))/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' }

/** The words and signs of an expression, with the column each begins in. */
export function tokensOf(text: string): readonly Token[] | ExpressionProblem {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    const column = from + 1 + /^\s*/.exec(text.slice(from))![0].length
    if (!match) {
      const sign = text[column - 1]!
      return { column, message: /["']/.test(sign) ? 'this text has no end' : `"${sign}" means nothing here` }
    }
    const [, quoted, number, word, sign] = match
    if (quoted !== undefined) tokens.push({ kind: 'text', value: unquote(quoted), column })
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), column })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word, column })
    else tokens.push({ kind: 'sign', value: sign!, column })
  }
  return [...tokens, { kind: 'end', value: '', column: end + 1 }]
}

/** A backslash keeps the next character as it is, so that patterns are written as in any other place, but for `\n`, `\t`, quotes and itself. */
const unquote = (quoted: string) =>
  quoted
    .slice(1, -1)
    .replace(/\\(.)/gs, (written, next: string) => ESCAPES[next] ?? (/["'\\]/.test(next) ? next : written))
