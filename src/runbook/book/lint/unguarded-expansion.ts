// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${…}` in this file is shell, not a template.
import type { Fix } from '../../../kit/diagnostic.ts'
import type { Page } from '../page.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { type PageCommand, pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import type { ShellCall } from './shell-calls.ts'

export const unguardedExpansion: Rule = {
  id: 'RB212',
  name: 'unguarded-expansion',
  summary: 'A recursive delete does not widen when a variable is empty.',
  why: '`rm -rf "$DIR"/*` with an empty DIR removes everything below the root. `${DIR:?}` makes the shell stop with a message instead, and changes nothing where the variable is set. The guard is a suggestion: it changes the command, and whether an empty value was meant is for you to say, so no `--fix` applies it.',
  severity: 'error',
  kinds: { postmortem: 'warning', template: 'warning' },
  examples: [
    {
      title: 'a folder from a variable that is set elsewhere',
      bad: page('# Clean', '', '```bash', 'rm -rf "$CACHE_DIR"/* ⟵', '```'),
      good: page('# Clean', '', '```bash', 'rm -rf "${CACHE_DIR:?}"/*', '```'),
    },
    {
      title: 'a bucket from two variables',
      bad: page('# Clean', '', '```bash', 'gsutil rm -r gs://shop-$ENV/$DAY/ ⟵', '```'),
      good: page('# Clean', '', '```bash', 'gsutil rm -r gs://shop-${ENV:?}/${DAY:?}/', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      if (!command.text.includes('$')) continue
      for (const call of command.calls) {
        if (!deletesTree(call)) continue
        for (const word of call.words) {
          const names = openNames(word, command)
          if (names.length === 0) continue
          yield {
            span: placeIn(read, command, word.pos, word.text.length),
            message: `If ${names.map((name) => `$${name}`).join(' or ')} is empty, this deletes far more than is meant`,
            hint: `Write \${${names[0]}:?}, so that the shell stops when it is empty`,
            fix: guardFix(read, command, { word, names }),
          }
        }
      }
    }
  },
}

/** `rm -r`, `find … -delete`, `gsutil rm -r`, `aws s3 rm --recursive`. */
function deletesTree({ program, words }: ShellCall): boolean {
  const has = (pattern: RegExp) => words.some(({ value }) => pattern.test(value))
  switch (program) {
    case 'rm':
      return has(/^-[a-zA-Z]*[rR]|^--recursive$/)
    case 'find':
      return has(/^-delete$/)
    case 'gsutil':
      return has(/^rm$/) && has(/^-[a-z]*r/)
    case 'aws':
      return words[0]?.value === 's3' && has(/^rm$/) && has(/^--recursive$/)
    default:
      return false
  }
}

const PLAIN = /\$(?:(\w+)|\{(\w+)\})/g

/**
 * Variables of a path that, when empty, leave a wider path behind: there is more than the variable, and nothing in the
 * same block sets it. A lone `$DIR` that is empty only makes the program complain.
 */
function openNames(word: ShellWord, command: PageCommand): string[] {
  const written = command.text.slice(word.pos, word.pos + word.text.length)
  if (written.startsWith('-') || written.startsWith("'")) return []
  const bare = written.replace(/["']/g, '')
  const names = [...bare.matchAll(PLAIN)]
    .map((match) => match[1] ?? match[2]!)
    .filter((name) => /^[A-Za-z_]/.test(name))
  if (names.length === 0 || !isWiderWithout(bare)) return []
  return [...new Set(names)].filter((name) => !isSetHere(name, command))
}

/** `$A/x` becomes `/x`, `gs://b-$E/` becomes `gs://b-/`; a file name such as `/tmp/x-$ID.log` stays narrow. */
function isWiderWithout(path: string): boolean {
  const rest = path.replace(PLAIN, '')
  if (/^\$\{?\w+\}?\/?\*?$/.test(path)) return path.endsWith('/') || path.endsWith('*')
  return /^\/{1,2}[^/]*\/?\*?$/.test(rest) || /\/\/|\/\*?$/.test(rest.replace(/^[a-z0-9]+:\/\//, ''))
}

/** Set in the same block to something that is not empty, or the variable of a loop. */
function isSetHere(name: string, { reading, line }: PageCommand): boolean {
  const set = new RegExp(
    `(?:^|[\\s;(])(?:export\\s+|local\\s+|readonly\\s+)?${name}=(?!\\s|$|""|'')|\\bfor\\s+${name}\\s+in\\b|\\$\\{${name}:\\?`,
  )
  return reading.fence.lines.some((each) => each.line <= line && set.test(each.text))
}

function guardFix(
  read: Page,
  command: PageCommand,
  { word, names }: { word: ShellWord; names: readonly string[] },
): Fix {
  const written = command.text.slice(word.pos, word.pos + word.text.length)
  const edits = [...written.matchAll(PLAIN)].flatMap((match) => {
    const name = match[1] ?? match[2]!
    if (!names.includes(name)) return []
    return [{ span: placeIn(read, command, word.pos + match.index, match[0].length), text: `\${${name}:?}` }]
  })
  return { title: 'Stop when it is empty', safe: false, edits }
}
