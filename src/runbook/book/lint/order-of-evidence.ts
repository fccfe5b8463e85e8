import type { Command, Procedure, Step } from '../page.ts'
import { flatSteps } from './flat-steps.ts'
import { isIrreversible } from './irreversible.ts'
import { page, spanOfText } from './place.ts'
import type { Rule } from './rule.ts'

const KEEPS =
  /\b(?:preserv\w+|collect\w*|captur\w+|sav\w+|gather\w*|secur\w+|archiv\w+|copy|export)\b[^.\n]{0,40}\b(?:evidence|forensics?|logs?|state|artefacts?|artifacts?|core dumps?|heap dumps?|memory)\b|\bevidence\b|\b(?:take|tak\w+|create|creat\w+|make|mak\w+|perform|run)\b[^.\n]{0,30}\b(?:backups?|snapshots?)\b|^\W*(?:\d+[.)]\s*)?(?:back ?up|snapshot)\b/i
/** A backup that is made again afterwards, or restored from, comes late on purpose. */
const LATER =
  /\b(?:restor\w+|from|new|fresh|post|after\w*|final|verif\w+|check|re-?enable|resume|schedule|test|delete|remove|old|clean\w*|review|list|locate|find|identify|latest|download|upload|rebuild|recreate)\b/i

export const orderOfEvidence: Rule = {
  id: 'RB607',
  name: 'order-of-evidence',
  summary: 'What has to be preserved is preserved before it is destroyed.',
  why: 'When a page says “preserve the evidence” or “take a backup” one step below the command that deletes the namespace, whoever follows it in order keeps nothing. Move the step up.',
  severity: 'error',
  kinds: { postmortem: 'off', template: 'off' },
  examples: [
    {
      title: 'evidence, too late',
      bad: page(
        '# Compromise',
        '',
        '## Contain the breach',
        '',
        '1. **Isolate**:',
        '',
        '   ```bash',
        '   kubectl delete namespace shop ⟵',
        '   ```',
        '',
        '2. **Preserve evidence**:',
        '',
        '   ```bash',
        '   kubectl logs -n shop deploy/api > evidence.log',
        '   ```',
      ),
      good: page(
        '# Compromise',
        '',
        '## Contain the breach',
        '',
        '1. **Preserve evidence**:',
        '',
        '   ```bash',
        '   kubectl logs -n shop deploy/api > evidence.log',
        '   ```',
        '',
        '2. **Isolate**:',
        '',
        '   ```bash',
        '   kubectl delete namespace shop',
        '   ```',
      ),
    },
  ],
  *page({ procedures }) {
    for (const procedure of procedures) {
      const found = lateEvidence(procedure)
      if (!found) continue
      const { command, step } = found
      yield {
        span: spanOfText(command.line, command.column, command.text.split('\n', 1)[0]!),
        message: `This destroys what "${step.title}" on line ${step.line} wants to keep`,
        hint: 'Move that step above this one',
      }
    }
  },
}

/** The first step that keeps something, when something was destroyed before it and nothing was kept before that. */
function lateEvidence({ steps }: Procedure): { command: Command; step: Step } | undefined {
  let destroyed: Command | undefined
  for (const step of steps) {
    const title = `${step.title} ${step.group ?? ''}`
    if (KEEPS.test(title) && !LATER.test(step.title)) return destroyed ? { command: destroyed, step } : undefined
    destroyed ??= flatSteps([step])
      .flatMap(({ commands }) => commands)
      .find((command) => !command.text.startsWith('#!') && isIrreversible(command))
  }
  return undefined
}
