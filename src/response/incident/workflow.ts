/** The book's own way through an incident, walked step by step: where we are, who did what, what comes next. */
import { z } from 'zod'

export const workflowSchema = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number().int(),
  steps: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      line: z.number().int(),
      /** The next step depends on an answer. */
      question: z.boolean(),
      next: z.array(z.object({ step: z.string(), answer: z.string().optional() })),
    }),
  ),
})
export type Workflow = z.infer<typeof workflowSchema>
export type WorkflowStep = Workflow['steps'][number]

export const workflowLogSchema = z.array(
  z.object({ step: z.string(), answer: z.string().optional(), by: z.string(), at: z.coerce.date() }),
)
export type WorkflowLog = z.infer<typeof workflowLogSchema>

export interface WorkflowPosition {
  /** What to do now; more than one where the way forks without a question. */
  readonly current: readonly WorkflowStep[]
  /** Each time a step was done; a loop goes over a step again. */
  readonly done: WorkflowLog
  /** Every end was reached. */
  readonly finished: boolean
}

/** Where a workflow stands after its log. An entry that does not fit, because the log is of another version, is passed over. */
export function workflowPosition(workflow: Workflow, log: WorkflowLog): WorkflowPosition {
  const steps = new Map(workflow.steps.map((step) => [step.id, step]))
  let current = startsOf(workflow)
  const done: WorkflowLog = []
  for (const entry of log) {
    const step = steps.get(entry.step)
    if (!step || !current.includes(entry.step)) continue
    done.push(entry)
    const ahead = following(step, entry.answer)
    current = [...new Set([...current.filter((id) => id !== entry.step), ...ahead])]
  }
  return { current: current.flatMap((id) => steps.get(id) ?? []), done, finished: current.length === 0 }
}

/** Steps nothing leads to; a diagram that is all one loop begins where it is written first. */
function startsOf({ steps }: Workflow): string[] {
  const targets = new Set(steps.flatMap(({ next }) => next.map(({ step }) => step)))
  const starts = steps.filter(({ id }) => !targets.has(id)).map(({ id }) => id)
  return starts.length > 0 ? starts : steps.slice(0, 1).map(({ id }) => id)
}

const following = ({ question, next }: WorkflowStep, answer: string | undefined): string[] =>
  next.filter((each) => !question || each.answer === undefined || each.answer === answer).map(({ step }) => step)

/** Why a step cannot be ticked off now, or nothing. */
export function workflowProblem(
  workflow: Workflow,
  log: WorkflowLog,
  { step, answer }: { step: string; answer?: string | undefined },
): { code: string; message: string; hint: string } | undefined {
  const { current } = workflowPosition(workflow, log)
  const found = current.find(({ id }) => id === step)
  const names = current.map(({ id, text }) => `${id} (${text})`).join(', ')
  if (!found) {
    const message = `step "${step}" is not the one to do now`
    return { code: 'workflow/not-current', message, hint: names === '' ? 'The workflow is finished' : `It is ${names}` }
  }
  const answers = answersOf(found)
  if (!found.question || answers.length === 0 || (answer !== undefined && answers.includes(answer))) return undefined
  const message = `"${found.text}" is a question`
  return { code: 'workflow/answer', message, hint: `Answer with one of: ${answers.join(', ')}` }
}

/** The answers a question allows, as the book words them. */
export const answersOf = ({ next }: WorkflowStep): string[] => [
  ...new Set(next.flatMap(({ answer }) => (answer === undefined ? [] : [answer]))),
]

/** The answer to a question about severity that the incident's own severity gives: `P0/P1` for a P0. */
export function likelyAnswer(step: WorkflowStep, severityKeys: readonly string[]): string | undefined {
  if (!step.question) return undefined
  return answersOf(step).find((answer) =>
    (answer.toLowerCase().match(/[a-z]+\d?/g) ?? []).some((word) => severityKeys.includes(word)),
  )
}
