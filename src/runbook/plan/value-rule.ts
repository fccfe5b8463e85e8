/**
 * What a value may be, by the place it is put in. A place where the value stays one word for good takes anything. Where
 * it is read again by somebody else it must consist of signs that mean nothing there, because quoting for a second
 * reader fails sooner or later.
 */
export interface ValueRule {
  signs:
    | 'any'
    /** One word, although the shell would split it: no white space and no sign of a file name pattern. */
    | 'word'
    /** Inside a string of JSON or of a query: no quotation mark, backslash or control character. */
    | 'data'
    /** Several words of plain signs with spaces between them: `for host in $HOSTS`. */
    | 'words'
    /** Read again by a shell: letters, digits and `_ . / : @ % + , = -`. */
    | 'plain'
    /** Evaluated as arithmetic, which would run a command in an array subscript. */
    | 'integer'
  /** It starts a word, where a leading `-` would be an option. */
  noDash: boolean
  /** It is the name of the program. */
  program: boolean
}

export const ANY_VALUE: ValueRule = { signs: 'any', noDash: false, program: false }

const STRICTNESS: Readonly<Record<ValueRule['signs'], number>> = {
  any: 0,
  word: 1,
  data: 2,
  words: 3,
  plain: 4,
  integer: 5,
}

/** The rule that meets both. */
export const stricter = (a: ValueRule, b: ValueRule): ValueRule => ({
  signs: strictest(a.signs, b.signs),
  noDash: a.noDash || b.noDash,
  program: a.program || b.program,
})

function strictest(a: ValueRule['signs'], b: ValueRule['signs']): ValueRule['signs'] {
  const [low, high] = STRICTNESS[a] <= STRICTNESS[b] ? [a, b] : [b, a]
  // Neither of them covers the other.
  return low === 'word' && (high === 'data' || high === 'words') ? 'plain' : high
}

/** The kernel takes no longer string in an environment: MAX_ARG_STRLEN of Linux with room for the name. */
export const LONGEST_VALUE = 120_000

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const WORDS: Readonly<Record<ValueRule['signs'], string>> = {
  any: '',
  words: 'it is split into words there, so it may hold only letters, digits, spaces and _ . / : @ % + , = -',
  word: 'the shell splits it into words there, so it may hold no white space, none of * ? [ ] and no backslash',
  data: 'it stands inside quoted data there, so it may hold no quotation mark, backslash or control character',
  plain: 'it is read by a second shell there, so it may hold only letters, digits and _ . / : @ % + , = -',
  integer: 'it is evaluated as arithmetic there, so it has to be a whole number',
}

/**
 * Why a value may not be put in its place, as the end of a sentence that begins with the parameter's name; undefined
 * where it may. Values of alerts and captures come from outside and are held to more.
 */
export function valueProblem(rule: ValueRule, value: string, foreign: boolean): string | undefined {
  if (value.includes('\0')) return 'holds a NUL character, which no program can be given'
  if (LONE_SURROGATE.test(value)) return 'is not valid Unicode text'
  if (new TextEncoder().encode(value).length > LONGEST_VALUE) return `is longer than ${LONGEST_VALUE} bytes`
  if (foreign && /[\u0000-\u001f\u007f]/.test(value)) return 'comes from outside and holds control characters'
  if (foreign && rule.program) return 'comes from outside and would be the name of the program to run'
  if (rule.noDash && value.startsWith('-')) return 'begins with "-", so the program would take it for an option'
  if (rule.program && value === '') return 'is empty, but names the program to run'
  return fits(rule.signs, value) ? undefined : `does not fit: ${WORDS[rule.signs]}`
}

function fits(signs: ValueRule['signs'], value: string): boolean {
  switch (signs) {
    case 'any':
      return true
    case 'words':
      return /^[A-Za-z0-9_./:@%+,= -]*$/.test(value)
    case 'word':
      return /^[^\s*?[\]\\]+$/.test(value)
    case 'data':
      return !/["'`\\\u0000-\u001f\u007f]/.test(value)
    case 'plain':
      return /^[A-Za-z0-9_./:@%+,=-]+$/.test(value)
    case 'integer':
      return /^-?(?:0|[1-9]\d{0,17})$/.test(value)
  }
}
