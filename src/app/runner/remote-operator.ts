/** The people at a run on a runner: asked through the server, answered by whoever of them is first. */
import type { PlannedStep } from '../../runbook/plan/plan.ts'
import type { RemoteQuestion } from '../../runbook/remote/remote-question.ts'
import type { StepInBatch } from '../../runbook/run/next-move.ts'
import type { Answer, Operator } from '../../runbook/run/operator.ts'

export interface RemoteOperator {
  readonly operator: Operator
  /** An answer has come. False when this is not asked at the moment. */
  readonly answer: (given: { question: string; answer: string; note?: string; by: string }) => boolean
}

export interface RemoteOperatorOptions {
  /** Who asked for the run; until somebody answers, what is written down is in their name. */
  readonly requestedBy: string
  readonly present: boolean
  readonly ask: (question: RemoteQuestion) => Promise<void>
  /** Something that changes with every line of the journal: the same question asked again is known by it. */
  readonly place: () => number
  readonly pause: AbortSignal
}

type Words<Word extends string> = readonly (readonly [Word, string])[]
type Put = <Word extends string>(
  question: Omit<RemoteQuestion, 'key' | 'words'>,
  words: Words<Word>,
) => Promise<Answer<Word>>

/** Makes the operator. Ending the run answers every open question with "stop". */
export function remoteOperator({ requestedBy, present, ask, place, pause }: RemoteOperatorOptions): RemoteOperator {
  let name = requestedBy
  let open: { key: string; take: (answer: string, note?: string) => void } | undefined
  const put: Put = async <Word extends string>(
    question: Omit<RemoteQuestion, 'key' | 'words'>,
    words: Words<Word>,
  ): Promise<Answer<Word>> => {
    const key = `${place()}:${question.kind}:${question.step ?? ''}`
    const stop = words.find(([word]) => word === 'stop' || word === 'no' || word === 'unknown')![0]
    const given = new Promise<Answer<Word>>((resolve) => {
      open = {
        key,
        take: (answer, note) => resolve({ answer: answer as Word, ...(note === undefined ? {} : { note }) }),
      }
      if (pause.aborted) resolve({ answer: stop })
      pause.addEventListener('abort', () => resolve({ answer: stop }), { once: true })
    })
    await ask({ ...question, key, words: words.map(([word, label]) => ({ word, label })) })
    return given.finally(() => {
      open = undefined
    })
  }
  return {
    answer: ({ question, answer, note, by }) => {
      if (open?.key !== question) return false
      name = by
      open.take(answer, note)
      return true
    },
    operator: {
      get name() {
        return name
      },
      present,
      ...beginnings(put),
      ...ends(put),
    },
  }
}

type Questions = Omit<Operator, 'name' | 'present'>

/** What is asked before something is done. */
const beginnings = (put: Put): Pick<Questions, 'confirmPlan' | 'start' | 'choose' | 'carryOut'> => ({
  confirmPlan: ({ title }) => {
    const text = 'Carry out this plan? What only reads runs by itself, every change is asked for.'
    return put({ kind: 'plan', text, details: [bounded(title)] }, [
      ['yes', 'yes'],
      ['no', 'no'],
    ])
  },
  start: (at) => {
    const text = at.step.condition === undefined ? 'Run it?' : `Is that so: ${at.step.condition}? Run it?`
    return put({ kind: 'start', text, ...about(at) }, [
      ['yes', 'yes'],
      ['skip', 'leave it out'],
      ['stop', 'stop here'],
    ])
  },
  choose: (at) => {
    const open = (at.step.alternatives ?? []).filter(({ refusals }) => refusals.length === 0)
    return put<string>({ kind: 'choose', text: 'Which one?', ...about(at) }, [
      ...open.map(({ key, title }) => [key, bounded(title, 250)] as const),
      ['skip', 'none'],
      ['stop', 'stop here'],
    ])
  },
  carryOut: (at) =>
    put({ kind: 'carry-out', text: 'By hand. How did it go?', ...about(at) }, [
      ['done', 'done'],
      ['failed', 'failed'],
      ['skip', 'leave it out'],
      ['stop', 'stop here'],
    ]),
})

/** What is asked after something was done, or may have been. */
const ends = (put: Put): Pick<Questions, 'judge' | 'settle' | 'resolveFailure'> => ({
  judge: (step, { expectation }) =>
    put({ kind: 'judge', text: 'Is that what you see?', step: step.id, details: [bounded(expectation.text)] }, [
      ['yes', 'yes'],
      ['no', 'no'],
      ['unknown', 'cannot tell'],
    ]),
  settle: ({ leftovers, checks, ...at }) => {
    const text = 'Nobody knows whether this took effect. Look, then say what happened:'
    const found = checks ? [`the checks ${checks.held ? 'hold' : 'do not hold'}: ${checks.reason}`] : []
    return put({ kind: 'settle', text, ...about(at, [leftovers, ...found]) }, [
      ['succeeded', 'it took effect'],
      ['again', 'run it again'],
      ['failed', 'it failed'],
      ['stop', 'stop here'],
    ])
  },
  resolveFailure: ({ reason, canRollBack, ...at }) =>
    put({ kind: 'failure', text: 'What now?', ...about(at, [reason]) }, [
      ['again', 'try again'],
      ['accept', 'go on as if it were done'],
      ...(canRollBack ? ([['roll-back', 'take it back']] as const) : []),
      ['give-up', 'end as failed'],
      ['stop', 'stop here, resume later'],
    ]),
})

function about(
  { step, targets, label }: StepInBatch,
  more: readonly string[] = [],
): { step: string; details: string[] } {
  const where = targets.length > 1 ? [`at ${targets.join(', ')}`] : []
  const details = [`${label}. ${step.title}`, ...commands(step), ...where, ...more]
  return { step: step.id, details: details.map((text) => bounded(text)) }
}

const commands = ({ commands: all }: PlannedStep): string[] => all.slice(0, 40).map(({ execute }) => execute)

const bounded = (text: string, most = 9_000): string => (text.length > most ? `${text.slice(0, most)} …` : text)
