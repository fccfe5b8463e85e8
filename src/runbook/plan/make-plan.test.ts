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
  type PlannedStep,
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
const refusals = (markdown: string, more: Partial<PlanInput> = {}) => {
  const result = makePlan(inputFor(markdown, more))
  return result.ok ? [] : result.refusals
}
const codes = (markdown: string, more: Partial<PlanInput> = {}) =>
  refusals(markdown, more).map(({ code, lines }) => `${code} ${lines.join(',')}`)
const executes = (code: string, values: Readonly<Record<string, string>>) =>
  plan(procedure(code), { values: given(values) }).steps.map(({ commands }) => commands.map(({ execute }) => execute))

describe('parameters', () => {
  test('placeholders become references, all spellings of a name are one parameter', () => {
    const text = 'kubectl get pod <pod-name>\nkubectl delete pod "<POD_NAME>" -n $NAMESPACE'
    const made = plan(procedure(text), { values: given({ pod_name: 'api-7', namespace: 'shop' }) })
    expect(made.steps[0]!.commands.map(({ execute }) => execute)).toEqual([
      'kubectl get pod "$OPSBOOK_PARAM_POD_NAME"',
      `kubectl delete pod "\${OPSBOOK_PARAM_POD_NAME}" -n "$NAMESPACE"`,
    ])
    expect(made.parameters).toMatchObject([
      { name: 'namespace', variables: ['NAMESPACE'], value: 'shop', origin: 'flag', lines: [9] },
      {
        name: 'pod_name',
        variables: ['OPSBOOK_PARAM_POD_NAME'],
        value: 'api-7',
        texts: ['<POD_NAME>', '<pod-name>'],
        lines: [8, 9],
      },
    ])
    expect(made.steps[0]!.environment).toEqual(['NAMESPACE', 'OPSBOOK_PARAM_POD_NAME'])
    expect(made.steps[0]!.commands[0]!.text).toBe('kubectl get pod <pod-name>')
  })

  test('a value is never part of a command', () => {
    const value = '$(touch CANARY); `x` "\' \n|'
    const made = plan(procedure("printf '%s' <it> '<it>' \"<it>\""), { values: given({ it: value }) })
    expect(made.steps[0]!.commands[0]!.execute).not.toContain('CANARY')
  })

  test('without a value the plan is refused, each name once with all its lines', () => {
    const text = 'kubectl -n <ns> get pods\nkubectl -n <ns> delete pod <pod>\necho "<pod>"'
    expect(codes(procedure(text))).toEqual(['plan/redirects 8,9', 'plan/redirects 9,10'])
    expect(codes(procedure('echo "<pod>" YOUR_API_KEY'))).toEqual(['plan/unresolved 8', 'plan/unresolved 8'])
    expect(refusals(procedure('rm <my-file>'))[0]).toMatchObject({ parameter: 'my_file' })
    expect(refusals(procedure('rm <file>'))[0]!.message).toContain('read from and write to files')
  })

  test('what looks like an element of HTML is a redirection', () =>
    expect(codes(procedure('kubectl label pod <label>\necho a < in > out'))).toEqual(['plan/redirects 8']))

  test('placeholders in comments need no value', () =>
    expect(plan(procedure('echo a # like <this>')).parameters).toEqual([]))

  test('the flag counts more than the file, the alert more than the default', () => {
    const text = `---\nparams:\n  pod: {default: d}\n---\n\n${procedure('echo "<pod>"')}`
    const values = [...given({ pod: 'alert' }, 'alert'), ...given({ pod: 'file' }, 'file'), ...given({ pod: 'flag' })]
    const origins = (all: readonly GivenValue[]) =>
      plan(text, { values: all }).parameters.map(({ value, origin }) => `${value} ${origin}`)
    expect(origins(values)).toEqual(['flag flag'])
    expect(origins(values.slice(0, 2))).toEqual(['file file'])
    expect(origins(values.slice(0, 1))).toEqual(['alert alert'])
    expect(origins([])).toEqual(['d default'])
  })

  test('labels of the alert', () => {
    const text = procedure(
      'kubectl -n <value of namespace label from alert> get pod <pod> # <x>\nX=<alert namespace label>',
    )
    expect(
      plan(text, { values: given({ namespace: 'shop', pod: 'api' }, 'alert') }).parameters.map(({ name }) => name),
    ).toEqual(['namespace', 'pod'])
    const declared = `---\nparams:\n  pod: {from: alert.labels.instance}\n---\n\n${procedure('echo <pod>')}`
    expect(plan(declared, { values: given({ instance: 'api' }, 'alert') }).parameters[0]).toMatchObject({
      name: 'pod',
      value: 'api',
    })
  })

  test('declared types, patterns and choices', () => {
    const declare = (declaration: string) => `---\nparams:\n  n: ${declaration}\n---\n\n${procedure('echo <n>')}`
    const matches = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text)
    const check = (declaration: string, value: string, ok: boolean) =>
      expect({
        declaration,
        value,
        ok: codes(declare(declaration), { values: given({ n: value }), matches }).length === 0,
      }).toEqual({ declaration, value, ok })
    check('{type: integer}', '12', true)
    check('{type: integer}', '1.5', false)
    check('{type: number}', '1.5', true)
    check('{type: boolean}', 'yes', false)
    check('{enum: [a, b]}', 'a', true)
    check('{enum: [a, b]}', 'c', false)
    check('[a, b]', 'b', true)
    check("{pattern: 'api-[0-9]+'}", 'api-7', true)
    check("{pattern: 'api-[0-9]+'}", 'x api-7', false)
    check('{type: list, enum: [a, b]}', 'a b', true)
    check('{type: list, enum: [a, b]}', 'a c', false)
    check('{type: url}', 'https://example.com/x', true)
    check('{type: url}', 'file:///etc/passwd', false)
    check('{type: host}', 'web-1.example.com:22', true)
    check('{type: host}', '-oProxyCommand=x', false)
    check('{type: spaceship}', 'x', false)
    expect(codes(declare("{pattern: 'a'}"), { values: given({ n: 'a' }) })).toEqual(['plan/bad-value 13'])
  })

  test('values that would be options, and values from outside', () => {
    expect(codes(procedure('kubectl get pod <pod>'), { values: given({ pod: '--kubeconfig=x' }) })).toEqual([
      'plan/bad-value 8',
    ])
    expect(codes(procedure('git checkout -- <file>'), { values: given({ file: '-f' }) })).toEqual([])
    expect(codes(procedure('kubectl exec p -- cat <file>'), { values: given({ file: '-f' }) })).toEqual([
      'plan/bad-value 8',
    ])
    expect(codes(procedure('echo "a <x>"'), { values: given({ x: 'a\nb' }, 'alert') })).toEqual(['plan/bad-value 8'])
    expect(codes(procedure('<tool> --version'), { values: given({ tool: 'psql' }, 'alert') })).toEqual([
      'plan/bad-value 8',
    ])
    expect(codes(procedure('<tool> --version'), { values: given({ tool: 'psql' }) })).toEqual([])
    expect(codes(procedure('echo "<x>"'), { values: given({ x: 'a\0b' }) })).toEqual(['plan/bad-value 8'])
  })

  test('a slip in the name of a parameter', () => {
    const [first] = refusals(procedure('echo "<pod>"'), { values: given({ pood: 'x', pod: 'y' }) })
    expect(first).toMatchObject({ code: 'plan/unknown-parameter', hint: 'Did you mean pod?' })
  })

  test('secrets are in no plan', () => {
    const made = plan(procedure('export PGPASSWORD="<db-password>"'), { values: given({ 'db-password': 'hunter2' }) })
    expect(JSON.stringify(made)).not.toContain('hunter2')
    expect(made.parameters[0]).toMatchObject({ secret: true })
    const named = plan(procedure('echo "<it>" | wc -c'), {
      values: [{ name: 'it', origin: 'file', reference: 'file:/run/secrets/it' }],
    })
    expect(named.parameters[0]).toMatchObject({ secret: true, reference: 'file:/run/secrets/it' })
    const inProgram = (value: Partial<GivenValue>) =>
      codes(procedure('bash -c "echo <it>"'), { values: [{ name: 'it', origin: 'file', ...value }] })
    expect(inProgram({ reference: 'file:/run/secrets/it' })).toEqual([])
    expect(inProgram({ secret: true })).toEqual(['plan/bad-value 8'])
  })
})

describe('variables', () => {
  test('what nothing sets is refused; what an earlier command sets is not', () => {
    expect(codes(procedure('echo "$FROM" "$HOME" "${SIZE:-3}"\nFROM=a'))).toEqual(['plan/undefined-variable 8'])
    expect(codes(procedure('FROM=a\necho "$FROM"'))).toEqual([])
    expect(codes(procedure('for i in 1 2; do echo $i; done; read -r LINE < file; echo $LINE'))).toEqual([])
    expect(codes(procedure('source env.sh\necho $ANYTHING'))).toEqual([])
    expect(codes(procedure('X=1 echo $X'))).toEqual(['plan/undefined-variable 8'])
    expect(codes(procedure('echo $REGION'), { variables: ['REGION'] })).toEqual([])
  })
  test('where another part of the page sets it, the refusal says so', () => {
    const text = `${procedure('echo $REGION')}\n## Set up\n\n${fence('export REGION=eu')}\n`
    expect(refusals(text)[0]!.hint).toContain('Line 14')
  })
  test('no parameter sets what decides how programs behave', () => {
    expect(codes(procedure('echo $LD_PRELOAD'), { values: given({ ld_preload: 'x' }) })).toContain(
      'plan/reserved-variable 8',
    )
  })
  test('an unquoted variable is quoted where the shell would split it, and split where a list is meant', () => {
    expect(executes('kubectl -n $NS get pods; X=$NS; [[ $NS == a ]]; echo "$NS ${NS}"', { NS: 'a' })).toEqual([
      [`kubectl -n "$NS" get pods; X=$NS; [[ $NS == a ]]; echo "$NS \${NS}"`],
    ])
    expect(executes('for n in $NODES; do echo $n; done', { NODES: 'a b' })).toEqual([
      ['for n in $NODES; do echo $n; done'],
    ])
    expect(codes(procedure('for n in $NODES; do echo $n; done'), { values: given({ NODES: 'a *' }) })).toEqual([
      'plan/bad-value 8',
    ])
  })
})

describe('what cannot be run', () => {
  test('syntax, scripts that ask, arguments nobody gives', () => {
    expect(codes(procedure('echo "open'))).toEqual(['plan/shell-syntax 8'])
    expect(codes(procedure('#!/bin/bash\nread -p "Sure? " answer\necho "$answer"'))).toEqual(['plan/prompts 9'])
    expect(codes(procedure('#!/bin/bash\ntar xf "$1"'))).toEqual(['plan/script-arguments 8'])
  })
  test('unknown procedures name their neighbours', () => {
    expect(refusals(procedure('ls'), { what: { procedure: 'recovr' } })[0]).toMatchObject({
      code: 'plan/unknown-procedure',
      hint: 'Did you mean recover?',
    })
  })
  test('in unattended mode nobody answers', () => {
    const check = (code: string, language: string, expected: readonly string[]) => {
      const text = `# S\n\n## Recover\n\n**Steps**:\n\n${fence(code, language)}\n`
      expect(codes(text, { unattended: true })).toEqual(expected)
      expect(codes(text)).toEqual([])
    }
    check('tail -f app.log', 'bash', ['plan/needs-person 8'])
    check('top', 'bash', ['plan/needs-person 8'])
    check('vim config.yml', 'bash', ['plan/needs-person 8'])
    check('application:which_applications().', 'erlang', ['plan/no-executor 8'])
    check('# Option 1: soft\nls a\n# Option 2: hard\nls b', 'bash', ['plan/choice 8,10'])
  })
})

describe('steps', () => {
  const texts = (markdown: string, more: Partial<PlanInput> = {}) =>
    plan(markdown, more).steps.map(({ commands }) => commands.map(({ execute }) => execute))
  const page = (...fences: readonly string[]) => `# Service\n\n## Recover\n\n**Steps**:\n\n${fences.join('\n\n')}\n`
  const sql = { executors: { ...DEFAULT_EXECUTORS, sql: 'sql', promql: 'promql' } }

  test('a program that is started anew for each text gets the text of a fence as one', () => {
    const transfer = 'BEGIN;\n\nUPDATE a SET n = n - 1;\n\nUPDATE b SET n = n + 1;\nCOMMIT;'
    const [[whole]] = texts(page(fence(transfer, 'sql')), sql) as [[string]]
    expect(whole.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'BEGIN;',
      '',
      'UPDATE',
      '',
      'UPDATE',
      'COMMIT;',
    ])
    expect(texts(page(fence('cd /srv\nmake clean', 'sh {shell=sh}')))).toEqual([['cd /srv\nmake clean']])
    expect(texts(page(fence('cd /srv\nmake clean', 'sh')))).toEqual([['cd /srv', 'make clean']])
    expect(texts(page(fence('up\nrate(x[5m])', 'promql')), sql).flat()).toEqual(['up', 'rate(x[5m])'])
    expect(texts(page(fence('SELECT 1;', 'sql'), fence('SELECT 2;', 'sql')), sql).flat()).toEqual([
      'SELECT 1;',
      'SELECT 2;',
    ])
  })

  test('a transaction ends in the step that begins it', () => {
    const cut = 'BEGIN;\nUPDATE a SET n = 1;\n-- and the other\nUPDATE b SET n = 2;\nCOMMIT;'
    expect(codes(page(fence(cut, 'sql')), sql)).toEqual(['plan/open-transaction 8'])
    for (const text of [
      ...['begin; update a set n = 1; end', 'START TRANSACTION;\nSELECT 1;\nROLLBACK;', "SELECT 'begin;'; -- begin;"],
      ...['DO $$ BEGIN PERFORM 1; END $$;', 'BEGIN; SAVEPOINT s; ROLLBACK TO s; COMMIT;', 'SELECT 1; COMMIT;'],
    ])
      expect({ text, codes: codes(page(fence(text, 'sql')), sql) }).toEqual({ text, codes: [] })
    for (const text of ['SELECT 1;\nBEGIN;\nROLLBACK TO s;', '/* x */ begin work; select 1'])
      expect({ text, codes: codes(page(fence(text, 'sql')), sql).length }).toEqual({ text, codes: 1 })
  })

  test('variables of a shell of its own are gone behind it', () => {
    const own = page(fence('DIR=/srv\nls "$DIR"', 'sh {shell=sh}'), fence('rm -r "$DIR"/old'))
    expect(codes(own)).toEqual(['plan/undefined-variable 13'])
    expect(codes(page(fence('DIR=/srv\nls "$DIR"', 'sh'), fence('rm -r "$DIR"/old')))).toEqual([])
  })

  test('a value is no name of a variable', () =>
    expect(codes(procedure('<name>=3'), { values: given({ name: 'a' }) })).toEqual(['plan/in-program 8']))

  const steps = (code: string, more: Partial<PlanInput> = {}) => plan(procedure(code), more).steps
  const shape = ({ kind, executor, risk, consent }: PlannedStep) =>
    `${kind} ${executor} ${risk}: ${consent.interactive} ${consent.auto} ${consent['yes-changes']}`
  test('kinds and consent', () => {
    expect(steps('# 1. Look\nls\n# 2. Change\nmkdir a\n# 3. Follow\ntail -f log\n# 4. Think\n').map(shape)).toEqual([
      'command bash read-only: runs runs runs',
      'command bash changing: asks stops asks',
      'interactive bash never-ending: asks stops stops',
      'manual manual read-only: asks stops stops',
    ])
    const policy = { ...DEFAULT_POLICY, unattendedChanges: true }
    expect(steps('mkdir a', { policy }).map(shape)).toEqual(['command bash changing: asks stops runs'])
    expect(steps('kubectl port-forward svc/a 80:80 &').map(({ kind }) => kind)).toEqual(['background'])
  })
  test('what depends on a judgement is left out where nobody judges', () => {
    const made = steps('# 1. Clear caches (optional)\nrm -r cache\n# 2. If it still fails, look\nls\n', {
      policy: { ...DEFAULT_POLICY, unattendedChanges: true },
    })
    expect(made.map(shape)).toEqual([
      'command bash destructive: asks skips skips',
      'command bash read-only: runs runs runs',
    ])
    expect(made[0]!.condition).toBe('(optional)')
  })
  test('other languages go to their executor or to a person, never to a shell', () => {
    const text = `# S\n\n## Recover\n\n${fence('print("a")', 'python')}\n\n${fence('router:status().', 'erlang')}\n`
    const made = plan(text).steps
    expect(made.map(({ executor, kind }) => `${executor} ${kind}`)).toEqual(['python command', 'manual manual'])
    expect(made[1]!.commands[0]).toMatchObject({ text: 'router:status().', execute: '' })
    expect(plan(text, { executors: { ...DEFAULT_EXECUTORS, erlang: 'remsh' } }).steps[1]!.executor).toBe('remsh')
  })
  test('expectations belong to the command above them', () => {
    const [step] = steps('# 4. Verify\n./status.sh\ncurl -s http://localhost/healthz\n# Expected: {"status": "ok"}')
    expect(step!.expectations).toMatchObject([{ command: 1, binding: 'asserts', expectation: { kind: 'json' } }])
  })
  test('checks after every procedure are appended, and can be carried out alone', () => {
    const text = `${procedure('mkdir a')}\n## Verification After Recovery\n\n**Always run these checks after any recovery procedure**:\n\n${fence('test -d a')}\n`
    const made = plan(text)
    expect(made.steps.map(({ role, kind }) => `${role} ${kind}`)).toEqual(['step command', 'hook verification'])
    expect(made.steps[1]!.poll).toEqual({ everySeconds: 2, forSeconds: 120 })
    expect(plan(text, { what: { hooks: true } }).steps.map(({ role }) => role)).toEqual(['hook'])
    expect(codes(procedure('ls'), { what: { hooks: true } })).toEqual(['plan/no-hooks '])
  })
  test('rollback stands apart and knows what the steps set', () => {
    const text = `${procedure('OLD=$(cat release)\nmkdir a')}\n**Rollback**:\n\n${fence('restore "$OLD"')}\n`
    const made = plan(text)
    expect(made.rollback.map(({ role, kind }) => `${role} ${kind}`)).toEqual(['rollback rollback'])
    expect(made.steps.every(({ role }) => role !== 'rollback')).toBe(true)
  })
  test('time-outs follow what the page says', () => {
    const seconds = (code: string) => steps(code)[0]!.timeoutSeconds
    expect(seconds('ls')).toBe(300)
    expect(seconds('sleep 400')).toBe(460)
    expect(seconds('kubectl rollout status deploy/a --timeout=20m')).toBe(1260)
  })
  test('an output with a name in it gives its value to later steps', () => {
    const text = `# S\n\n## Recover\n\n${fence('create-job')}\n\n**Expected Output**:\n\n${fence('started\njob <job-id> queued ...', 'text')}\n\n${fence('show-job <job-id>')}\n`
    const made = plan(text)
    expect(made.parameters).toMatchObject([{ name: 'job_id', origin: 'capture', capturedBy: made.steps[0]!.id }])
    expect(made.steps[0]!.captures).toEqual(['job_id'])
  })
})
