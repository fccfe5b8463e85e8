import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPage } from '../../book/parse/read-page.ts'
import { makePlan } from '../../plan/make-plan.ts'
import { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS, type Plan } from '../../plan/plan.ts'
import { sha256 } from '../../record/store.ts'
import { askTrust, giveTrust } from './store.ts'

const PAGE = '# S\n\n## Mend It\n\n```bash\n# 1. Look\n./look.sh --all\n# 2. Mend\nrm -f broken <name>\n```\n'

function planOf(text: string, name = 'a'): Plan {
  const result = makePlan({
    ...{ page: readPage('ops.md', text), source: { commit: 'c1', contentHash: sha256(text) } },
    ...{ what: { procedure: 'mend-it' }, values: [{ name: 'name', value: name, origin: 'flag' }] },
    ...{ variants: [], choices: {}, targets: [{ name: 'local', kind: 'local' }], executors: DEFAULT_EXECUTORS },
    ...{ variables: [], policy: DEFAULT_POLICY, timeouts: DEFAULT_TIMEOUTS, unattended: false, sha256 },
  })
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return result.plan
}

let home: string
let place: { root: string; folder: string }
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'opsbook-trust-'))
  place = { root: join(home, 'state/runs'), folder: join(home, 'repository') }
  mkdirSync(place.folder)
  writeFileSync(join(place.folder, 'look.sh'), 'echo fine\n')
})
afterEach(() => rmSync(home, { recursive: true }))

const agree = () => giveTrust(planOf(PAGE), place, { by: 'ana', at: new Date(0) })
/** What is asked about, by the first words of its commands. */
const asked = (plan: Plan, where = place) => {
  const question = askTrust(plan, where)
  return question?.why === 'changed' ? question.steps.map(({ title }) => title) : question?.why
}

test('the first run asks, the next does not, whatever the values', () => {
  expect(asked(planOf(PAGE))).toBe('first')
  agree()
  expect(asked(planOf(PAGE))).toBeUndefined()
  expect(asked(planOf(PAGE, 'b'))).toBeUndefined()
  expect(statSync(join(home, 'state/trust.ndjson')).mode & 0o777).toBe(0o600)
})

test('one byte of one step asks again, about that step', () => {
  agree()
  expect(asked(planOf(PAGE.replace('--all', '--alt')))).toEqual(['Look'])
  expect(asked(planOf(PAGE.replace('# 2. Mend', '# 2. Repair')))).toBeUndefined()
  expect(asked(planOf(PAGE.replace('```bash', '```bash {cwd=/}')))).toEqual(['Look', 'Mend'])
})

test('a script that a step names belongs to the step', () => {
  agree()
  writeFileSync(join(place.folder, 'look.sh'), 'echo fine\necho evil\n')
  expect(asked(planOf(PAGE))).toEqual(['Look'])
})

test('a program that is large belongs to the step as well', () => {
  const program = join(place.folder, 'look.sh')
  writeFileSync(program, Buffer.alloc(5 * 1024 * 1024))
  agree()
  expect(asked(planOf(PAGE))).toBeUndefined()
  writeFileSync(program, Buffer.alloc(5 * 1024 * 1024, 1))
  expect(asked(planOf(PAGE))).toEqual(['Look'])
})

test('a policy that lets more run without a question asks again', () => {
  agree()
  const plan = planOf(PAGE)
  expect(asked({ ...plan, policy: { ...plan.policy, autoRun: ['read-only', 'destructive'] } })).toEqual([
    'Look',
    'Mend',
  ])
})

test.each([
  ['.readonly', ['Look']],
  ['idempotent retries=9', ['Mend']],
])('words of the page that let the same text run with less ado ask again: %s', (words, steps) => {
  agree()
  expect(asked(planOf(PAGE.replace('```bash', `\`\`\`bash {${words}}`)))).toEqual(expect.arrayContaining(steps))
})

test('an approval that the page does not want any more asks again', () => {
  const guarded = planOf(PAGE.replace('```bash', '```bash {approve=1}'))
  giveTrust(guarded, place, { by: 'ana', at: new Date(0) })
  expect(asked(guarded)).toBeUndefined()
  expect(asked(planOf(PAGE))).toEqual(['Look', 'Mend'])
})

test('another folder is another book', () => {
  agree()
  const elsewhere = join(home, 'copy')
  mkdirSync(elsewhere)
  expect(asked(planOf(PAGE), { ...place, folder: elsewhere })).toBe('first')
})

test('a torn line gives no trust and takes none', () => {
  agree()
  writeFileSync(join(home, 'state/trust.ndjson'), '{"folder":"/x","hash', { flag: 'a' })
  expect(asked(planOf(PAGE))).toBeUndefined()
  agree()
  expect(asked(planOf(PAGE))).toBeUndefined()
  chmodSync(join(home, 'state/trust.ndjson'), 0o600)
  writeFileSync(join(home, 'state/trust.ndjson'), 'garbage\n')
  expect(asked(planOf(PAGE))).toBe('first')
})
