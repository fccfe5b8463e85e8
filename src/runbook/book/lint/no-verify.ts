import type { Command, Page, Procedure, Step } from '../page.ts'
import { procedureSteps } from './flat-steps.ts'
import { isGivenUp } from './lifecycle-marker.ts'
import { page, spanOfLines } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { type Changes, changesOf } from './service-changes.ts'

export const noVerify: Rule = {
  id: 'RB304',
  name: 'no-verify',
  summary: 'A procedure that acts on a service ends with a way to see that it worked.',
  why: 'Without a check the procedure is over when the last command was typed, not when the service is well. Half of all second pages in a night are about a repair that nobody looked at again. One command whose output is stated is enough; a section that applies “after every procedure” counts, but the reader has to know of it.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off', reference: 'off', index: 'off', 'service-overview': 'info' },
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
    {
      title: 'a deployment; a comment that names the check is one',
      bad: page('# Roll out ⟵', '', '```bash', 'kubectl rollout restart deploy/api -n shop', '```'),
      good: page(
        '# Roll out',
        '',
        '```bash',
        'kubectl rollout restart deploy/api -n shop',
        '# Verify orders',
        './orders.sh --fail-on-error',
        '```',
      ),
    },
    {
      title: 'a page that was given up needs no check',
      bad: page('# ApiDown ⟵', '', '## Mitigation', '', '```bash', 'kubectl delete pod api-0 -n shop', '```'),
      good: page(
        '# ApiDown [Deprecated]',
        '',
        '## Mitigation',
        '',
        '```bash',
        'kubectl delete pod api-0 -n shop',
        '```',
      ),
    },
    {
      title: 'history only reads, wherever it is written to',
      bad: page('# Versions ⟵', '', '```bash', 'kubectl rollout undo deploy/api -n shop', '```'),
      good: page('# Versions', '', '```bash', 'kubectl rollout history deploy/api -n shop > ~/deployment.txt', '```'),
    },
  ],
  *page(read) {
    if (isGivenUp(read)) return
    const hook = read.hooks.find(({ appliesTo }) => appliesTo === 'every-procedure')
    for (const procedure of read.procedures) {
      if (NO_REPAIR.test(procedure.title)) continue
      const changes = changesOf(read, procedure)
      if (!changes || isChecked(read, procedure, changes)) continue
      if (hook) yield hookFinding(read, procedure, hook.title)
      else if (!isCheckedLater(read, procedure)) yield finding(read, procedure, changes)
    }
  },
}

function finding({ document }: Page, { title, line }: Procedure, { last }: Changes): Finding {
  return {
    span: spanOfLines(document, line),
    message: `"${title}" changes something (last on line ${last.line}) and ends without a check`,
    hint: 'Add a step that shows whether it worked, and what is seen then',
  }
}

function hookFinding({ document }: Page, { title, line }: Procedure, hook: string): Finding {
  return {
    span: spanOfLines(document, line),
    message: `"${title}" has no check of its own; "${hook}" applies, but the reader is not told`,
    hint: `Point to "${hook}" at its end`,
    severity: 'info',
  }
}

/** Sections that set something up or take it away: there is no service to look at, or everything that follows shows it. */
const NO_REPAIR =
  /\b(?:install\w*|un-?install\w*|set-?up|setting up|configur\w+|usage|examples?|using|quick ?start|getting started|development|developer|local\w*|clean-?up|cleaning|delet\w+|remov\w+|decommission\w*|tear ?down|environment file|prerequisites?|build(?:ing)?|demo|tutorial|intro\w*|managing|management|manage|commands?|overview|reference|retention|rotation|log(?:s|ging)|tools?|permissions?|roles?|load tests?|running the tests?)\b/i

/** A section behind the procedure that is about checking what the page did counts for all of it. */
const CHECK_SECTION =
  /\b(?:verif\w+|validat\w+|post-?\s?checks?|health checks?|smoke tests?|confirm\w*|sanity checks?|success criteria|checklist)\b/i

const isCheckedLater = ({ document }: Page, { endLine }: Procedure): boolean =>
  document.headings.some(({ line, text }) => line > endLine && CHECK_SECTION.test(text))

/** Programs that tell how something is, when they stand behind the last change. */
const TELLS_STATE =
  /\b(?:status|health\w*|readyz|livez|ready|is-active|is-failed|ping|describe|get|list|ps|top|show|info|wait|version|verify|validate|check|test|select|watch|logs|journalctl|nc|dig|nslookup|s_client|df|free|pg_isready|curl|count|query|inspect|stats|diff|plan)\b/i
const ANNOUNCES_CHECK =
  /\b(?:verif(?:y|ies|ied|ication)|confirm|validate|check (?:that|if|whether|the)|ensure (?:that|the|everything|all)|re-?(?:run|test)|make sure|should (?:now |then |also |no longer |all )?(?:be|see|show|return|clear|resolve|start|have|come|appear|disappear|go|drop|recover|report|stop|look|find|get|work|contain)|you(?:'ll| will| should)?(?: now| then)? see|will (?:be |automatically |then |now )?(?:resolved?|clear|recover|restart|start)|expected|monitor|watch|until|wait (?:for|until)|look for|follow the (?:\w+ )?logs|smoke test|looks? (?:good|healthy|like)|output)\b/i

function isChecked(read: Page, procedure: Procedure, { first, last }: Changes): boolean {
  if (procedure.verification.length > 0) return true
  const steps = procedureSteps({ ...procedure, rollback: [] })
  if (steps.some((step) => isCheck(step, first) || showsState(step, last))) return true
  const isBehind = (line: number) => line > last.endLine && line <= procedure.endLine
  if (steps.some(({ line, title }) => isBehind(line) && TITLED_CHECK.test(title))) return true
  if (commentsOf(read).some(({ line, text }) => isBehind(line) && TITLED_CHECK.test(text))) return true
  return read.document.inlines.some(
    ({ line, endLine, raw }) =>
      endLine > last.endLine &&
      line <= procedure.endLine &&
      // A paragraph may have begun before the last change and name the check behind it.
      ANNOUNCES_CHECK.test(
        raw
          .split('\n')
          .slice(Math.max(0, last.endLine - line + 1))
          .join('\n'),
      ),
  )
}

const commentsOf = ({ readings }: Page) =>
  readings.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'comment' ? [item] : [])))

/** What an author calls a check, as the title of a step or a comment in a block. */
const TITLED_CHECK = /^(?:verif\w+|validate|confirm|re-?(?:run|test))\b/i

/** A step that its author calls a check, or that says what is expected, anywhere behind the first change. */
const isCheck = ({ phase, line, expectations }: Step, first: Command) =>
  (phase === 'verification' && line >= first.line) || expectations.some((expected) => expected.line >= first.line)

/** A command that shows how things are, behind the last change. */
const showsState = ({ commands }: Step, last: Command) =>
  commands.some(({ line, effect, text }) => line > last.line && effect === 'read-only' && TELLS_STATE.test(text))
