import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPlaceholders } from '../book/parse/placeholders.ts'
import { parameterName, variableOf } from './parameter-name.ts'
import { placeholderOffsets, type Substitution, substituteShell } from './substitute-shell.ts'
import { valueProblem } from './value-rule.ts'

/**
 * Values are put into commands and the commands are run by a real shell in an empty folder: what arrives must be the
 * value to the byte, and nothing may appear in the folder. The commands only print.
 */
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-values-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const START = { line: 1, column: 1 }
const substitute = (text: string, variables: readonly string[] = []): Substitution => {
  const found = placeholderOffsets(text, findPlaceholders(text, START, 'bash'), START)
  const placeholders = found.map(({ start, end, parameter }) => {
    const name = parameterName(parameter)
    return { start, end, parameter: name, variable: variableOf(name) }
  })
  return substituteShell(text, {
    placeholders,
    variables: new Map(variables.map((name) => [name, name.toLowerCase()])),
  })
}

const HOSTILE: readonly string[] = [
  ...' \t\n\r\'"`$\\;&|<>()[]{}*?!#~^%=,:@+-_./\u0001\u001b\u007f'.split(''),
  '$(touch CANARY)',
  '`touch CANARY`',
  '; touch CANARY',
  '\ntouch CANARY\n',
  '| touch CANARY',
  '&& touch CANARY',
  '|| touch CANARY',
  '& touch CANARY &',
  '> CANARY',
  '>CANARY',
  '<CANARY',
  '>(touch CANARY)',
  '<(touch CANARY)',
  "'; touch CANARY; '",
  '"; touch CANARY; "',
  "'$(touch CANARY)'",
  '"$(touch CANARY)"',
  '\\"; touch CANARY; \\"',
  "\\'; touch CANARY; \\'",
  '${IFS}touch${IFS}CANARY',
  '$((a[$(touch CANARY)]))',
  'a[$(touch CANARY)]',
  '$HOME',
  '${HOME}',
  '$OPSBOOK_PARAM_X',
  '!!',
  '!touch',
  '*',
  '/*',
  '~root',
  '{a,b}',
  '{1..9}',
  'a b  c',
  '-n',
  '-rf',
  '--',
  '--help',
  '-oProxyCommand=touch CANARY',
  '--upload-pack=touch CANARY',
  'EOF',
  '\nEOF\ntouch CANARY\n',
  'a\\',
  'a\\\\',
  '\\',
  '\\$(touch CANARY)',
  '%s%n%d',
  "$'\\x74ouch CANARY'",
  '\u201c; touch CANARY; \u201d',
  '\u2028touch CANARY',
  'é\u0301ü漢字🙂',
  '\u202egnirts',
  '',
  ' ',
  'x'.repeat(5000),
  "'".repeat(300),
  '"'.repeat(300),
  '\\'.repeat(301),
  '`'.repeat(200),
  '$('.repeat(200),
  '\n'.repeat(50),
]

/** Hostile pieces put together at random, from a fixed seed, so that a failure can be repeated. */
function manyValues(count: number): readonly string[] {
  const joined = fc.array(fc.constantFrom(...HOSTILE.filter((value) => value.length < 100)), {
    minLength: 1,
    maxLength: 5,
  })
  const made = fc.oneof(
    joined.map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ maxLength: 30 }),
  )
  const clean = made.filter(
    (value) => !value.includes('\0') && !/[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
  )
  return [...new Set([...HOSTILE, ...fc.sample(clean, { numRuns: count, seed: 20 })])].slice(0, count)
}

interface Context {
  text: string
  /** What the command prints for a value. */
  prints: (value: string) => string
  variables?: readonly string[]
  /** False for what dash does not know. */
  posix?: boolean
}
const same = (value: string) => value
const CONTEXTS: readonly Context[] = [
  { text: 'IFS= read -r -d "" T <<EOF\na <x> "<x>"\nEOF\nprintf \'%s\' "$T"', prints: (v) => `a ${v} "${v}"\n` },
  {
    text: 'IFS= read -r -d "" T <<\'EOF\'\n$HOME \\n <x> \\\\\nEOF\nprintf \'%s\' "$T"',
    prints: (v) => `$HOME \\n ${v} \\\\\n`,
  },
  { text: 'IFS= read -r -d "" T <<< "a <x>"; printf \'%s\' "$T"', prints: (v) => `a ${v}\n` },
  { text: "printf '%s' <x>", prints: same, posix: true },
  { text: "printf '%s' a<x>b", prints: (v) => `a${v}b`, posix: true },
  { text: "printf '%s' <x>/<x>", prints: (v) => `${v}/${v}`, posix: true },
  { text: 'printf \'%s\' "<x>"', prints: same, posix: true },
  { text: 'printf \'%s\' "a <x> b$((1+1))"', prints: (v) => `a ${v} b2`, posix: true },
  { text: "printf '%s' '<x>'", prints: same, posix: true },
  { text: "printf '%s' 'a \"$HOME <x> `b`'", prints: (v) => `a "$HOME ${v} \`b\``, posix: true },
  { text: "printf '%s' $'a\\t<x>\\n.'", prints: (v) => `a\t${v}\n.` },
  { text: "printf '%s|' <x> \"<x>\" '<x>'", prints: (v) => `${v}|${v}|${v}|`, posix: true },
  { text: 'X=<x>; printf \'%s\' "$X"', prints: same, posix: true },
  { text: 'X=a<x>"b"; printf \'%s\' "$X"', prints: (v) => `a${v}b`, posix: true },
  { text: 'export Y=<x>; printf \'%s\' "$Y"', prints: same },
  { text: 'Z=<x> bash -c \'printf %s "$Z"\'', prints: same },
  { text: "arr=(<x> '<x>'); printf '%s|' \"${arr[@]}\"", prints: (v) => `${v}|${v}|` },
  { text: "printf '%s' \"$(printf '%s' <x>; printf .)\"", prints: (v) => `${v}.`, posix: true },
  { text: 'printf \'%s\' "$(printf \'%s\' "<x>"; printf .)"', prints: (v) => `${v}.`, posix: true },
  { text: "printf '%s' \"`printf '%s' '<x>'; printf .`\"", prints: (v) => `${v}.` },
  { text: "X=`printf '%s' <x>; printf .`; printf '%s' \"$X\"", prints: (v) => `${v}.`, posix: true },
  { text: 'cat <<EOF\na <x> $((2+3)) "<x>"\nEOF', prints: (v) => `a ${v} 5 "${v}"\n`, posix: true },
  { text: "cat <<'EOF'\n$HOME `x` \\n <x> \\\\\nEOF", prints: (v) => `$HOME \`x\` \\n ${v} \\\\\n`, posix: true },
  { text: 'cat <<-"EOF"\n\ta$b\\\n\t<x>\n\tEOF', prints: (v) => `a$b\\\n${v}\n`, posix: true },
  { text: 'cat <<A - <<B\none <x>\nA\ntwo <x>\nB', prints: (v) => `two ${v}\n` },
  { text: 'cat <<< <x>', prints: (v) => `${v}\n` },
  { text: "cat <<< 'a <x>'", prints: (v) => `a ${v}\n` },
  { text: 'printf \'%s\' "${NONE:-<x>}"', prints: same, posix: true },
  { text: "printf '%s' ${NONE:-<x>}", prints: same, posix: true },
  { text: "printf '%s' \"${NONE:-a '<x>'}\"", prints: (v) => `a '${v}'` },
  { text: 'Y="<x>tail"; printf \'%s\' "${Y#<x>}"', prints: () => 'tail', posix: true },
  { text: "Y=tail<x>; printf '%s' ${Y%<x>}", prints: () => 'tail', posix: true },
  { text: 'for i in <x> b; do printf \'%s|\' "$i"; done', prints: (v) => `${v}|b|`, posix: true },
  { text: 'case <x> in "<x>") printf same ;; *) printf other ;; esac', prints: () => 'same', posix: true },
  { text: "case <x> in <x>) printf '%s' '<x>' ;; esac", prints: same, posix: true },
  { text: '[[ <x> == <x> ]] && printf same', prints: () => 'same' },
  { text: '[[ -n "x<x>" && "<x>" = \'<x>\' ]] && printf same', prints: () => 'same' },
  { text: '[ "x<x>" = x<x> ] && printf same', prints: () => 'same', posix: true },
  { text: "cat <(printf '%s' <x>)", prints: same },
  { text: "printf '%s' <x> | cat", prints: same, posix: true },
  { text: 'f() { printf \'%s\' "$1<x>"; }; f a', prints: (v) => `a${v}`, posix: true },
  { text: "( printf '%s' <x> ); { printf '%s' <x>; }", prints: (v) => v + v, posix: true },
  { text: "if true; then printf '%s' \\\n  <x>; fi", prints: same, posix: true },
  { text: "eval 'Q=1'; printf '%s' <x> # for <x>, see above", prints: same, posix: true },
  { text: "printf '%s' *<x>*.none", prints: (v) => `*${v}*.none`, posix: true },
  { text: "printf '%s|' {a,<x>}", prints: (v) => `a|${v}|` },
  { text: "printf '%s' <x>", prints: same, posix: true },
  { text: "printf '%s' $X", prints: same, variables: ['X'], posix: true },
  { text: 'printf \'%s\' a${X}b "$X"', prints: (v) => `a${v}b${v}`, variables: ['X'], posix: true },
  {
    text: "printf '%s' ${X:-none} ${X:+set}",
    prints: (v) => (v === '' ? 'none' : `${v}set`),
    variables: ['X'],
    posix: true,
  },
  { text: 'Y=$X; printf \'%s\' "$Y"', prints: same, variables: ['X'], posix: true },
  { text: "printf '%s' '$X'$X", prints: (v) => `$X${v}`, variables: ['X'], posix: true },
  { text: 'cat <<EOF\n$X ${X}\nEOF', prints: (v) => `${v} ${v}\n`, variables: ['X'], posix: true },
]

const MARK = '#-7f3a9c-#'

/** Runs all contexts for some values in one shell; returns what each printed. */
function runAll(shell: string, contexts: readonly Context[], values: readonly string[]): string[] {
  const texts = contexts.map(({ text, variables }) => substitute(text, variables).execute)
  const script = values
    .map((_, index) => {
      const set = `OPSBOOK_PARAM_X=$V${index}; X=$V${index}; export OPSBOOK_PARAM_X X`
      return texts.map((text) => `${set}\n${text}\nprintf '%s' '${MARK}'`).join('\n')
    })
    .join('\n')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nowhere',
    LC_ALL: 'C.UTF-8',
    ...Object.fromEntries(values.map((value, index) => [`V${index}`, value])),
  }
  const output = execFileSync(shell, shell === 'bash' ? ['--noprofile', '--norc', '-s'] : ['-s'], {
    cwd: folder,
    env,
    input: script,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  return output.split(MARK).slice(0, -1)
}

function compare(shell: string, contexts: readonly Context[], values: readonly string[]): void {
  const wrong: object[] = []
  for (let from = 0; from < values.length; from += 40) {
    const batch = values.slice(from, from + 40)
    const printed = runAll(shell, contexts, batch)
    expect(printed.length).toBe(batch.length * contexts.length)
    for (const [at, value] of batch.entries()) {
      for (const [index, context] of contexts.entries()) {
        const seen = printed[at * contexts.length + index]
        if (seen !== context.prints(value)) wrong.push({ text: context.text, value, seen })
      }
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(readdirSync(folder)).toEqual([])
}

/** Contexts that start no other program are quick enough for all values; `npm run test:full` takes all for all. */
const FULL = process.env.OPSBOOK_TEST_FULL === '1'
const forks = ({ text }: Context) => /\bcat\b|\| |bash -c|`|\$\((?!\()/.test(text)

test('bash: hostile values arrive to the byte in every context, 1,100 of them in the full form', () => {
  const all = manyValues(1200)
  expect(all.length).toBeGreaterThanOrEqual(1000)
  const values = FULL ? all : all.slice(0, 350)
  for (const { text, variables } of CONTEXTS)
    for (const { problem } of substitute(text, variables).placements)
      expect({ text, problem }).toEqual({ text, problem: undefined })
  const quick = CONTEXTS.filter((context) => FULL || !forks(context))
  compare('bash', quick, values)
  compare(
    'bash',
    CONTEXTS.filter((context) => !quick.includes(context)),
    FULL ? values : values.slice(0, 60),
  )
}, 180_000)

test('sh: the same for what POSIX knows', () => {
  compare(
    'sh',
    CONTEXTS.filter(({ posix }) => posix),
    manyValues(FULL ? 300 : 100),
  )
}, 120_000)

test('contexts nested at random', () => {
  const inner = fc.constantFrom("printf '%s' <x>", 'printf \'%s\' "<x>"', "printf '%s' 'a'<x>", 'printf \'%s\' "b <x>"')
  const wrap = fc.constantFrom<((text: string) => string)[]>(
    (text) => `printf '%s' "$(${text}; printf .)"`,
    (text) => `( ${text} )`,
    (text) => `{ ${text}; }`,
    (text) => `if true; then ${text}; fi`,
    (text) => `for i in 1; do ${text}; done`,
    (text) => `${text} | cat`,
    (text) => `cat <(${text})`,
    (text) => `f() { ${text}; }; f`,
    (text) => `case x in x) ${text} ;; esac`,
    (text) => `printf '%s' "\${NONE:-$(${text}; printf .)}"`,
  )
  const nested = fc
    .tuple(inner, fc.array(wrap, { maxLength: 4 }))
    .map(([text, wraps]) => wraps.reduce<string>((all, each) => each(all), text))
  const texts = [...new Set(fc.sample(nested, { numRuns: 50, seed: 7 }))]
  const plain = texts.map((text) => text.replaceAll('<x>', 'PLAINVALUE'))
  const expected = runAll(
    'bash',
    plain.map((text) => ({ text, prints: same })),
    ['ignored'],
  )
  const contexts = texts.map((text, index) => ({
    text,
    prints: (value: string) => expected[index]!.replaceAll('PLAINVALUE', () => value),
  }))
  compare(
    'bash',
    contexts,
    HOSTILE.filter((value) => value.length > 1 && value.length < 100),
  )
}, 120_000)

test('a value that a second shell reads must be plain, and then arrives', () => {
  const texts = [
    'bash -c "printf %s <x>"',
    "bash -c 'printf %s <x>'",
    "sh -c \"printf '%s' '<x>'\"",
    'eval "printf %s <x>"',
    'eval printf %s <x>',
    'env bash -c "printf %s <x>"',
    'printf \'printf "%%s" %s\' <x> | bash',
    'echo "printf %s <x>" | sh',
    'bash <<EOF\nprintf %s <x>\nEOF',
    'bash <<< "printf %s <x>"',
    'timeout 5 bash -c "printf %s <x>"',
    'bash -c "printf %s $(printf %s <x>)"',
    "trap 'printf %s <x>' EXIT",
    'bash -c "printf %s $X"',
  ]
  for (const text of texts) {
    const { placements } = substitute(text, ['X'])
    const rules = placements.map(({ rule, problem }) => problem ?? rule.signs)
    expect({ text, rules }).toEqual({ text, rules: rules.map(() => 'plain') })
    for (const value of HOSTILE) {
      if (/^[\w./:@%+,=][\w./:@%+,=-]*$/.test(value)) continue
      for (const { rule } of placements)
        expect({ text, value, problem: valueProblem(rule, value, false) === undefined }).toEqual({
          text,
          value,
          problem: false,
        })
    }
  }
  const run = texts.filter((text) => !text.startsWith('trap')).map((text) => ({ text, prints: same, variables: ['X'] }))
  compare('bash', run, ['api-7f.prod', '10.0.0.1:8080', 'a@b.example', 'x=1,y=2', '50%', '/var/log/a+b'])
})

test('arithmetic takes numbers only', () => {
  for (const text of [
    'printf %s $(( <x> + 1 ))',
    '(( <x> > 5 )) && printf yes',
    '[[ <x> -gt 5 ]] && printf yes',
    'let "n = <x>"',
    'printf %s "${HOME:<x>:1}"',
  ]) {
    const { placements } = substitute(text)
    expect({ text, signs: placements.map(({ rule }) => rule.signs) }).toEqual({
      text,
      signs: placements.map(() => 'integer'),
    })
    expect(placements.length).toBeGreaterThan(0)
    for (const value of ['a[$(touch CANARY)]', '1+1', 'x', '08', ''])
      expect(valueProblem(placements[0]!.rule, value, false)).toBeDefined()
  }
  compare(
    'bash',
    [{ text: 'printf %s $(( <x> - <x> + 4 - <x> ))', prints: (v) => String(4 - Number(v)) }],
    ['0', '7', '-7', '123456'],
  )
})

test('substitution is deterministic and leaves nothing to substitute', () => {
  for (const { text, variables } of CONTEXTS) {
    const first = substitute(text, variables)
    expect(substitute(text, variables)).toEqual(first)
    expect(substitute(first.execute).placements).toEqual([])
    expect(substitute(first.execute).execute).toBe(first.execute)
  }
})

test('text without gaps stays to the byte', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      expect(
        substituteShell(text, { placeholders: [], variables: new Map([['NAME', 'name']]) }).execute.replaceAll('"', ''),
      ).toBe(text.replaceAll('"', ''))
    }),
  )
})
