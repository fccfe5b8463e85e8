import type { SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'
import { OPEN } from '../book/parse/placeholders.ts'
import { carriedBy, type Input, readCall } from '../book/shell/carried.ts'
import type { Call, ProgramRule } from '../book/shell/risk-rule.ts'
import { ruleFor } from '../book/shell/risk-table.ts'
import { type ShellWord, shellWord } from '../book/shell/shell-word.ts'
import { ANY_VALUE, type ValueRule } from './value-rule.ts'

/** What may be put into one word of a command, or why nothing may. */
export type ArgumentRule =
  | { rule: ValueRule }
  /** `relaxed` is what holds for a variable that the author put into the program himself. */
  | { refusal: string; hint: string; relaxed?: ValueRule }

/** What a command does with its words, as far as it matters for a value in one of them. */
export interface CallRules {
  /** One entry a word, the program first. */
  words: readonly ArgumentRule[]
  /** Language the command reads on its standard input: `shell`, `sql`, `code`… */
  consumes?: string
}

const PLAIN: { rule: ValueRule } = { rule: { signs: 'plain', noDash: true, program: false } }
const PROGRAM: ArgumentRule = { rule: { signs: 'plain', noDash: true, program: true } }
/** Stands for the text on the standard input, to see which program takes it for a program of its own. */
const STDIN_TEXT = '\u0000stdin\u0000'

/**
 * Says for each word of a call what a value in it may be. A word that a second shell reads takes plain signs only; a
 * word that is a program in another language takes nothing: no quoting holds for all of them.
 *
 * @param words the program and its arguments, placeholders masked
 * @param flowsInto language that what the call prints is read as, where it is piped into an interpreter
 * @param depth how many texts inside arguments are around it
 */
export function callRules(words: readonly ShellWord[], flowsInto?: string, depth = 0): CallRules {
  const rules: ArgumentRule[] = words.map((word) => ({ rule: ownRule(word) }))
  const consumes = judgeWords(words, { rules, from: 0, depth })
  if (flowsInto !== undefined) tighten(words, rules, flowsInto)
  return consumes === undefined ? { words: rules } : { words: rules, consumes }
}

/** A value at the start of a word could be read as an option. */
const ownRule = (word: ShellWord): ValueRule => ({ ...ANY_VALUE, noDash: word.value.startsWith(OPEN) })

/** Fills in the rules from one word on, which is a program; returns the language it reads on its input. */
function judgeWords(words: readonly ShellWord[], at: At): string | undefined {
  const { rules, from } = at
  const program = words[from]
  if (!program) return undefined
  if (NAMED_BY_VALUE.test(program.value)) {
    rules.fill(PLAIN, from)
    rules[from] = { refusal: 'would be the name of a variable', hint: 'Write the name of the variable into the page.' }
    return undefined
  }
  if (program.dynamic || program.value === '' || at.depth > DEEPEST) {
    // A program that is not fixed in the text may be a shell.
    rules.fill(PLAIN, from)
    rules[from] = PROGRAM
    return undefined
  }
  const own = words.slice(from)
  const name = program.value.slice(program.value.lastIndexOf('/') + 1)
  for (const [index, word] of own.entries()) {
    const current = rules[from + index]!
    // `kubectl exec pod -- cat <file>`: what the outer `--` allowed does not hold for the inner program.
    if (index > 0 && 'rule' in current && current.rule.signs === 'any') rules[from + index] = { rule: ownRule(word) }
  }
  if (REREADING.test(name)) rules.fill(PLAIN, from + 1)
  applyBuiltin(name, own, at)
  applyProgramText(name, own, at)
  for (const [index, word] of own.entries()) if (index > 0) applyData(name, word, { rules, at: from + index })
  allowBehindDashes(own, at)
  const rule = ruleFor(program.value)
  return rule && applyCarried(rule, words, at)
}

/** `<name>=x` would be an assignment if it were typed; with a variable in the place of the name the shell looks for a program. */
const NAMED_BY_VALUE = new RegExp(`^[\\w${OPEN}]*${OPEN}[\\w${OPEN}]*\\+?=`)

/** Programs that put their arguments into shell text or type them somewhere. */
const REREADING = /^(?:parallel|tmux|screen|at|batch|expect|g?make|just|systemd-run)$/

interface At {
  rules: ArgumentRule[]
  /** Index of the program. */
  from: number
  depth: number
}

/** Commands carried by commands deeper than this are not followed: everything in them counts as read by a shell. */
const DEEPEST = 20

function applyCarried(rule: ProgramRule, words: readonly ShellWord[], { rules, from, depth }: At): string | undefined {
  const own = words.slice(from + 1)
  const read = readCall(rule, own)
  const operands = [...read.parsed.operands, ...read.parsed.rest]
  const call: Call = { program: words[from]!.value, words: own, flags: read.parsed.flags, operands, hasInput: false }
  const input: Input = { given: true, text: STDIN_TEXT }
  const carried = carriedBy(rule, read, call, input)
  if (carried === 'hidden') return undefined
  let consumes: string | undefined
  for (const piece of carried) {
    if ('words' in piece) {
      const first = piece.words[0]
      const next = words.findIndex((word, index) => index > from && word.pos === first?.pos)
      if (next > from) consumes = judgeWords(words, { rules, from: next, depth: depth + 1 }) ?? consumes
    } else if (piece.text.text === STDIN_TEXT) consumes = piece.text.language
    else {
      if (piece.text.language === 'shell') consumes = consumedInside(piece.text.text, depth + 1) ?? consumes
      for (const [index, word] of own.entries()) {
        // Statements are carried with signs in the place of variables, shell text as it is written.
        const parts = [word.inner, word.value].filter((part) => part !== '')
        if (parts.some((part) => piece.text.text.includes(part)))
          rules[from + 1 + index] = inLanguage(piece.text.language)
      }
    }
  }
  return consumes
}

/** `ssh host bash`: the shell text that a call carries may read the standard input in its turn. */
function consumedInside(text: string, depth: number): string | undefined {
  if (text.length > LONGEST_TEXT || depth > DEEPEST) return 'shell'
  let consumed: string | undefined
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') {
      const words = [...(node.name ? [node.name] : []), ...node.args].map((word) => shellWord(word, text))
      consumed = callRules(words, undefined, depth).consumes ?? consumed
    }
    forEachChild(node, visit)
  }
  visit(parse(text))
  return consumed
}

/** Longer text inside an argument is not looked into: it counts as a shell. */
const LONGEST_TEXT = 10_000

/** The rule for text that an interpreter of a language reads. */
export const inLanguage = (language: string): ArgumentRule =>
  language === 'shell'
    ? PLAIN
    : {
        refusal: `stands inside a program in ${language === 'code' ? 'another language' : language}`,
        hint: HINTS[language] ?? 'Hand the value to that program by its own variables.',
        // In a statement for a database even a plain word may be the name of a column.
        ...(/^(?:sql|mongo|redis)$/.test(language) ? {} : { relaxed: PLAIN.rule }),
      }

const HINTS: Readonly<Record<string, string>> = {
  sql: `Pass it as a variable of psql and write :'name' in the statement: psql -v name="$NAME".`,
  awk: 'Pass it as a variable of awk: awk -v name="$NAME" \'…\'.',
  jq: 'Pass it as a variable of jq: jq --arg name "$NAME" \'… $name …\'.',
  sed: 'Use a program that takes the text as an argument, or write the value into the page.',
  python: 'Read it from the environment in the program: os.environ["NAME"].',
  perl: 'Read it from the environment in the program: $ENV{NAME}.',
  ruby: 'Read it from the environment in the program: ENV["NAME"].',
  node: 'Read it from the environment in the program: env.NAME of node:process.',
}

/** Programs whose argument is a program: language, options that carry it, and whether the first operand does. */
const PROGRAM_TEXT: readonly { names: RegExp; language: string; options: readonly string[]; operand: boolean }[] = [
  { names: /^[gmn]?awk$/, language: 'awk', options: ['-e', '--source'], operand: true },
  { names: /^g?sed$/, language: 'sed', options: ['-e', '--expression'], operand: true },
  { names: /^(?:jq|yq|xq|gojq)$/, language: 'jq', options: [], operand: true },
  { names: /^(?:python|pypy)[\d.]*$/, language: 'python', options: ['-c'], operand: false },
  {
    names: /^perl[\d.]*$/,
    language: 'perl',
    options: ['-e', '-E', '-ne', '-pe', '-pi', '-lne', '-lpe'],
    operand: false,
  },
  { names: /^ruby[\d.]*$/, language: 'ruby', options: ['-e'], operand: false },
  {
    names: /^(?:node|nodejs|deno|bun)$/,
    language: 'node',
    options: ['-e', '--eval', '-p', '--print', 'eval'],
    operand: false,
  },
  {
    names: /^(?:php|lua|Rscript|elixir|erl|iex|julia|groovy|osascript)[\d.]*$/,
    language: 'code',
    options: ['-r', '-e', '-eval', '--eval'],
    operand: false,
  },
  { names: /^(?:mongosh|mongo)$/, language: 'mongo', options: ['--eval'], operand: false },
]

function applyProgramText(name: string, own: readonly ShellWord[], { rules, from }: At): void {
  const entry = PROGRAM_TEXT.find(({ names }) => names.test(name))
  if (!entry) return
  const refused = inLanguage(entry.language)
  const given = own.some((word) => entry.options.includes(word.value) || /^-(?:f|-file|-from-file)$/.test(word.value))
  let operand = given ? -1 : 0
  for (const [index, word] of own.entries()) {
    if (index === 0) continue
    const before = own[index - 1]!.value
    if (
      entry.options.includes(before) ||
      entry.options.some((option) => option.startsWith('--') && word.value.startsWith(`${option}=`))
    )
      rules[from + index] = refused
    else if (!word.value.startsWith('-') && operand === 0 && entry.operand && !takesValue(before)) {
      rules[from + index] = refused
      operand = index
    }
  }
}

/** Options of awk, sed and jq that take the next word; the words of `--arg name value` are no program. */
const takesValue = (option: string): boolean =>
  /^(?:-[vFlE]|--(?:arg|argjson|slurpfile|rawfile|indent|tab))$/.test(option)

/** Words that a shell builtin reads as names, arithmetic or a program. */
function applyBuiltin(name: string, own: readonly ShellWord[], { rules, from }: At): void {
  if (
    /^(?:read|unset|declare|typeset|local|export|readonly|mapfile|readarray|getopts|trap|alias|hash|enable|complete|compgen|bind|wait)$/.test(
      name,
    )
  ) {
    for (const [index, word] of own.entries()) {
      if (index > 0 && !/^[A-Za-z_]\w*\+?=/.test(word.value)) rules[from + index] = PLAIN
    }
  } else if (name === 'let') rules.fill({ rule: { ...ANY_VALUE, signs: 'integer' } }, from + 1)
  else if (name === 'source' || name === '.') rules[from + 1] = PROGRAM
  else if (name === 'test' || name === '[') {
    for (const [index] of own.entries()) {
      if (index === 0) continue
      const named = /^-[vR]$/.test(own[index - 1]!.value)
      rules[from + index] = named ? PLAIN : { rule: ANY_VALUE }
    }
  } else if (name === 'printf') {
    const format = own.findIndex((word, index) => index > 0 && !(word.value.startsWith('-') && word.value !== '-'))
    const into = own[1]?.value === '-v' ? 2 : -1
    for (const index of own.keys()) {
      if (index > format) rules[from + index] = { rule: ANY_VALUE }
      else if (index === into) rules[from + index] = PLAIN
    }
    if (format > 0 && own[format]!.value.includes(OPEN))
      rules[from + format] = { rule: { ...ANY_VALUE, signs: 'data', noDash: true } }
  }
}

/** A value inside JSON or a query must not end the string it stands in. */
function applyData(name: string, word: ShellWord, { rules, at }: { rules: ArgumentRule[]; at: number }): void {
  const current = rules[at]
  if (!current || 'refusal' in current || current.rule.signs !== 'any') return
  if (name === 'echo' || name === 'printf' || name === 'test' || name === '[') return
  if (isQuotedData(word.value)) rules[at] = { rule: { ...current.rule, signs: 'data' } }
}

/** `{"id": "<id>"}`, `up{job="<job>"}`: text with brackets or quotation marks around the value. */
const isQuotedData = (value: string): boolean => /[{["]/.test(value) && /[}\]"]/.test(value)

/** Behind `--` nothing is an option. */
function allowBehindDashes(own: readonly ShellWord[], { rules, from }: At): void {
  const dashes = own.findIndex((word, index) => index > 0 && word.value === '--')
  if (dashes < 0) return
  for (let index = dashes + 1; index < own.length; index++) {
    const current = rules[from + index]!
    if ('rule' in current && !current.rule.program) rules[from + index] = { rule: { ...current.rule, noDash: false } }
  }
}

/** What is printed into an interpreter is a program of its language. */
function tighten(words: readonly ShellWord[], rules: ArgumentRule[], language: string): void {
  const prints = /^(?:.*\/)?(?:echo|printf)$/.test(words[0]?.value ?? '')
  const inside = language === 'shell' || !prints ? PLAIN : inLanguage(language)
  for (const index of rules.keys()) {
    const current = rules[index]!
    if (index > 0 && 'rule' in current && current.rule.signs !== 'integer') rules[index] = inside
  }
}
