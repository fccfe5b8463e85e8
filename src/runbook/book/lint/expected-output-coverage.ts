import type { Page } from '../page.ts'
import { flatSteps, procedureSteps } from './flat-steps.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

/** Fewer commands than this are read at a glance. */
const ENOUGH = 5

export const expectedOutputCoverage: Rule = {
  id: 'RB305',
  name: 'expected-output-coverage',
  summary: 'A page with commands says at least once what success looks like.',
  why: 'Whoever has never run the command cannot tell a good answer from a bad one, and no program can test it. This is counted once a page, because hardly any page says it everywhere: write `# Expected: …` below a command, or paste its output into a block behind it.',
  severity: 'info',
  kinds: {
    postmortem: 'off',
    template: 'off',
    index: 'off',
    reference: 'off',
    redirect: 'off',
    'service-overview': 'off',
  },
  examples: [
    {
      title: 'five commands and no answer',
      bad: page(
        '# Runbook: queue ⟵',
        '',
        '## Restart',
        '',
        '```bash',
        'systemctl stop shop-queue',
        'systemctl start shop-queue',
        'systemctl status shop-queue',
        'curl -s localhost:8222/healthz',
        'curl -s localhost:8222/varz',
        '```',
      ),
      good: page(
        '# Runbook: queue',
        '',
        '## Restart',
        '',
        '```bash',
        'systemctl stop shop-queue',
        'systemctl start shop-queue',
        'systemctl status shop-queue',
        'curl -s localhost:8222/healthz',
        '# Expected: {"status": "ok"}',
        'curl -s localhost:8222/varz',
        '```',
      ),
    },
  ],
  *page(read) {
    const commands = read.procedures.flatMap(procedureSteps).reduce((sum, step) => sum + step.commands.length, 0)
    if (commands < ENOUGH || saysExpected(read)) return
    yield {
      span: spanOfLines(read.document, read.titleLine),
      message: `None of the ${commands} commands on this page says what success looks like`,
      hint: 'Write # Expected: … below the commands that decide how to go on',
    }
  },
}

/** Prose that tells what a command prints, or how things look when all is well. */
const TELLS =
  /\b(?:you(?:'ll| will| should) (?:now |then |also )?(?:see|get|find|have)|(?:should|will) (?:now |then |only |also )?(?:see|return|show|report|print|say|output|look|display|contain|list|respond)|(?:the|this|sample|example) output|expected)\b/i

function saysExpected({ procedures, hooks, readings, document }: Page): boolean {
  const steps = [...procedures.flatMap(procedureSteps), ...hooks.flatMap((hook) => flatSteps(hook.steps))]
  return (
    steps.some((step) => step.expectations.length > 0) ||
    readings.some(({ items, kind }) => kind === 'output' || items.some((item) => item.kind === 'output')) ||
    document.inlines.some(({ text }) => TELLS.test(text))
  )
}
