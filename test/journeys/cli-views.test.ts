/** `view`, `list`, `search`, `explain` and `baseline` from the outside, and the generated documents. */
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ROUTER = '../shared/corpus/beamline-otp-router/docs'
const hasCorpus = existsSync(root + ROUTER)

let book = ''
beforeAll(() => {
  book = writeBook()
})
afterAll(() => rmSync(book, { recursive: true, force: true }))
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await opsbook(args, { cwd: book })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

test('a page at a glance', async () => {
  const text = await run('view', 'docs/RUNBOOK.md')
  expect(text).toMatch(/5 . Restart the worker +\d steps, up to 30 s/)
  expect(text).toContain('#orders-oncall')
  expect(text).toContain('next: opsbook view docs/RUNBOOK.md#restart-the-worker')
})
test('a procedure as an operator needs it: when, time, blanks, risk, expectation', async () => {
  const restart = await run('view', 'docs/RUNBOOK.md#restart-the-worker')
  expect(restart).toContain('when      the queue grows and no order is shipped')
  expect(restart).toContain('time      up to 30 s')
  expect(restart).toMatch(/● CHANGES {2}Restart the worker\n +● systemctl restart orders-worker/)
  expect(restart).toMatch(
    /○ reads {2}Verify health\n +curl -s http:\/\/localhost:8080\/health\n +expect \{"status":"ok"\}/,
  )
  const clear = await run('view', 'docs/RUNBOOK.md', 'cache')
  expect(clear).toContain('DESTROYS')
  expect(clear).toContain('<shop-name> (line')
})
test('a procedure as a checklist for a ticket', async () =>
  expect(await run('view', 'docs/RUNBOOK.md#restart-the-worker', '--format', 'md')).toContain(
    '- [ ] Restart the worker (CHANGES)',
  ))
test('commands keep every character of the page', async () => {
  const { procedures } = JSON.parse(await run('view', 'docs/RUNBOOK.md', '--json'))
  const commands = procedures.flatMap(({ steps }: { steps: { commands: { text: string }[] }[] }) =>
    steps.flatMap((step) => step.commands.map(({ text }) => text)),
  )
  expect(commands).toContain('rm -rf "$CACHE_DIR"/prices')
})
test('a page is found by its name in the book', async () =>
  expect(await run('view', 'runbook')).toContain('Restart the worker'))
test('pages and procedures are listed', async () => {
  expect(await run('list', 'docs')).toMatch(/docs\/RUNBOOK\.md {2}runbook\n {2} 5 . Restart the worker/)
  expect(await run('list', '--plain', 'docs')).toContain('docs/RUNBOOK.md:5\trunbook\t')
})
describe('search', () => {
  test('the row of the port that was asked for comes first', async () => {
    const { results } = JSON.parse(await run('search', 'docs', 'connection', 'refused', '8222', '--json'))
    expect(results[0]).toMatchObject({
      kind: 'symptom',
      title: 'Connection refused :8222',
      file: 'docs/TROUBLESHOOTING.md',
      line: 6,
    })
    expect(results[0].why).toContain('8222')
  })
  test('without a path the book here is searched; finding nothing is no error', async () => {
    expect(await run('search', 'queue grows')).toContain('docs/RUNBOOK.md:5')
    expect(await opsbook(['search', 'xyzzy'], { cwd: book })).toMatchObject({ code: 0, stdout: '' })
  })
  test.runIf(hasCorpus)('on the folder of the router (acceptance row 3)', async () => {
    const { stdout } = await opsbook(['search', ROUTER, 'connection refused 8222', '--json'])
    expect(JSON.parse(stdout).results[0]).toMatchObject({
      title: 'Connection refused :8222',
      file: `${ROUTER}/TROUBLESHOOTING.md`,
    })
  })
})
test('why a line was read as it was', async () => {
  const text = await run('explain', 'docs/RUNBOOK.md:13')
  expect(text).toMatch(/tag +bash/)
  expect(text).toMatch(/read as +script in bash/)
  expect(text).toMatch(/→ +13 +command bash +systemctl restart orders-worker\n +CHANGES: /)
  expect(await run('explain', 'docs/TROUBLESHOOTING.md:6')).toMatch(/symptom +Connection refused :8222/)
  expect(await opsbook(['explain', 'docs/RUNBOOK.md:999'], { cwd: book })).toMatchObject({ code: 5 })
})
describe('baseline', () => {
  test('each claim is proved, or the lines that break it are named', async () => {
    const { code, stdout } = await opsbook(['baseline', 'docs', '--json'], { cwd: book })
    const claims = new Map(JSON.parse(stdout).claims.map((claim: { id: string }) => [claim.id, claim]))
    expect(code).toBe(3)
    expect(claims.get('documents')).toMatchObject({ passed: false, summary: 'missing: operations' })
    expect(claims.get('no-todo')).toMatchObject({ passed: false, broken: [{ file: 'docs/RUNBOOK.md', line: 32 }] })
    expect(claims.get('symptoms')).toMatchObject({ passed: false, measured: 2, required: 30 })
    expect(claims.get('recovery-times')).toMatchObject({ passed: false, broken: [{ line: 21 }] })
    expect(claims.get('handover-escalation')).toMatchObject({ passed: true })
  })
  test('the demands can be set', async () => {
    const { stdout } = await opsbook(['baseline', 'docs', '--symptoms', '2', '--document', 'runbook', '--plain'], {
      cwd: book,
    })
    expect(stdout).toContain('PASS\tdocuments\t')
    expect(stdout).toContain('PASS\tsymptoms\t')
  })
  test.runIf(hasCorpus)('the three documents of seed 000', async () => {
    const pages = ['OPERATIONS', 'RUNBOOK', 'TROUBLESHOOTING'].map((name) => `${ROUTER}/${name}.md`)
    const { stdout } = await opsbook(['baseline', ...pages, '--json'])
    const claims = new Map(JSON.parse(stdout).claims.map((claim: { id: string }) => [claim.id, claim]))
    expect(claims.get('documents')).toMatchObject({ passed: true })
    expect(claims.get('boundaries')).toMatchObject({ passed: true })
    expect(claims.get('symptoms')).toMatchObject({ passed: true })
    expect(claims.get('recovery-times')).toMatchObject({ passed: false })
  })
})
test('the generated manual and schemas are current', () => {
  expect(
    execFileSync(process.execPath, ['scripts/generate-docs.js', '--check'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ).toBe('')
})
describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s knows every command and its flags', async (shell) => {
    const script = await run('completion', shell)
    for (const word of ['check', 'baseline', 'changed-since', 'sarif']) expect(script).toContain(word)
  })
  test('the script for bash works in bash', async () => {
    const script = await run('completion', 'bash')
    const ask = (words: string) =>
      execFileSync(
        'bash',
        [
          '--norc',
          '-c',
          `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _opsbook; echo "\${COMPREPLY[@]}"`,
        ],
        { encoding: 'utf8' },
      ).trim()
    expect(ask('opsbook ba')).toBe('baseline')
    expect(ask('opsbook check --form')).toBe('--format')
    expect(ask('opsbook check --format sar')).toBe('sarif')
  })
})
