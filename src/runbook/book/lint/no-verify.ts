import type { Command, Page, Procedure, Step } from '../page.ts'
import { procedureSteps } from './judged-commands.ts'
import { page, spanOfLines } from './place.ts'
import type { Rule } from './rule.ts'

export const noVerify: Rule = {
  id: 'RB304',
  name: 'no-verify',
  summary: 'A procedure that changes something ends with a way to see that it worked.',
  why: 'Without a check the procedure is over when the last command was typed, not when the service is well. Half of all second pages in a night are about a repair that nobody looked at again. One command whose output is stated is enough; a section that applies “after every procedure” counts, but the reader has to know of it.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off', reference: 'info', index: 'info', 'service-overview': 'info' },
  examples: [
    {
      title: 'a restart and nothing after it',
      bad: page(
        '# Queue',
        '',
        '## Restart the queue ⟵',
        '',
        '```bash',
        'systemctl stop shop-queue',
        'systemctl start shop-queue',
        '```',
      ),
      good: page(
        '# Queue',
        '',
        '## Restart the queue',
        '',
        '```bash',
        'systemctl stop shop-queue',
        'systemctl start shop-queue',
        '```',
        '',
        '**Verification**:',
        '',
        '```bash',
        'curl -s http://localhost:8222/healthz',
        '```',
      ),
    },
  ],
  *page(read) {
    const hook = read.hooks.find(({ appliesTo }) => appliesTo === 'every-procedure')
    for (const procedure of read.procedures) {
      const changes = changesOf(procedure)
      if (!changes || isChecked(read, procedure, changes)) continue
      const message = `"${procedure.title}" changes something (last on line ${changes.last.line}) and ends without a check of its own`
      yield hook
        ? {
            span: spanOfLines(read.document, procedure.line),
            message: `${message}; "${hook.title}" applies, but is not mentioned`,
            hint: `Point to "${hook.title}" at its end`,
            severity: 'info',
          }
        : {
            span: spanOfLines(read.document, procedure.line),
            message,
            hint: 'Add a step that shows whether it worked, and what is seen then',
          }
    }
  },
}

/** Commands that prepare the reader's own session or files; nothing of the service changes by them. */
const OWN_SESSION =
  /^(?:sudo\s+)?(?:cd|export|set|alias|source|\.|mkdir|touch|cp|scp|git|ssh|ssh-add|eval|echo|tee|tar|curl\s+-[a-zA-Z]*[oO]|wget|vi|vim|nano|kinit|aws\s+(?:sso|configure)|gcloud\s+(?:auth|config)|kubectl\s+config|oc\s+(?:login|project)|kubens|kubectx|docker\s+login|az\s+(?:login|account)|brew|pip3?|npm|gem|bundle|apt|apt-get|yum|dnf|make|chmod|history|tmux|screen|script|gds|bosh\s+login|vault\s+login|tsh)\b|^\w+=\S*\s*$/

interface Changes {
  first: Command
  last: Command
}

/**
 * The commands that change the world, not only the reader's session. Where no command is known to change anything,
 * scripts whose effect nobody can know count, if the procedure calls them its action.
 */
function changesOf(procedure: Procedure): Changes | undefined {
  const steps = procedureSteps({ ...procedure, verification: [], rollback: [] })
  const certain = steps.flatMap(({ commands }) => commands).filter(isChange)
  const assumed = steps.filter(({ phase }) => phase === 'action').flatMap(({ commands }) => commands.filter(isOwnScript))
  const [first] = certain.length > 0 ? certain : assumed
  const last = certain.at(-1) ?? assumed.at(-1)
  return first && last ? { first, last } : undefined
}

const isChange = ({ effect, text }: Command) => (effect === 'changing' || effect === 'destructive') && !OWN_SESSION.test(text)
const isOwnScript = ({ effect, text }: Command) => effect === 'unknown' && /^(?:\w+=\S*\s+)*\.{0,2}\/?[\w.-]+\/[\w./-]+\.sh\b/.test(text)

/** Programs that tell how something is, when they stand behind the last change. */
const TELLS_STATE =
  /\b(?:status|health\w*|readyz|livez|ready|is-active|is-failed|ping|describe|get|list|ps|top|show|info|wait|version|verify|validate|check|test|select|watch|logs|nc|dig|nslookup|s_client|df|free|pg_isready|curl|count|query|inspect|stats|diff|plan)\b/i
const ANNOUNCES_CHECK =
  /\b(?:verif(?:y|ies|ied|ication)|confirm|validate|check (?:that|if|whether|the)|ensure (?:that|the)|make sure|should (?:now |then |also |no longer |all )?(?:be|see|show|return|clear|resolve|start|have|come|appear|disappear|go|drop|recover|report|stop|look|get|work|contain)|you(?:'ll| will| should)?(?: now| then)? see|will (?:be |automatically |then |now )?(?:resolved?|clear|recover|restart|start)|expected|monitor|watch|until|wait (?:for|until)|look for|smoke test|looks? (?:good|healthy|like)|output)\b/i

function isChecked(read: Page, procedure: Procedure, { first, last }: Changes): boolean {
  if (procedure.verification.length > 0) return true
  const steps = procedureSteps({ ...procedure, rollback: [] })
  if (steps.some((step) => isCheck(step, first) || showsState(step, last))) return true
  return read.document.inlines.some(({ line, text }) => line > last.endLine && line <= procedure.endLine && ANNOUNCES_CHECK.test(text))
}

/** A step that its author calls a check, or that says what is expected, anywhere behind the first change. */
const isCheck = ({ phase, line, expectations }: Step, first: Command) =>
  (phase === 'verification' && line >= first.line) || expectations.some((expected) => expected.line >= first.line)

/** A command that shows how things are, behind the last change. */
const showsState = ({ commands }: Step, last: Command) =>
  commands.some(({ line, effect, text }) => line > last.line && effect === 'read-only' && TELLS_STATE.test(text))
