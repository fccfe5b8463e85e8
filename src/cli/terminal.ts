/** What the terminal can show, decided once from the streams, the environment and the flags. */

import { ascii, visible } from '../kit/visible.ts'
import { jsonText } from '../runbook/report/json-text.ts'
import { asciiSigns, type Style, type Tone, unicodeSigns } from '../runbook/report/style.ts'
import type { Stream, World } from './world.ts'

export interface Terminal {
  style: Style
  /** Style for messages: colour is decided for each stream. */
  errorStyle: Style
  /** Writes a result to stdout. */
  print(text: string): void
  /** Writes a message to stderr. */
  say(text: string): void
  /** A value as JSON text that the terminal can show. */
  json(value: unknown): string
  /** True when a person sees stderr as it is written. */
  live: boolean
}

export interface LookFlags {
  /** `--color=always`, `--no-color` (false). */
  color?: string | boolean | undefined
}

const CODES: Readonly<Record<Tone, string>> = {
  red: '31',
  yellow: '33',
  blue: '34',
  green: '32',
  bold: '1',
  dim: '2',
  plain: '',
}
const NARROWEST = 40

/** Builds the terminal for one command. */
export function terminal(world: World, flags: LookFlags = {}): Terminal {
  const { stdout, stderr, env } = world
  const unicode = speaksUnicode(env)
  const columns = Math.max(NARROWEST, stdout.columns ?? positive(env.COLUMNS) ?? 80)
  const style = (stream: Stream): Style => ({
    columns,
    signs: unicode ? unicodeSigns : asciiSigns,
    show: unicode ? visible : (text) => ascii(visible(text)),
    paint: paints(stream, env, flags)
      ? (tone, text) => (tone === 'plain' || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`)
      : (_tone, text) => text,
  })
  const encode = (text: string) => (unicode ? text : ascii(text))
  return {
    style: style(stdout),
    errorStyle: style(stderr),
    print: (text) => {
      stdout.write(encode(text))
    },
    say: (text) => {
      stderr.write(encode(text))
    },
    json: (value) => jsonText(value, { ascii: !unicode }),
    live: stderr.isTTY === true && env.CI === undefined && env.TERM !== 'dumb',
  }
}

/** The flag wins over NO_COLOR (no-color.org), which wins over what the stream is. */
function paints(stream: Stream, env: World['env'], { color }: LookFlags): boolean {
  if (color === 'always') return true
  if (color === false || color === 'never' || (env.NO_COLOR ?? '') !== '') return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** The character set of the locale, in the order in which POSIX looks at the variables. */
function speaksUnicode(env: World['env']): boolean {
  if (env.TERM === 'dumb') return false
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? ''
  return /utf-?8/i.test(locale)
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : undefined
}
