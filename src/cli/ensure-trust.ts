/** Nothing of a page runs before somebody has agreed to these very steps, from this very place. */
import type { Plan } from '../runbook/plan/plan.ts'
import { changesUnasked } from '../runbook/report/plan-overview.ts'
import { commandLines } from '../runbook/report/run-lines.ts'
import { counted } from '../runbook/report/style.ts'
import { allSteps } from '../runbook/run/open-steps.ts'
import { askTrust, giveTrust, type TrustPlace } from '../runbook/run/trust/store.ts'
import type { TrustQuestion } from '../runbook/run/trust/trust.ts'
import { actor } from './actor.ts'
import { askWord } from './ask-word.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

/** Asks at a terminal; elsewhere `--trust` is the answer, or there is none. */
export async function ensureTrust(
  call: Call<{ trust?: boolean }>,
  plan: Plan,
  place: TrustPlace,
  pause: AbortSignal,
): Promise<void> {
  const question = askTrust(plan, place)
  if (!question) return
  const { terminal, keyboard, flags } = call
  const agree = () => giveTrust(plan, place, { by: actor(), at: call.now })
  if (flags.trust) return agree()
  const why = `${reason(question, plan, place)}${unaskedWords(plan)}`
  const refused = new Failure({
    ...{ code: 'run/not-trusted', message: why, exit: EXIT.needsApproval },
    hint: `Read "opsbook plan ${plan.page}#${plan.procedure?.id ?? ''}", then run it with --trust`,
  })
  if (!keyboard) throw refused
  const { style, print } = terminal
  print(`${style.paint('yellow', style.signs.warning)} ${style.show(why)}\n`)
  const shown = question.why === 'changed' ? question.steps : []
  for (const { commands } of shown)
    for (const command of commands) print(`${commandLines(command, style).join('\n')}\n`)
  const { answer } = await askWord({
    ...{ keyboard, terminal, pause, question: 'Trust these steps, as they are now, from this place?' },
    choices: [
      { word: 'yes', keys: ['y', 'yes'], label: 'yes' },
      { word: 'no', keys: ['n', 'no', 'q'], label: 'no' },
    ],
  })
  if (answer !== 'yes') throw refused
  agree()
}

/** The policy is a file of the folder as the page is: whoever trusts it has to know how far it goes. */
function unaskedWords({ steps, rollback }: Plan): string {
  const unasked = allSteps([...steps, ...rollback]).filter(changesUnasked)
  if (unasked.length === 0) return ''
  return `; its policy lets ${counted(unasked.length, 'step')} change something without a question, with --auto too`
}

function reason(question: TrustQuestion, plan: Plan, { folder }: TrustPlace): string {
  const commit = plan.commit === 'no-commit' ? '' : ` at commit ${plan.commit.slice(0, 12)}`
  const what = `"${plan.title}" of ${plan.page} in ${folder}${commit}`
  if (question.why === 'first') return `${what} has never run from here`
  const { commit: before, at } = question.since
  const then = before === 'no-commit' ? at.slice(0, 10) : `commit ${before.slice(0, 12)} of ${at.slice(0, 10)}`
  return `${counted(question.steps.length, 'step')} of ${what} changed since ${then}`
}
