import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { DEFAULT_POLICY, DEFAULT_TIMEOUTS } from '../runbook/plan/plan.ts'
import { explainConfig } from './explain-config.ts'
import { findTargets } from './find-targets.ts'
import { readConfig } from './read-config.ts'
import { executorsOf, policyOf, timeoutsOf } from './run-settings.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const read = (yaml: string) => readConfig('opsbook.yaml', yaml)
const settings = (yaml: string) => {
  const { config, diagnostics } = read(yaml)
  expect(diagnostics).toEqual([])
  return config.run
}
const wrong = (yaml: string, ...expected: string[]) => {
  const said = read(yaml).diagnostics.map(({ span, message, hint }) => `${span.line}: ${message} | ${hint}`)
  expect(said).toHaveLength(expected.length)
  for (const [index, words] of expected.entries()) expect(said[index]).toContain(words)
}

const BOOK = `variants: [systemd]
run:
  environment: [KUBECONTEXT_NAME]
  policy:
    autoRun: [read-only]
    unattendedChanges: true
    approvals: [{ effects: [destructive], count: 2, of: [sre], twoPerson: true }]
  timeouts: { step: 10m, poll: 5s }
  targets:
    web-1: { ssh: 10.0.0.1, user: ana, port: 2222, identityFile: ~/.ssh/web }
    web-2: { ssh: web-2 }
    shop: { docker: shop-1, user: app }
    cache: { podman: cache }
    api: { kubectl: deployment/api, namespace: shop, container: app, context: prod }
    here: { local: true }
  groups:
    web: [web-1, web-2]
  executors:
    sql: { psql: { service: orders, password: env:ORDERS_PASSWORD } }
    promql: { prometheus: http://prometheus:9090/prom, token: file:/run/secrets/prom }
    http: true
    logql: { command: [logcli, query, --stdin] }
`

test('a book without settings runs as it always did', () => {
  const run = settings('')
  expect(policyOf(run, sha256)).toEqual(DEFAULT_POLICY)
  expect(timeoutsOf(run)).toEqual(DEFAULT_TIMEOUTS)
  expect(executorsOf(run)).toMatchObject({ executors: { bash: 'bash', python: 'python' }, executorFacts: {} })
  expect(findTargets(undefined, run)).toEqual({ ok: true, targets: [{ name: 'local', kind: 'local' }] })
})

test('settings become what the planner is told', () => {
  const run = settings(BOOK)
  expect(timeoutsOf(run)).toEqual({ stepSeconds: 600, verificationSeconds: 120, pollSeconds: 5 })
  expect(executorsOf(run)).toEqual({
    executors: {
      ...{ bash: 'bash', sh: 'sh', python: 'python', javascript: 'node' },
      ...{ sql: 'sql', promql: 'promql', http: 'http', logql: 'logql' },
    },
    executorFacts: {
      sql: { kind: 'psql', service: 'orders', password: 'env:ORDERS_PASSWORD' },
      promql: { kind: 'prometheus', url: 'http://prometheus:9090/prom', token: 'file:/run/secrets/prom' },
      http: { kind: 'http', redirects: 0 },
      logql: { kind: 'command', argv: ['logcli', 'query', '--stdin'] },
    },
  })
})

test('the version of a policy changes with its rules and with nothing else', () => {
  const version = (yaml: string) => policyOf(settings(yaml), sha256).version
  const base = version('run: { policy: { unattendedChanges: true } }')
  expect(base).toMatch(/^[0-9a-f]{16}$/)
  expect(version('run: { policy: { unattendedChanges: true }, environment: [A] }')).toBe(base)
  expect(version('run: { policy: { unattendedChanges: false } }')).toBe(DEFAULT_POLICY.version)
  expect(version('run: { policy: { approvals: [{ effects: [changing] }] } }')).not.toBe(base)
})

const targets = (words: readonly string[], yaml = BOOK) => {
  const found = findTargets(words, settings(yaml))
  return found.ok ? found.targets : `${found.reason}: ${found.hint}`
}

test('targets by name, by group, and spelled out', () => {
  expect(targets(['web', 'web-2', 'here'])).toEqual([
    { name: 'web-1', kind: 'ssh', address: '10.0.0.1', user: 'ana', port: 2222, identityFile: '~/.ssh/web' },
    { name: 'web-2', kind: 'ssh', address: 'web-2' },
    { name: 'here', kind: 'local' },
  ])
  expect(targets(['shop', 'cache', 'api', 'local'])).toEqual([
    { name: 'shop', kind: 'docker', address: 'shop-1', user: 'app' },
    { name: 'cache', kind: 'podman', address: 'cache' },
    {
      name: 'api',
      kind: 'kubernetes',
      address: 'deployment/api',
      namespace: 'shop',
      container: 'app',
      context: 'prod',
    },
    { name: 'local', kind: 'local' },
  ])
  expect(
    targets(['ssh:ana@web-9:2200', 'ssh:web-8', 'docker:a', 'kubectl:ns/pod-1', 'kubectl:ns/deployment/x']),
  ).toEqual([
    { name: 'ssh:ana@web-9:2200', kind: 'ssh', address: 'web-9', user: 'ana', port: 2200 },
    { name: 'ssh:web-8', kind: 'ssh', address: 'web-8' },
    { name: 'docker:a', kind: 'docker', address: 'a' },
    { name: 'kubectl:ns/pod-1', kind: 'kubernetes', address: 'pod-1', namespace: 'ns' },
    { name: 'kubectl:ns/deployment/x', kind: 'kubernetes', address: 'deployment/x', namespace: 'ns' },
  ])
})

test('what is no target is refused', () => {
  expect(targets(['web-3'])).toContain('Did you mean web-1')
  expect(targets(['person'])).toContain('people of a run')
  expect(targets(['person/2'])).toContain('people of a run')
  for (const word of ['', 'ssh:', 'ssh:a b', 'docker:', 'rsh:x', 'ssh:a;b', 'kubectl:a/b/c/d'])
    expect(targets([word]), word).toContain('no such target')
})

test('mistakes are named at their place', () => {
  wrong('run:\n  targets:\n    a: { ssh: x, docker: y }\n', '3: "run.targets.a": a target is one of')
  wrong('run:\n  targets:\n    a: { user: y }\n', 'this one is none')
  wrong('run:\n  targets:\n    a: { docker: x, port: 22 }\n', '"port" means nothing for docker')
  wrong(
    'run:\n  targets:\n    a: { sssh: x }\n',
    'this one is none',
    'Unknown key "sssh" in "run.targets.a" | Did you mean "ssh"?',
  )
  wrong(
    'run:\n  targets:\n    person: { local: true }\n',
    '3: "person" is no key here: this name stands for the people',
  )
  wrong('run:\n  targets:\n    person/2: { local: true }\n', 'is no key here')
  wrong('run:\n  targets: { local: { ssh: x } }\n', 'this name is always this machine')
  wrong('run:\n  groups: { web: [web-1] }\n', 'there is no target "web-1"')
  wrong('run:\n  targets: { a: { local: true } }\n  groups: { a: [a] }\n', 'a target has this name too')
  wrong('run:\n  environment: [LD_PRELOAD]\n', 'changes what programs load or run')
  wrong('run:\n  targets: { a: { ssh: x, identityFile: keys/a } }\n', 'a path begins with / or ~/')
  wrong('run:\n  timeouts: { step: soon }\n', 'a time is written like 30s')
  wrong('run:\n  timeouts: { steps: 5m }\n', 'Did you mean "step"?')
  wrong('run:\n  policy: { approvals: [{ effects: [changes] }] }\n', '2: "run.policy.approvals.0.effects.0"')
  wrong('run:\n  executors: { bash: { command: [bash] } }\n', 'shell runs in a session')
  wrong('run:\n  executors: { sql: { psql: { port: 5432 } } }\n', 'name the connection')
  wrong('run:\n  executors: { sql: { psql: { host: db, password: hunter2 } } }\n', 'a secret is named by its place')
  wrong('run:\n  executors: { promql: { prometheus: "http://ana:pw@prom:9090" } }\n', 'without a password')
  wrong('run:\n  executors: { promql: {} }\n', 'say one of prometheus, command')
  wrong('run:\n  executors: { http: yes please }\n', 'write true')
  wrong('run:\n  executors: { logql: { command: [] } }\n', '"run.executors.logql.command"')
})

test('explain names the line of every part', () => {
  const { config, lines } = read(BOOK)
  const found = new Map(explainConfig(config, lines).map(({ key, ...rest }) => [key, rest]))
  expect(found.get('run.targets.web-1.port')).toEqual({ value: 2222, line: 10 })
  expect(found.get('run.timeouts.verification')).toEqual({ value: '2m' })
  expect(found.get('run.executors.http')).toEqual({ value: true, line: 21 })
})
