import { parseShell } from '../../shell/parse-shell.ts'
import { isKnownProgram } from '../../shell/risk-table.ts'
import { linesInDocuments } from './here-documents.ts'
import { splitWhole } from './split-shell.ts'

/** What stands before a command in a session that somebody copied from a terminal. */
export interface Prompt {
  /** As written, with the blanks behind it. */
  text: string
  /** Language of what is typed behind it: `bash`, or that of the program that asks. */
  language: string
  /** True for a prompt that asks for more of the same command: `> `, `db-# `, `... `. */
  continues?: true
}

interface Pattern {
  pattern: RegExp
  language: string
  continues?: true
}

const AGAIN = '(?=\\S)'
const shell = (source: string): Pattern => ({
  pattern: new RegExp(`^\\s*(?:${source})\\s+${AGAIN}`, 'u'),
  language: 'bash',
})
const repl = (source: string, language: string): Pattern => ({
  pattern: new RegExp(`^\\s*(?:${source})\\s+${AGAIN}`, 'u'),
  language,
})
const more = (source: string, language: string): Pattern => ({ ...repl(source, language), continues: true })

/** Prompts that can be nothing else, tried in this order. */
const CERTAIN: readonly Pattern[] = [
  shell('\\$>?'),
  // `[root@host ~]#`, `user@host:~/dir$`, `(venv) user@host %`
  shell('(?:\\([\\w.-]+\\)\\s?)?\\[[\\w.-]+@[\\w.-]+[^\\]\\n]{0,80}\\][$#%]'),
  shell('(?:(?:\\([\\w.-]+\\)\\s?)?[\\w.-]+|I have no name!)@[\\w.-]+(?:[: ][^\\s$#%>]{0,120})?\\s?[$#%❯]'),
  shell('[\\w.-]*:[~/][\\w./~-]{0,120}\\s?[$#]'),
  shell('[\\w.]*[-\\d][\\w.-]*\\s\\$'),
  shell('(?:sh|bash|ash|zsh|ksh|dash)-\\d[\\d.]*[$#]'),
  shell('➜  ?[^\\s]+(?: git:\\([^\\s)]+\\))?(?: [✗✔])?(?= )'),
  shell('[❯λ»›]'),
  repl('PS [A-Z]:\\\\[^>\\n]{0,120}>', 'powershell'),
  more("[A-Za-z_][\\w.-]*[-('][*!]?[#>]", 'sql'),
  repl('[A-Za-z_][\\w.-]*=[*!]?[#>]', 'sql'),
  repl('(?:mysql|sqlite|cqlsh(?::\\w+)?|trino(?::\\w+)?|SQL|hive|ksql|MariaDB \\[[^\\]]{0,60}\\]|duckdb)>', 'sql'),
  repl('(?:redis|[\\w.-]+:6379|[\\w.-]+:\\d{4,5}(?:\\[\\d+\\])?|redis [/.][^>\\s]{1,80})>', 'redis'),
  repl('(?:mongos?|[\\w-]+:(?:PRIMARY|SECONDARY|ARBITER)|[\\w-]+ \\[[^\\]]{1,60}\\] \\w+)>', 'mongo'),
  repl(
    '(?:irb(?:\\([^)]{0,40}\\))?(?::\\d+:\\d+)?|(?:\\[\\d+\\] )?pry(?:\\([^)]{0,40}\\))?|\\[ ?\\w+ ?\\] \\w+)[>*]',
    'ruby',
  ),
  repl('>>>|In \\[\\d+\\]:', 'python'),
  repl('iex(?:\\([^)]{0,60}\\)\\d*)?>', 'elixir'),
  repl('(?:\\([\\w.@-]+\\))?\\d+>', 'erlang'),
  repl('(?:gpg(?:/card)?|s?ftp|lftp|telnet|openssl|rclone|ovsdb|zkcli)>', 'terminal'),
]

/** A sign that ends a prompt, a blank behind it, and no `#` in front: most lines are told apart by this alone. */
const MAY_HAVE_PROMPT = /^(?!\s*#)[^\n]*(?:[$#%>❯λ»›➜✗✔*:]|git:\([^)]{0,60}\)|\$\w+)\s+\S|^\s*➜/u

/** Names of machines that stand for a prompt in pages that switch between them: `$mac docker ps`. */
const MACHINE = /^\s*\$(?:mac|dev|host|local|laptop|server|remote|guest|vm|container)\s+(?=\S)/
const ANGLE = /^\s*>\s+(?=\S)/
const PERCENT = /^\s*%\s+(?=\S)/
const HASH = /^\s*#\s+(?=\S)/
const OPENS_SESSION = /\b(?:debug|rsh|exec|attach|ssh|su|chroot|toolbox|nsenter)\b|\bsudo\s+-[is]\b/

/** A prompt that can be nothing else. */
function certainPrompt(line: string): Prompt | undefined {
  if (!MAY_HAVE_PROMPT.test(line.length > 200 ? line.slice(0, 200) : line)) return undefined
  for (const { pattern, language, continues } of CERTAIN) {
    const text = pattern.exec(line)?.[0]
    if (text !== undefined) return continues ? { text, language, continues } : { text, language }
  }
  const machine = MACHINE.exec(line)?.[0]
  return machine !== undefined && /^[a-z./~]/.test(line.slice(machine.length))
    ? { text: machine, language: 'bash' }
    : undefined
}

/** A dollar in front of a query asks no shell: `$ queue_depth > 1` would write a file for one. */
export function promptsOfQueries(
  lines: readonly string[],
  prompts: readonly (Prompt | undefined)[],
  language: string,
): (Prompt | undefined)[] {
  return prompts.map((prompt, index) =>
    prompt?.language === 'bash' && !startsWithProgram((lines[index] ?? '').slice(prompt.text.length))
      ? { ...prompt, language }
      : prompt,
  )
}

/**
 * Finds the prompts of a fence, line by line. `# `, `> ` and `% ` begin comments, redirections and more as well: they
 * count only where the fence leaves no doubt. The list is empty when the fence is no session.
 */
export function findPrompts(lines: readonly string[]): (Prompt | undefined)[] {
  const inside = linesInDocuments(lines)
  const certain = lines.map((line, index) => (inside[index] ? undefined : certainPrompt(line)))
  if (certain.some((prompt) => prompt && !prompt.continues))
    return isQuoted(lines, certain) ? [] : withInnerPrompts(lines, certain, inside)
  for (const pattern of [ANGLE, PERCENT]) {
    const found = lines.map((line, index) => (inside[index] ? undefined : programBehind(pattern, line)))
    if (found.some(Boolean)) return isQuoted(lines, found) ? [] : found
  }
  return rootSession(lines, inside) ?? []
}

/** True where all of it is shell as it stands and every prompt is in the middle of a command: of its quoted text. */
function isQuoted(lines: readonly string[], prompts: readonly (Prompt | undefined)[]): boolean {
  const first = lines.findIndex((line) => line.trim() !== '')
  if (prompts[first]) return false
  const groups = splitWhole(lines)
  return (
    groups !== undefined &&
    prompts.every(
      (prompt, index) =>
        !prompt ||
        groups.some(
          (group) => group.first < index && index <= group.last && startsWithProgram(lines[group.first] ?? ''),
        ),
    )
  )
}

/** Between certain prompts: `> ` asks for more of an open command, `# ` is root's once a session elsewhere was opened. */
function withInnerPrompts(
  lines: readonly string[],
  certain: readonly (Prompt | undefined)[],
  inside: readonly boolean[],
): (Prompt | undefined)[] {
  let open = false
  let session = false
  return lines.map((line, index) => {
    const prompt = certain[index]
    if (prompt) {
      const typed = line.slice(prompt.text.length)
      open = prompt.language === 'bash' && parseShell(typed).problem !== undefined
      session ||= prompt.language === 'bash' && OPENS_SESSION.test(typed)
      return prompt
    }
    if (inside[index]) return undefined
    const angle = open ? ANGLE.exec(line)?.[0] : undefined
    if (angle !== undefined) return { text: angle, language: 'bash', continues: true }
    open = false
    return session ? programBehind(HASH, line) : undefined
  })
}

/** A fence whose only commands stand behind `# `, each followed by what it printed. */
function rootSession(lines: readonly string[], inside: readonly boolean[]): (Prompt | undefined)[] | undefined {
  const found = lines.map((line, index) => (inside[index] ? undefined : programBehind(HASH, line)))
  const first = lines.findIndex((line) => line.trim() !== '')
  if (!found[first] || lines.length < 2) return undefined
  const printed = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  const isSession = printed.length > 0 && printed.every((line) => !startsWithProgram(line))
  return isSession && lines[first + 1]?.trim() !== '' ? found : undefined
}

function programBehind(pattern: RegExp, line: string): Prompt | undefined {
  const text = pattern.exec(line)?.[0]
  return text !== undefined && startsWithProgram(line.slice(text.length)) ? { text, language: 'bash' } : undefined
}

/** True where a text begins with a program that is known, written as one writes a command and not a sentence. */
function startsWithProgram(text: string): boolean {
  const words = text.trimStart().split(/\s+/, 12)
  let first = 0
  while (/^[A-Za-z_]\w*=/.test(words[first] ?? '')) first++
  const word = words[first] ?? ''
  return (
    /^[a-z./~]/.test(word) &&
    (isKnownProgram(word) || /^\.{0,2}\/[\w.-]+\/?[\w./-]*$/.test(word)) &&
    !readsLikeProse(text)
  )
}

const SMALL_WORDS =
  /^(?:the|a|an|is|are|was|be|to|that|this|these|it|its|you|your|we|should|will|would|can|could|must|which|when|if|and|or|but|for|of|with|from|into|as|has|have)$/

/** Two small words of a sentence, or an end with a full stop, and nothing that only commands have. */
export function readsLikeProse(text: string): boolean {
  const words = text.trim().split(/\s+/, 40)
  if (words.some((word) => /^-{1,2}[A-Za-z]|^[|&;<>]|[$=`]|\/\w/.test(word))) return false
  const small = words.filter((word) => SMALL_WORDS.test(word)).length
  return small > 1 || (words.length > 3 && /[a-z][.:?!]$/.test(text.trim()))
}
