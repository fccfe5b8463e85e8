/**
 * What is sent to the shell: one constant command line a step, and data lines behind it that only `read` sees.
 * The data are printable ASCII with the octal escapes of `printf %b`, so that neither locale nor quoting can matter.
 */

export interface ShellRequest {
  id: string
  /** Marks the processes of the step: digits. */
  mark: string
  /** Marks them where they have lost their environment: digits or `unlimited`, see `stepNumber`. */
  number: string
  /** Hexadecimal digits that mark the end of the step's output in both streams. */
  token: string
  text: string
  /** Checked names. */
  variables: readonly (readonly [name: string, value: string | Uint8Array])[]
  /** Checked names, unset when the step has ended. */
  forget: readonly string[]
  cwd?: string
  /** Run this program on the text instead of the shell itself. */
  program?: { argv: readonly string[]; reads: 'stdin' | 'descriptor' }
  snapshot: boolean
  /** Sets the trap that notes the failing line. */
  armTrap: boolean
}

/** The descriptor on which a program reads a step's text when its standard input must stay empty. */
export const TEXT_DESCRIPTOR = 8

/** What a step may not touch: no input to read, its own two outputs, and none of the descriptors of the protocol. */
const OUTPUTS = '>&251 2>&252 250>&- 251>&- 252>&-'

/**
 * The lines for one step. Every word of the first is a constant, our own token or a checked name; the text, the values
 * and the arguments travel as data.
 */
export function encodeRequest(request: ShellRequest): string {
  const parts = [
    `__ob_i&&:;${evaluation(request)};{ __ob_o ${request.token} $?`,
    request.forget.map((name) => ` ${name}`).join(''),
    request.snapshot ? ';__ob_s "$@"' : '',
    // The subscript sets the line counter back, so that the next text begins at line 1 in every message of the shell.
    ';} 2>$' + '{__ob_n[LINENO=0]}\n',
    `${request.mark}\n${request.number}\n`,
    field(request.id),
    `${request.armTrap ? 'arm' : ''}\n${request.variables.length}\n`,
  ]
  for (const [name, value] of request.variables) parts.push(`${name}\n`, field(value))
  const argv = request.program?.argv ?? []
  parts.push(`${argv.length}\n`, ...argv.map(field), field(request.cwd ?? ''), field(request.text))
  return parts.join('')
}

/** `&&:;` before it keeps a failed last step from counting as a failure here; the status is still what `$?` says. */
function evaluation({ program }: ShellRequest): string {
  if (!program) return `\\eval "$__ob_t" </dev/null ${OUTPUTS}`
  const input = program.reads === 'stdin' ? '<<<"$__ob_t"' : `</dev/null ${TEXT_DESCRIPTOR}<<<"$__ob_t"`
  return `"$\{__ob_argv[@]}" ${input} ${OUTPUTS}`
}

/** A length and as many characters. */
function field(value: string | Uint8Array): string {
  const data = encodeData(value)
  return `${data.length}\n${data}`
}

const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/
const SPECIAL = /[^\x20-\x5b\x5d-\x7e]/g

/** Bytes as printable ASCII that `printf %b` turns back into exactly these bytes. Strings are taken as UTF-8. */
export function encodeData(value: string | Uint8Array): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value)
  return bytes.toString('latin1').replace(SPECIAL, octal)
}

const octal = (character: string) => `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`
