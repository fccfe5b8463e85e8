import { randomFillSync } from 'node:crypto'

/** Makes identifiers; passed in, so that decisions stay repeatable. */
export type NewId = (noun: string) => string

/** `incident_01jf…`: the noun, then 48 bits of time and 80 of chance in Crockford's base 32, so that later ones sort behind. */
export const newId: NewId = (noun) => `${noun}_${time(Date.now())}${chance()}`

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten letters, the highest first. */
function time(ms: number): string {
  let text = ''
  for (let rest = ms, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) text = LETTERS[rest % 32] + text
  return text
}

/** Sixteen letters. Chance is fetched for many identifiers at a time: asking for it takes far longer than what is asked for. */
function chance(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  // Five bytes are eight letters; a number holds forty bits exactly.
  for (let half = 0; half < 2; half += 1, used += 5) {
    let bits = pool.readUIntBE(used, 5)
    let letters = ''
    for (let place = 0; place < 8; place += 1, bits = Math.floor(bits / 32)) letters = LETTERS[bits % 32] + letters
    text += letters
  }
  return text
}

const pool = Buffer.alloc(2_560)
let used = pool.length
