import type { Command, Procedure, Step } from '../page.ts'
import { flatSteps, procedureSteps } from './flat-steps.ts'
import { page, spanOfText } from './place.ts'
import type { Rule } from './rule.ts'

const ACTS_ON =
  /^(?:\W*\d+[.)]\s*)?(?:re-?start|start|stop|kill|shut ?down|reload|deploy|drain)\s+(?:the\s+)?([A-Za-z][\w-]*)\b/i
const SCRIPT = /(?:^|[\s/])([\w.-]+)\.(?:sh|py|rb|pl)(?=\s|$)/

export const titleCommandMismatch: Rule = {
  id: 'RB608',
  name: 'title-command-mismatch',
  summary: 'A step runs the script of the component that its title names.',
  why: 'The title says “start the router”, the command starts the message bus: a line that was copied and only half changed. The reader trusts the title, the shell runs the command, and the component stays down.',
  severity: 'error',
  kinds: { postmortem: 'off', template: 'off' },
  examples: [
    {
      title: 'a line that was copied and half changed',
      bad: page(
        '# Clean restart',
        '',
        '## Procedure',
        '',
        '1. **Stop Worker**: `scripts/worker_stop.sh`',
        '2. **Stop Queue**: `scripts/queue_stop.sh`',
        '3. **Start Queue**: `scripts/queue_start.sh`',
        '4. **Start Worker**: `scripts/queue_start.sh` ⟵',
      ),
      good: page(
        '# Clean restart',
        '',
        '## Procedure',
        '',
        '1. **Stop Worker**: `scripts/worker_stop.sh`',
        '2. **Stop Queue**: `scripts/queue_stop.sh`',
        '3. **Start Queue**: `scripts/queue_start.sh`',
        '4. **Start Worker**: `scripts/worker_start.sh`',
      ),
    },
  ],
  *page({ procedures }) {
    for (const procedure of procedures) {
      for (const { step, command, own, other } of mismatches(procedure)) {
        yield {
          span: spanOfText(command.line, command.column, command.text.split('\n', 1)[0]!),
          message: `"${step.title}" runs the script of ${other}, not of ${own}`,
          hint: `Name the script of ${own}, or change the title`,
        }
      }
    }
  },
}

interface Named {
  step: Step
  command: Command
  component: string
  words: ReadonlySet<string>
}

/**
 * Steps whose script names another step's component and not their own. Only where the procedure's scripts name
 * components at all: the step's own component must occur in the script of another step.
 */
function mismatches(procedure: Procedure): { step: Step; command: Command; own: string; other: string }[] {
  const named = procedureSteps(procedure).flatMap((step) => nameOf(step))
  const components = new Set(named.map(({ component }) => component))
  return named.flatMap(({ step, command, component, words }) => {
    if (words.has(component)) return []
    const isNamedElsewhere = named.some((each) => each.words.has(component))
    const other = [...components].find((each) => each !== component && words.has(each))
    const otherIsUsual = named.some((each) => each.component === other && each.words.has(each.component))
    return isNamedElsewhere && other !== undefined && otherIsUsual ? [{ step, command, own: component, other }] : []
  })
}

function nameOf(step: Step): Named[] {
  const component = ACTS_ON.exec(step.title)?.[1]?.toLowerCase()
  const commands = flatSteps([step]).flatMap((each) => each.commands)
  const [command] = commands
  const script = command && SCRIPT.exec(command.text.split('\n', 1)[0]!)?.[1]
  if (!component || !script) return []
  return [{ step, command, component, words: new Set(script.toLowerCase().split(/[_.-]+/)) }]
}
