/** Which program reads a step that is not written for bash. */
import { TEXT_DESCRIPTOR } from './encode-request.ts'
import type { Interpreter } from './session.ts'

const fromStdin = (...argv: string[]): Interpreter => ({ argv, reads: 'stdin' })
const fromDescriptor = (...argv: string[]): Interpreter => ({
  argv: [...argv, `/dev/fd/${TEXT_DESCRIPTOR}`],
  reads: 'descriptor',
})

/** `python3 -` and `node -` look for modules in the current folder, as they do for a person who starts them there. */
const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  sh: fromDescriptor('sh'),
  dash: fromDescriptor('dash'),
  zsh: fromDescriptor('zsh', '-f'),
  python: fromStdin('python3', '-'),
  node: fromStdin('node', '-'),
  javascript: fromStdin('node', '-'),
  ruby: fromStdin('ruby', '-'),
  perl: fromStdin('perl', '-'),
  // The connection comes from PGSERVICE, PGHOST and their like; a failing statement ends the step.
  sql: fromStdin('psql', '-X', '--set=ON_ERROR_STOP=1', '--file=-'),
}

/** The program for a language; nothing for bash, which needs none, and for languages nobody has configured. */
export const interpreterFor = (language: string): Interpreter | undefined =>
  Object.hasOwn(INTERPRETERS, language) ? INTERPRETERS[language] : undefined
