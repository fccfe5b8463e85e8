import { expect, test } from 'vitest'
import { readPage } from '../book/parse/read-page.ts'
import { explainPlan } from './explain-plan.ts'
import { makePlan } from './make-plan.ts'
import { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS, type GivenValue, type Mode } from './plan.ts'

const explain = (markdown: string, values: readonly GivenValue[] = [], mode: Mode = 'interactive') => {
  const result = makePlan({
    page: readPage('docs/queue.md', markdown),
    source: { commit: '9f3c2e1', contentHash: 'h' },
    what: { procedure: 'drain' },
    values,
    variants: [],
    choices: {},
    targets: [{ name: 'web', kind: 'ssh', address: 'web-1', user: 'deploy' }],
    executors: DEFAULT_EXECUTORS,
    variables: [],
    policy: DEFAULT_POLICY,
    timeouts: DEFAULT_TIMEOUTS,
    unattended: false,
    sha256: () => 'f'.repeat(64),
  })
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return explainPlan(result.plan, { mode })
}
const page = (code: string) => `# Queue\n\n## Drain\n\n**Steps**:\n\n\`\`\`bash\n${code}\n\`\`\`\n`

test('what, as whom, where, at which risk, with what expected', () => {
  const lines = explain(
    page('# 1. Stop\nsudo systemctl stop "<unit>"\n# 2. Look\ncurl -s localhost/health\n# Expected: {"ok": true}'),
    [{ name: 'unit', value: 'queue', origin: 'flag' }],
  )
  expect(lines).toEqual([
    'Plan  Drain',
    '  page: docs/queue.md:3 @ 9f3c2e1',
    `  hash: ${'f'.repeat(64)}`,
    '  where: web: ssh web-1, as deploy',
    '  risk: CHANGE',
    '  unit: "queue", as given; <unit> on line 9',
    '',
    '  1  Stop  [CHANGE]',
    '     line: 8',
    `     $ sudo systemctl stop "\${OPSBOOK_PARAM_UNIT}"`,
    '       page sudo systemctl stop "<unit>"',
    '     as: root, through the command itself',
    '     env: OPSBOOK_PARAM_UNIT',
    '     why: systemctl stop changes the state of a service',
    '     why: sudo runs with the rights of another user',
    '     stopped: after 300 s',
    '     start: asks first',
    '',
    '  2  Look  [read]',
    '     line: 10',
    '     $ curl -s localhost/health',
    '     as: the user of the target',
    '     stopped: after 300 s',
    '     expect: {"ok": true}',
    '     start: runs without a further question',
  ])
})

test('long lines go on below, control characters are shown', () => {
  const lines = explain(page(`echo ${'y'.repeat(200)}\u0007`))
  expect(Math.max(...lines.map((line) => line.length))).toBe(80)
  expect(lines.join('\n')).toContain('\\x07')
})

test('secrets are not shown', () => {
  const lines = explain(page('login "<api-token>"'), [{ name: 'api_token', value: 'hunter2', origin: 'env' }])
  expect(lines.join('\n')).not.toContain('hunter2')
  expect(lines.find((line) => line.includes('api_token:'))).toContain('(secret), from the environment')
})

test('the mode decides what is said about questions', () => {
  const starts = (mode: Mode) => explain(page('mkdir a'), [], mode).find((line) => line.includes('start:'))
  expect(starts('auto')).toContain('stops here')
  expect(starts('interactive')).toContain('asks first')
})
