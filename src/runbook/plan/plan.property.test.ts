import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../kit/canonical-json.ts'
import { readPage } from '../book/parse/read-page.ts'
import { explainPlan } from './explain-plan.ts'
import { makePlan } from './make-plan.ts'
import { parameterName } from './parameter-name.ts'
import { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS, type PlanInput, type PlannedStep } from './plan.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const inputFor = (page: PlanInput['page'], procedure: string, value: string, unattended: boolean): PlanInput => ({
  page,
  source: { commit: 'c', contentHash: 'h' },
  what: { procedure },
  values: page.parameters.map((parameter) => ({ name: parameterName(parameter), value, origin: 'file' as const })),
  variants: [],
  choices: {},
  targets: [{ name: 'local', kind: 'local' }],
  executors: DEFAULT_EXECUTORS,
  variables: [],
  policy: DEFAULT_POLICY,
  timeouts: DEFAULT_TIMEOUTS,
  unattended,
  sha256,
})

const flat = (steps: readonly PlannedStep[]): readonly PlannedStep[] =>
  steps.flatMap((step) => [step, ...flat((step.alternatives ?? []).flatMap((each) => each.steps))])

function checkPage(file: string, text: string, value: string): number {
  const page = readPage(file, text)
  const again = readPage(file, text)
  const wrong: string[] = []
  let planned = 0
  for (const { id } of page.procedures) {
    for (const unattended of [false, true]) {
      const input = inputFor(page, id, value, unattended)
      const result = makePlan(input)
      if (canonicalJson(makePlan(inputFor(again, id, value, unattended))) !== canonicalJson(result))
        wrong.push(`${id} differs`)
      if (!result.ok) {
        wrong.push(
          ...result.refusals.filter(({ message, hint }) => message === '' || hint === '').map(({ code }) => code),
        )
        continue
      }
      planned++
      for (const step of flat([...result.plan.steps, ...result.plan.rollback])) {
        // Only text that the page has as shell reaches a shell.
        if (step.executor === 'bash' && step.language !== 'bash') wrong.push(`${step.id} is ${step.language}`)
        if (step.executor === 'manual' && step.commands.some(({ execute }) => execute !== ''))
          wrong.push(`${step.id} runs`)
        if (unattended && step.kind === 'choice') wrong.push(`${step.id} asks`)
        const lines = step.commands.flatMap((command) => command.text.split('\n'))
        wrong.push(...lines.filter((own) => !text.includes(own.trim())))
      }
      const shown = explainPlan(result.plan)
      wrong.push(...shown.filter((each) => each.length > 80 || /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(each)))
    }
  }
  expect(wrong).toEqual([])
  return planned
}

const line = fc.constantFrom(
  '# Service',
  '## Recover',
  '**Steps**:',
  '**Verification**:',
  '**Rollback**:',
  '```bash',
  '```',
  '```erlang',
  '```bash {timeout=2m .background retries=3}',
  '# 1. First',
  '# Option 1: a',
  '# Option 2: b',
  '# Docker',
  '# Kubernetes',
  '# or',
  'kubectl get pod <pod> -n $NS',
  'echo \'<pod>\' "<pod>" `cat <file>`',
  'cat <<EOF',
  "cat <<'EOF'",
  'EOF',
  'sudo sudo bash -c "ssh <host> \'rm -r <dir>\'"',
  'for i in $(seq 1 <n>); do',
  'done',
  'echo $(( <n> + 1 ))',
  'router:status(<x>).',
  '# Expected: {"status": "ok"}',
  '{{ name }} YOUR_KEY [Team Name] XXXX ____',
  '',
  '1. Run `systemctl restart <unit>`',
  '---',
  'params: {pod: {type: integer}}',
)

test('hostile pages: never throws, the same bytes each time, only shell reaches a shell', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(line, fc.string({ maxLength: 20 })), { maxLength: 30 }),
      fc.string({ maxLength: 10 }),
      (lines, value) => {
        checkPage('docs/a.md', lines.join('\n'), value)
      },
    ),
    { numRuns: 300 },
  )
})

test('deep nesting and long commands end', () => {
  const start = performance.now()
  for (const command of [
    `${'sudo '.repeat(500)}cat <x>`,
    `${'eval '.repeat(500)}cat <x>`,
    `${'bash -c "'.repeat(200)}<x>`,
    `echo ${'<x> '.repeat(3000)}`,
    `echo ${'$(echo '.repeat(150)}<x>${')'.repeat(150)}`,
    `echo ${'"$X" '.repeat(3000)}`,
    `cat <<'EOF'\n${'<x> $y\n'.repeat(1000)}EOF`,
  ])
    checkPage('docs/a.md', `# S\n\n## Recover\n\n\`\`\`bash\n${command}\n\`\`\`\n`, 'a')
  expect(performance.now() - start).toBeLessThan(20_000)
})

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus')

test.skipIf(!existsSync(CORPUS))(
  'the procedures of real operations folders can be planned (skipped without the corpus)',
  () => {
    let planned = 0
    for (const folder of ['beamline-otp-router', 'llm-config-manager', 'oneiric', 'prometheus-operator__runbooks']) {
      for (const file of readdirSync(join(CORPUS, folder), { recursive: true, encoding: 'utf8' })) {
        if (file.endsWith('.md')) planned += checkPage(file, readFileSync(join(CORPUS, folder, file), 'utf8'), 'api-7')
      }
    }
    expect(planned).toBeGreaterThan(500)
  },
)
