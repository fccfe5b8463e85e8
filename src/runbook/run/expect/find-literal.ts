/** Needles up to this length are left to the engine; its worst case is then still linear in the text. */
const SHORT = 64

/**
 * Offset of the first occurrence of a literal at or behind `from`, or -1. Linear in the text whatever the needle:
 * long needles are searched by Knuth, Morris and Pratt's method.
 */
export function findLiteral(text: string, needle: string, from = 0): number {
  if (needle.length <= SHORT) return text.indexOf(needle, from)
  const borders = bordersOf(needle)
  let matched = 0
  for (let at = from; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    while (matched > 0 && needle.charCodeAt(matched) !== sign) matched = borders[matched - 1]!
    if (needle.charCodeAt(matched) === sign) matched++
    if (matched === needle.length) return at - needle.length + 1
  }
  return -1
}

/** Length of the longest proper prefix that is also a suffix, for every prefix of the needle. */
function bordersOf(needle: string): Int32Array {
  const borders = new Int32Array(needle.length)
  let length = 0
  for (let at = 1; at < needle.length; at++) {
    const sign = needle.charCodeAt(at)
    while (length > 0 && needle.charCodeAt(length) !== sign) length = borders[length - 1]!
    if (needle.charCodeAt(length) === sign) length++
    borders[at] = length
  }
  return borders
}

const WORD = /[\p{L}\p{N}_]/u
const ASCII_WORD = Uint8Array.from({ length: 128 }, (_, code) => (WORD.test(String.fromCharCode(code)) ? 1 : 0))

function isWordSign(sign: string | undefined): boolean {
  if (sign === undefined) return false
  const code = sign.charCodeAt(0)
  return code < 128 ? ASCII_WORD[code] === 1 : WORD.test(sign)
}

/**
 * Offset of the first occurrence that is a word of its own, or -1: `active` is not found in `inactive`. Ends of the
 * literal that are no letters or digits need no border.
 */
export function findWord(text: string, word: string, from = 0): number {
  if (word === '') return -1
  const opens = isWordSign(word[0])
  const closes = isWordSign(word.at(-1))
  for (let at = findLiteral(text, word, from); at >= 0; at = nextFrom(text, word, at)) {
    const before = opens && isWordSign(text[at - 1])
    const after = closes && isWordSign(text[at + word.length])
    if (!before && !after) return at
  }
  return -1
}

/** Where a long needle overlaps itself, the next start is found without looking at the same text many times. */
const nextFrom = (text: string, word: string, at: number) =>
  findLiteral(text, word, word.length > SHORT ? at + word.length : at + 1)
