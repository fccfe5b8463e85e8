/** What the small languages in the arguments of text tools do besides printing. */
import type { Call, Flag, Verdict } from './risk-rule.ts'
import { changes, unsure } from './risk-rule.ts'
import { sedVerdict } from './sed-script.ts'
import type { ShellWord } from './shell-word.ts'

const scriptsOf = ({ flags, operands }: Call, names: readonly string[]): readonly ShellWord[] => {
  const given = flags.filter((flag) => names.includes(flag.name))
  return given.length > 0 ? given.flatMap((flag) => (flag.value ? [flag.value] : [])) : operands.slice(0, 1)
}
const has = (flags: readonly Flag[], names: readonly string[]) => flags.some((flag) => names.includes(flag.name))

const OTHER_FILE = unsure('runs a script of its own from a file')
const OPEN_SCRIPT = unsure('has a script that the text does not fix')

export function judgeSed(call: Call): Verdict | undefined {
  if (has(call.flags, ['-f', '--file'])) return OTHER_FILE
  const scripts = scriptsOf(call, ['-e', '--expression'])
  if (scripts.some((word) => word.dynamic)) return OPEN_SCRIPT
  return sedVerdict(scripts.map((word) => word.value).join('\n'))
}

/**
 * A `>` behind `print` writes a file, a `|` starts a command, `system` and `@` run what they are given. Strings are left
 * out of the search only where no pattern between slashes can hide a quote.
 */
export function judgeAwk(call: Call): Verdict | undefined {
  if (has(call.flags, ['-f', '--file', '-E', '--exec', '-l', '--load', '-D', '--debug'])) return OTHER_FILE
  if (call.flags.some(({ name, value }) => /^(?:-i|--include)$/.test(name) && value?.value !== 'inplace'))
    return OTHER_FILE
  if (has(call.flags, ['-o', '--pretty-print', '-p', '--profile', '-d', '--dump-variables']))
    return changes('writes a file')
  const scripts = scriptsOf(call, ['-e', '--source'])
  if (scripts.some((word) => word.dynamic)) return OPEN_SCRIPT
  const written = scripts.map((word) => word.value).join('\n')
  const hides = written.includes('/') && written.includes('"')
  const text = hides ? written : written.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return /\bsystem\s*\(|\|&?\s*getline|@/.test(text) || text.split(/[;{}\n]/).some(printsElsewhere)
    ? unsure('starts commands or writes files from its own program text')
    : undefined
}

/** `print $1 > "file"` and `print | "command"`. */
function printsElsewhere(step: string): boolean {
  const at = step.search(/\bprintf?\b/)
  return at >= 0 && />|\|(?!\|)/.test(step.slice(at))
}

/** Miller has a language of its own that can start commands and write files. */
export function judgeMiller({ operands }: Call): Verdict | undefined {
  return operands.some(
    ({ value, dynamic }) => dynamic || /^(?:tee|split|case)$|\b(?:system|exec|tee|dump)\b|>/.test(value),
  )
    ? unsure('may start commands or write files from its own program text')
    : undefined
}

export function judgeFind({ words }: Call): Verdict | undefined {
  const values = words.map((word) => word.value)
  if (values.includes('-delete')) return { effect: 'destructive', reason: 'removes the files it finds' }
  if (values.some((value) => /^-f(?:printf?|ls|print0)$/.test(value))) return changes('writes a file')
  return undefined
}

/** `fd -HIx rm`: what the table does not take apart runs a command as well. */
export function judgeFd({ words }: Call): Verdict | undefined {
  return words.some(({ value }) => /^-[a-zA-Z]+[xX]|^-[xX].|^--exec(?:-batch)?=/.test(value))
    ? unsure('runs a command for what it finds')
    : undefined
}

export function judgeTee({ operands }: Call): Verdict | undefined {
  const kept = operands.filter((word) => !/^\/dev\/(?:null|tty|stderr|stdout)$/.test(word.value))
  return kept.length > 0 ? changes('writes a file') : undefined
}

export function judgeDd({ operands }: Call): Verdict | undefined {
  const target = operands.find((word) => word.value.startsWith('of='))
  if (!target || target.value === 'of=/dev/null' || target.value === 'of=/dev/stdout') return undefined
  return { effect: 'destructive', reason: 'overwrites its output file or device' }
}

const TAR_MODES = {
  reads: ['t', 'd', '--list', '--diff', '--compare', '--test-label'],
  unpacks: ['x', '--extract', '--get'],
  writes: ['c', 'r', 'u', 'A', '--create', '--append', '--update', '--concatenate', '--catenate'],
} as const

/** The mode of tar is a letter of its first word (`xzf`), a short option (`-czf`) or a long one. */
export function judgeTar({ words, flags }: Call): Verdict | undefined {
  const first = words[0]?.value ?? ''
  const bundle = /^[a-zA-Z]+$/.test(first) ? first : ''
  const names = new Set(flags.map((flag) => flag.name))
  const given = (modes: readonly string[]) =>
    modes.some((mode) => (mode.length > 1 ? names.has(mode) : names.has(`-${mode}`) || bundle.includes(mode)))
  if (names.has('--delete')) return { effect: 'destructive', reason: 'removes files from the archive' }
  if (names.has('--remove-files')) return { effect: 'destructive', reason: 'removes the files it has packed' }
  if (given(TAR_MODES.writes)) return changes('writes an archive')
  const toOutput = names.has('-O') || names.has('--to-stdout') || bundle.includes('O')
  if (given(TAR_MODES.unpacks)) return toOutput ? undefined : changes('unpacks files')
  return given(TAR_MODES.reads) ? undefined : unsure('does what the text does not show')
}
