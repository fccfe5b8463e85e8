import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitDeclarations } from './split-declarations.ts'

test('every kind of declaration keeps its own text', () => {
  const text = [
    'declare -- plain="a b"',
    'declare -x OUT="line one\nline two \\"quoted\\" \\$x"',
    "declare -- tab=$'a\\tb\\'c'",
    'declare -ar LIST=([0]="x" [1]="y\nz")',
    'declare -A map=([$\'k\\n\']="v" ["a b"]="1" )',
    'declare -i n="5"',
    'declare -- unset_one',
  ]
  const found = splitDeclarations(`${text.join('\n')}\n`)
  expect(found.map((one) => one.text)).toEqual(text)
  expect(found.map((one) => `${one.name}:${one.attributes}`)).toEqual([
    'plain:',
    'OUT:x',
    'tab:',
    'LIST:ar',
    'map:A',
    'n:i',
    'unset_one:',
  ])
})

test('what bash prints for any values is cut into as many variables', () => {
  const value = fc.array(
    fc.constantFrom('a', '\n', '"', "'", '\\', '$', '`', ')', 'declare -x Y="1"', '\t', '\x01', 'é', ' '),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (values) => {
      const names = values.map((_, index) => `v${index}`)
      const program = 'for ((i=1;i<=$#;i++)); do declare "v$((i-1))=${!i}"; done; l=("$@"); declare -p l "${!v@}"'
      const { stdout } = spawnSync(
        'bash',
        ['--norc', '-c', program, 'bash', ...values.map((parts) => parts.join(''))],
        { encoding: 'utf8' },
      )
      expect(splitDeclarations(stdout).map(({ name }) => name)).toEqual(['l', ...names.toSorted()])
    }),
    { numRuns: 40 },
  )
})

test('anything else is left out', () => {
  expect(splitDeclarations('bash: error\ndeclare -- a="1"\n\n')).toHaveLength(1)
})
