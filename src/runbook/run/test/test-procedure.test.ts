import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPage } from '../../book/parse/read-page.ts'
import { linearRegex } from '../../plan/linear-regex.ts'
import { testProcedure } from './actions.ts'
import { planTest } from './plan-test.ts'
import { revealComments } from './reveal-comments.ts'
import { NOTHING_DECLARED, readTestDeclaration } from './test-declaration.ts'

let book = ''
const machine = {
  version: 'test',
  path: process.env.PATH ?? '',
  pause: new AbortController().signal,
  kill: new AbortController().signal,
  matches: linearRegex,
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const page = (...lines: readonly string[]) => `${lines.join('\n')}\n`

beforeEach(() => {
  book = mkdtempSync(join(tmpdir(), 'opsbook-book-'))
  mkdirSync(join(book, 'data'))
  writeFileSync(join(book, 'data', 'queue.txt'), 'order 1\norder 2\n')
})
afterEach(() => rmSync(book, { recursive: true, force: true }))

interface Options {
  fakeMissing?: boolean
  keep?: boolean
  fixtures?: readonly string[]
}

/** Tests the first procedure of a page as its front matter says. */
async function tested(text: string, { fakeMissing = false, keep = false, fixtures = [] }: Options = {}) {
  const first = readPage('docs/page.md', text)
  const { declaration = NOTHING_DECLARED } = readTestDeclaration(first.metadata.frontMatter)
  const { text: revealed, hidden } = revealComments(first.document)
  const opened = readPage('docs/page.md', revealed)
  const mode = declaration.mode === 'run' ? 'run' : 'fake'
  const planned = planTest({
    ...{ page: opened, procedure: opened.procedures[0]!.id, mode, declaration },
    source: { commit: 'c', contentHash: sha256(text) },
    ...{ values: [], variants: [], variables: [], sha256, matches: linearRegex },
  })
  if (!planned.ok) throw new Error(planned.refusals.map(({ message }) => message).join('\n'))
  const outcome = await testProcedure(
    {
      ...{ plan: planned.plan, page: text, mode, fakeMissing, hidden, keep, lenient: false },
      ...(declaration.setup === undefined ? {} : { setup: declaration.setup }),
      scripts: new Map(Object.entries(declaration.fakes)),
      ...{ fixtures: [...declaration.fixtures, ...fixtures], environment: declaration.environment },
      ...{ pageFolder: book, bookRoot: book },
    },
    machine,
  )
  return outcome.tested
}

const testsLeft = () => readdirSync(tmpdir()).filter((name) => name.startsWith('opsbook-test-'))
const statuses = (steps: Awaited<ReturnType<typeof tested>>['steps']) => steps.map(({ status }) => status)

const RUN = page('---', 'test: {mode: run}', '---', '# Page')

test('a page that holds is green; what nobody can decide is not counted as such', async () => {
  const result = await tested(
    page(
      RUN,
      '## Check the Queue',
      '',
      '```bash',
      'echo ready',
      '# Expected: ready',
      'echo fine',
      '# Expected: no critical errors',
      '```',
    ),
  )
  expect(result).toMatchObject({ status: 'passed', failures: [] })
  expect(result.steps.flatMap(({ expectations }) => expectations.map(({ status }) => status))).toEqual([
    'passed',
    'unverified',
  ])
})

test('a page that does not hold is red at the line of its expectation', async () => {
  const text = page(
    RUN,
    '## Check the Queue',
    '',
    '```console',
    '$ echo one; echo two',
    'one',
    'three',
    '$ echo later',
    'later',
    '```',
  )
  const result = await tested(text)
  const line = text.split('\n').indexOf('one') + 1
  expect(result).toMatchObject({ status: 'failed', failures: [{ line }] })
  expect(result.failures[0]!.difference).toEqual(expect.arrayContaining(['- three', '+ two']))
})

test('a recorded session is all that came, not a part of it', async () => {
  const text = (shown: string) => page(RUN, '## Count', '', '```console', "$ printf '12 a\\n'", shown, '```')
  expect((await tested(text('12'))).status).toBe('failed')
  expect((await tested(text('12 [..]'))).status).toBe('passed')
})

test('a command that fails is red at its own line, and what follows was not reached', async () => {
  const text = page(
    RUN,
    '## Restart',
    '',
    '```bash',
    '# 1. Stop',
    'echo stop',
    '# 2. Break',
    'ls /nowhere-at-all',
    '# 3. Start',
    'echo start',
    '```',
  )
  const result = await tested(text)
  expect(statuses(result.steps)).toEqual(['passed', 'failed', 'not-reached'])
  expect(result.failures).toMatchObject([{ line: text.split('\n').indexOf('ls /nowhere-at-all') + 1 }])
})

test('nothing of a test stays: home, the folder above, and the background are its own', async () => {
  const before = testsLeft()
  const kept = await tested(
    page(
      RUN,
      '## Leave Traces',
      '',
      '```bash',
      'echo "$HOME" > "$HOME/mine"',
      'echo up > ../above',
      'sleep 987.25 &',
      'setsid sleep 987.5 > /dev/null 2>&1 &',
      'pwd',
      '```',
    ),
    { keep: true },
  )
  expect(kept.status).toBe('passed')
  const root = kept.folder!
  expect(readFileSync(join(root, 'home/mine'), 'utf8').trim()).toBe(join(root, 'home'))
  expect(readFileSync(join(root, 'above'), 'utf8')).toBe('up\n')
  const left = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return /sleep\x00987\.(25|5)\x00/.test(readFileSync(`/proc/${name}/cmdline`, 'latin1'))
      } catch {
        return false
      }
    })
  expect(left).toEqual([])
  rmSync(root, { recursive: true })
  await tested(page(RUN, '## Tidy', '', '```bash', 'mkdir locked && touch locked/x && chmod 500 locked', '```'))
  expect(testsLeft().filter((name) => !before.includes(name))).toEqual([])
})

test('without {mode: run} nothing but local tools runs; the others are stood in for, and say so', async () => {
  const canary = join(book, 'canary')
  const result = await tested(
    page(
      '# Page',
      '',
      '## Purge',
      '',
      '```bash',
      '# 1. Look',
      'kubectl get pods -n <namespace> | grep api',
      '# Expected: api-0 Running',
      '# 2. Count',
      'echo a b > list.txt && wc -w < list.txt',
      '# Expected: 2',
      '# 3. Write elsewhere',
      `echo x > ${canary}`,
      '# 4. Stop',
      'kill -9 1',
      '# 5. Tools that lead out are stood in for, too',
      `touch ${canary}`,
      '# 6. A script of the book',
      `${book}/purge.sh --all && ./bin/purge "two words"`,
      '# 7. By name',
      'python3 -c "open(1)" && rm -rf list.txt',
      '```',
    ),
  )
  expect(existsSync(canary)).toBe(false)
  expect(result.failures).toEqual([])
  expect(statuses(result.steps)).toEqual([
    ...['stood-in', 'passed', 'stood-in', 'stood-in', 'stood-in', 'stood-in', 'stood-in'],
  ])
  expect(result.status).toBe('stood-in')
  expect(result.calls.map(({ program, argv }) => [program, ...argv])).toEqual([
    ['kubectl', 'get', 'pods', '-n', 'namespace'],
    ['touch', canary],
    [`${book}/purge.sh`, '--all'],
    ['./bin/purge', 'two words'],
    ['python3', '-c', 'open(1)'],
  ])
  expect(result.steps[0]!.expectations).toMatchObject([{ status: 'stood-in' }])
  expect(result.steps[3]!.reason).toContain('kill cannot be replaced')
})

test('a stand-in writes down argv and stdin to the byte, and gives what the page shows', async () => {
  const result = await tested(
    page(
      '# Page',
      '',
      '## Ask',
      '',
      '```bash',
      'STATE=$(printf \'a"b\\\\c\\nd\' | ask "x\ty" \'q"\')',
      '# Expected: well',
      '[ -n "$STATE" ] || exit 3',
      '```',
    ),
  )
  expect(result.failures).toEqual([])
  expect(result.calls).toMatchObject([{ program: 'ask', argv: ['x\ty', 'q"'], stdin: 'a"b\\c\nd' }])
})

test('a script of the page stands in and its answer counts', async () => {
  const text = (state: string) =>
    page(
      '---',
      'test:',
      '  fakes:',
      `    nats: 'echo "server $1: ${state}"'`,
      '---',
      '# Page',
      '',
      '## Check',
      '',
      '```console',
      '$ nats info',
      'server info: up',
      '```',
    )
  expect(await tested(text('up'))).toMatchObject({ status: 'passed' })
  expect(await tested(text('down'))).toMatchObject({ status: 'failed', failures: [{ line: 12 }] })
  const outside = page(
    '---',
    'test: {fakes: {nats: "reboot now"}}',
    '---',
    '# Page',
    '## Check',
    '',
    '```bash',
    'nats info',
    '```',
  )
  expect(await tested(outside)).toMatchObject({ status: 'failed', reason: expect.stringContaining('it calls reboot') })
})

test('{mode: run} with stand-ins for what is missing only', async () => {
  const text = page(
    RUN,
    '## Check',
    '',
    '```bash',
    '# 1. Here',
    'uname > out && test -s out',
    '# 2. Not here',
    'kubectl-of-nobody get pods',
    '# Expected: Running',
    '```',
  )
  expect(await tested(text)).toMatchObject({ status: 'failed' })
  const result = await tested(text, { fakeMissing: true })
  expect(statuses(result.steps)).toEqual(['passed', 'stood-in'])
})

test('fixtures are copied, the book can be read, and nothing outside of it', async () => {
  const text = page(
    '---',
    'test: {mode: run, fixtures: [data/queue.txt], env: {SHOP: tea}}',
    '---',
    '# Page',
    '## Check',
    '',
    '```bash',
    'wc -l < data/queue.txt',
    '# Expected: 2',
    'cat "$OPSBOOK_BOOK/data/queue.txt" | head -n 1',
    '# Expected: "order 1"',
    'echo "$SHOP"',
    '# Expected: tea',
    'rm -r data',
    '```',
  )
  expect(await tested(text)).toMatchObject({ status: 'passed' })
  expect(readFileSync(join(book, 'data/queue.txt'), 'utf8')).toContain('order 2')
  expect(await tested(RUN + page('## Check', '', '```bash', 'true', '```'), { fixtures: ['../'] })).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('outside of the book'),
  })
})

test('checks in comments are seen by tests only; steps of a person are left out', async () => {
  const text = page(
    RUN,
    '## Deploy',
    '',
    '```bash',
    '# 1. Write the version',
    'echo v2 > version',
    '# 2. Tell the customers',
    '```',
    '',
    '<!--',
    '```bash',
    'cat version',
    '# Expected: v3',
    '```',
    '-->',
  )
  expect(JSON.stringify(readPage('docs/page.md', text).procedures)).not.toContain('cat version')
  const result = await tested(text)
  const hidden = result.steps.filter((step) => step.hidden)
  expect(hidden).toMatchObject([{ status: 'failed' }])
  expect(result.failures).toMatchObject([{ line: text.split('\n').indexOf('# Expected: v3') + 1 }])
  const mended = await tested(text.replace('v3', 'v2'))
  expect(mended.status).toBe('passed')
  expect(mended.steps.filter(({ status }) => status === 'skipped')).toMatchObject([{ reason: 'needs a person' }])
})

test.each([
  'sed -i -ed "$OPSBOOK_BOOK/data/queue.txt"',
  'sed -i d "$OPSBOOK_BOOK/data/queue.txt"',
  'sed "w $OPSBOOK_BOOK/data/queue.txt" list.txt',
  'sed "1e touch $OPSBOOK_BOOK/data/canary" list.txt',
  'find "$OPSBOOK_BOOK" -name queue.txt -delete',
  'find . -exec touch "$OPSBOOK_BOOK/data/canary" \\;',
  'sort -o "$OPSBOOK_BOOK/data/queue.txt" list.txt',
  'sort --compress-program="$OPSBOOK_BOOK/x" list.txt',
  'uniq list.txt "$OPSBOOK_BOOK/data/queue.txt"',
  'sort list.txt -o"$OPSBOOK_BOOK/data/queue.txt"',
  'cp list.txt "$OPSBOOK_BOOK/data/queue.txt"',
  'cp -s "$OPSBOOK_BOOK/data/queue.txt" here && rm -f list.txt && echo x > here',
  'mv list.txt --target-directory="$OPSBOOK_BOOK/data"',
  'rm -rf "$OPSBOOK_BOOK/data"',
  'rm -rf ../../"${OPSBOOK_BOOK#/}"',
  'echo x | tee "$OPSBOOK_BOOK/data/queue.txt"',
  'UP=..; rm -rf $UP/$UP$OPSBOOK_BOOK/data',
  'X=$(echo "$OPSBOOK_BOOK/data"); rm -r "$X"; mkdir "$X/canary"',
])('a guarded tool that leads out of the folder changes nothing there: %s', async (command) => {
  await tested(page('# Page', '', '## Try', '', '```bash', 'echo one > list.txt', command, '```'))
  expect(readdirSync(join(book, 'data'))).toEqual(['queue.txt'])
  expect(readFileSync(join(book, 'data/queue.txt'), 'utf8')).toBe('order 1\norder 2\n')
})
