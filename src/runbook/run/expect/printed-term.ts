/**
 * Terms as programs print them: Erlang, Elixir, JSON, Python. Only what all of them share is read: brackets, commas,
 * strings, and words between them.
 */
export type TermPiece = string | TermGroup

export interface TermGroup {
  open: string
  elements: readonly (readonly TermPiece[])[]
}

const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }
/** Deeper than this no author writes and no comparison follows. */
const DEEPEST = 200

interface OpenGroup {
  open: string
  elements: TermPiece[][]
}

/**
 * Reads text as a sequence of pieces; undefined where its brackets do not close or are nested deeper than 200 levels.
 * White space separates words and means nothing else.
 */
export function readPrintedTerm(text: string): readonly TermPiece[] | undefined {
  const stack: OpenGroup[] = [{ open: '', elements: [[]] }]
  for (let at = 0; at < text.length; ) {
    const sign = text[at]!
    const group = stack.at(-1)!
    if (/\s/.test(sign)) at++
    else if (sign in CLOSER) {
      if (stack.length > DEEPEST) return undefined
      stack.push({ open: sign, elements: [[]] })
      at++
    } else if (sign === '}' || sign === ']' || sign === ')') {
      if (stack.length === 1 || CLOSER[group.open] !== sign) return undefined
      stack.pop()
      stack.at(-1)!.elements.at(-1)!.push(closed(group))
      at++
    } else if (sign === ',' && stack.length > 1) {
      group.elements.push([])
      at++
    } else {
      const end = sign === '"' ? endOfString(text, at) : endOfWord(text, at)
      group.elements.at(-1)!.push(text.slice(at, end))
      at = end
    }
  }
  return stack.length === 1 ? stack[0]!.elements[0]! : undefined
}

/** `[]` has no element; `[a,]` has one. */
function closed({ open, elements }: OpenGroup): TermGroup {
  if (elements.at(-1)!.length === 0) elements.pop()
  return { open, elements }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** Signs such as `=>` and `:` are words of their own, so that spaces around them do not matter. */
function endOfWord(text: string, start: number): number {
  const sticky = /[=:>|]/
  const kind = sticky.test(text[start]!)
  let at = start + 1
  while (at < text.length && !/[\s{}[\](),"]/.test(text[at]!) && sticky.test(text[at]!) === kind) at++
  return at
}
