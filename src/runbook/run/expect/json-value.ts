export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** More values than this in one output are not looked at. */
const MOST = 50

/**
 * The JSON values of an output: the whole of it, else its outermost brackets that parse (behind headers, log prefixes
 * or one a line), in order.
 */
export function findJson(text: string): readonly Json[] {
  const whole = parse(text)
  if (whole !== undefined) return [whole]
  return outermostBrackets(text).flatMap(([start, end]) => {
    const value = parse(text.slice(start, end))
    return value === undefined ? [] : [value]
  })
}

/** Parses JSON; undefined for anything else. */
export function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Offsets of bracketed stretches that lie in no other one. One pass; brackets that never close are passed over. */
function outermostBrackets(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  const open: { at: number; closer: string }[] = []
  let inString = false
  for (let at = 0; at < text.length && found.length < MOST * 4; at++) {
    const sign = text[at]!
    if (inString) {
      if (sign === '\\') at++
      else if (sign === '"' || sign === '\n') inString = false
    } else if (sign === '"' && open.length > 0) inString = true
    else if (sign === '{' || sign === '[') open.push({ at, closer: sign === '{' ? '}' : ']' })
    else if ((sign === '}' || sign === ']') && open.at(-1)?.closer === sign) {
      const { at: start } = open.pop()!
      while (found.length > 0 && found.at(-1)![0] > start) found.pop()
      found.push([start, at + 1])
    }
  }
  return found.slice(0, MOST)
}

export const kindOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)
