import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readPage } from '../book/parse/read-page.ts'
import { makePlan } from './make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  DEFAULT_TIMEOUTS,
  type GivenValue,
  type Plan,
  type PlanInput,
} from './plan.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const fence = (code: string, language = 'bash') => `\`\`\`${language}\n${code}\n\`\`\``
const procedure = (code: string) => `# Service\n\n## Recover\n\n**Steps**:\n\n${fence(code)}\n`

const inputFor = (markdown: string, more: Partial<PlanInput> = {}): PlanInput => ({
  page: readPage('docs/service.md', markdown),
  source: { commit: '9f3c2e1', contentHash: sha256(markdown) },
  what: { procedure: 'recover' },
  values: [],
  variants: [],
  choices: {},
  targets: [{ name: 'local', kind: 'local' }],
  executors: DEFAULT_EXECUTORS,
  variables: [],
  policy: DEFAULT_POLICY,
  timeouts: DEFAULT_TIMEOUTS,
  unattended: false,
  sha256,
  ...more,
})
const given = (values: Readonly<Record<string, string>>, origin: GivenValue['origin'] = 'flag'): GivenValue[] =>
  Object.entries(values).map(([name, value]) => ({ name, value, origin }))
const plan = (markdown: string, more: Partial<PlanInput> = {}): Plan => {
  const result = makePlan(inputFor(markdown, more))
  if (!result.ok) throw new Error(JSON.stringify(result.refusals, null, 2))
  return result.plan
}
const codes = (markdown: string, more: Partial<PlanInput> = {}) => {
  const result = makePlan(inputFor(markdown, more))
  return result.ok ? [] : result.refusals.map(({ code, lines }) => `${code} ${lines.join(',')}`)
}

describe('annotations', () => {
  const annotated = (info: string, code = 'mkdir a') =>
    plan(`# S\n\n## Recover\n\n\`\`\`bash ${info}\n${code}\n\`\`\`\n`, { targets: [{ name: 'web', kind: 'local' }] })
  test('behind the language of the fence', () => {
    const [step] = annotated(
      '{#restart timeout=2m retries=3 target=@web cwd=/srv env.SIZE=3 exit=0,2 approve=2 idempotent=true}',
    ).steps
    expect(step).toMatchObject({
      timeoutSeconds: 120,
      retries: 3,
      targets: ['web'],
      cwd: '/srv',
      variables: { SIZE: '3' },
      exitCodes: [0, 2],
      anchor: 'restart',
      approval: { count: 2 },
    })
  })
  test('an undo is a step of the rollback part, or the plan is refused', () => {
    const page = (name: string) =>
      `# S\n\n## Recover\n\n\`\`\`bash {undo=#${name}}\nmkdir a\n\`\`\`\n\n### Rollback\n\n\`\`\`bash {#back}\nrmdir a\n\`\`\`\n`
    const { steps, rollback } = plan(page('back'))
    expect([steps[0]!.undo, rollback[0]!.anchor]).toEqual(['back', 'back'])
    expect(codes(page('bakc'))).toEqual(['plan/no-undo 5'])
  })
  test('a background step names what shows that it is ready', () => {
    const step = annotated('{.background until="curl -s localhost:1"}').steps[0]!
    expect([step.kind, step.background]).toEqual(['background', { ready: 'curl -s localhost:1' }])
  })
  test('retries only for what may be repeated', () => {
    expect(annotated('{retries=3}').steps[0]!.retries).toBe(0)
    expect(annotated('{retries=3}', 'ls').steps[0]!.retries).toBe(3)
  })
  test('spellings of other tools', () => {
    expect(annotated('{"background":"true","name":"x"}').steps[0]!.kind).toBe('background')
    expect(annotated('{ background=true interactive=false }').steps[0]!.kind).toBe('background')
    expect(annotated('{timeout: 3m}').steps[0]!.timeoutSeconds).toBe(180)
    const comment = plan('# S\n\n## Recover\n\n<!-- step: timeout=90s .manual -->\n```bash\nmkdir a\n```\n')
    expect(comment.steps[0]).toMatchObject({ timeoutSeconds: 90, executor: 'manual' })
  })
  test('a declaration makes it worse, never better than it is', () => {
    expect(annotated('{.readonly}').steps[0]!.effect).toBe('changing')
    expect(annotated('{.destructive}').steps[0]!.effect).toBe('destructive')
    expect(annotated('{.readonly}', './unknown-tool').steps[0]!.effect).toBe('read-only')
    expect(annotated('{tiemout=3m}').notices[0]).toContain('tiemout')
  })
})

describe('ways to choose from', () => {
  const text = procedure(
    '# 1. Restart\n# Docker\ndocker restart <name>\n# Kubernetes\nkubectl delete pod <pod>\n# Systemd\nsystemctl restart app',
  )
  test('a variant chosen for the book decides', () => {
    expect(plan(text, { variants: ['systemd'] }).steps.map(({ commands }) => commands[0]!.text)).toEqual([
      'systemctl restart app',
    ])
    expect(codes(text, { variants: ['docker'] })).toEqual(['plan/redirects 10'])
    expect(codes(text, { variants: ['sytemd'] })).toContain('plan/unknown-variant 3')
    expect(plan(text, { variants: ['nomad'] }).steps[0]!.kind).toBe('choice')
  })
  test('the settings of the book decide where nobody says otherwise, and may name what a page does not know', () => {
    const texts = (more: Partial<PlanInput>) =>
      plan(text, { values: [{ name: 'pod', value: 'api-7', origin: 'flag' }], ...more }).steps.map(
        ({ commands }) => commands[0]!.text,
      )
    expect(texts({ bookVariants: ['systemd', 'blue'] })).toEqual(['systemctl restart app'])
    expect(texts({ bookVariants: ['systemd'], variants: ['kubernetes'] })).toEqual(['kubectl delete pod <pod>'])
  })
  test('a choice at one step', () => {
    const id = plan(text).steps[0]!.id
    for (const choice of ['c', '3', 'Systemd', 'systemd'])
      expect(plan(text, { choices: { [id]: choice } }).steps[0]!.commands[0]!.text).toBe('systemctl restart app')
    expect(codes(text, { choices: { [id]: 'z' } })).toContain('plan/unknown-choice 9,11,13')
    expect(codes(text, { choices: { nowhere: 'a' } })).toEqual(['plan/unknown-choice '])
  })
  test('left open, it asks; what one way lacks only blocks that way', () => {
    const [step] = plan(text).steps
    expect(step!.kind).toBe('choice')
    expect(step!.alternatives!.map(({ key, platform, refusals: all }) => `${key} ${platform} ${all.length}`)).toEqual([
      'a docker 1',
      'b kubernetes 1',
      'c systemd 0',
    ])
    expect(codes(text, { unattended: true })).toEqual(['plan/choice 9,11,13'])
  })
  test('commands for three platforms one below the other are ways, two are not', () => {
    const three = procedure('docker-compose logs app\nkubectl logs -l app=app\njournalctl -u app')
    expect(plan(three).steps[0]!.alternatives!.map(({ platform }) => platform)).toEqual([
      'docker',
      'kubernetes',
      'systemd',
    ])
    expect(plan(three, { variants: ['kubernetes'] }).steps[0]!.commands.map(({ text: own }) => own)).toEqual([
      'kubectl logs -l app=app',
    ])
    expect(plan(procedure('docker push app\nkubectl rollout restart deploy/app')).steps[0]!.kind).toBe('command')
  })
})

describe('what governs a choice governs the way that is taken', () => {
  const text = procedure(
    '# If the queue is stuck, restart it\ndocker restart queue\nkubectl rollout restart deploy/queue\n# Expected: "restarted"',
  )
  test('a condition, and what is expected', () => {
    const taken = plan(text, { variants: ['docker'] }).steps
    expect(taken.map(({ commands, condition }) => [commands[0]!.text, condition])).toEqual([
      ['docker restart queue', 'If the queue is stuck, restart it'],
    ])
    expect(taken[0]!.consent.auto).toBe('skips')
    expect(taken[0]!.expectations.map(({ expectation }) => expectation.text)).toEqual(['"restarted"'])
  })
})

test('what is typed inside a session is given to no shell of the runner', () => {
  const text = procedure('ssh web-1\nrm -r /var/cache/web\nexit\nls')
  expect(
    plan(text).steps.map(({ kind, executor, within, commands }) => [kind, executor, within, commands[0]!.execute]),
  ).toEqual([
    ['interactive', 'bash', undefined, 'ssh web-1'],
    ['manual', 'manual', 'ssh web-1', ''],
    ['command', 'bash', undefined, 'ls'],
  ])
  expect(codes(text, { unattended: true })).toContain('plan/no-executor 9,10')
})

describe('approvals', () => {
  test('the policy of the book and of the page', () => {
    const rule = { effects: ['changing'] as const, count: 1, of: ['sre'], twoPerson: true }
    const made = plan(procedure('# 1. a\nls\n# 2. b\nmkdir a'), { policy: { ...DEFAULT_POLICY, approvals: [rule] } })
    expect(made.steps.map(({ approval }) => approval)).toEqual([undefined, { count: 1, of: ['sre'], twoPerson: true }])
    const page = `---\npolicy: {approve: 2, two_person: true}\n---\n\n${procedure('mkdir a')}`
    expect(plan(page).steps[0]!.approval).toEqual({ count: 2, of: [], twoPerson: true })
  })
  test('the hash binds commit, text, values, targets and policy, and nothing else', () => {
    const text = procedure('echo "<pod>"')
    const hash = (more: Partial<PlanInput> = {}, markdown = text) =>
      plan(markdown, { values: given({ pod: 'a' }), ...more }).hash
    expect(hash()).toBe(hash())
    expect(hash()).toMatch(/^[0-9a-f]{64}$/)
    const others = [
      hash({ values: given({ pod: 'b' }) }),
      hash({ source: { commit: 'other', contentHash: 'x' } }),
      hash({ targets: [{ name: 'web', kind: 'ssh', address: 'web-1' }] }),
      hash({ policy: { ...DEFAULT_POLICY, version: '2' } }),
      hash({}, procedure('echo "<pod>" ')),
    ]
    expect(new Set([hash(), ...others]).size).toBe(6)
    expect(hash({ values: given({ pod: 'a' }, 'file') })).toBe(hash())
  })
})
