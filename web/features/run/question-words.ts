/** The questions of a run in the words of the console, and which answers change something. */
import type { RunQuestion } from '../../../src/http/contract.ts'

export interface AnswerButton {
  readonly word: string
  readonly label: string
  readonly kind: 'primary' | 'plain' | 'danger'
  /** Something is carried out that may change the world: it has to be held. */
  readonly isHeld: boolean
}

export interface Explained {
  readonly title: string
  readonly explanation?: string
  readonly takesNote: boolean
}

export function explanationOf({ kind, text }: RunQuestion): Explained {
  switch (kind) {
    case 'plan':
      return {
        title: 'Start the run?',
        explanation: 'Steps that only read run by themselves. Every change is asked for.',
        takesNote: false,
      }
    case 'start':
      return { title: text, takesNote: false }
    case 'choose':
      return { title: 'Which way?', takesNote: false }
    case 'carry-out':
      return { title: 'Do this by hand, then say how it went', takesNote: true }
    case 'judge':
      return { title: 'Is that what you see?', takesNote: true }
    case 'settle':
      return {
        title: 'Unknown outcome: did it happen?',
        explanation:
          'This step was started, and its end was never written down: the runner or its machine was cut off. It may have taken effect or not, and nothing runs it again by itself. Look at the evidence, then say what happened.',
        takesNote: true,
      }
    case 'failure':
      return { title: 'The step failed. What now?', takesNote: true }
  }
}

const LABELS: Readonly<Record<string, string>> = {
  'plan yes': 'Start',
  'plan no': 'Do not start',
  'start yes': 'Run',
  'start skip': 'Leave it out',
  'carry-out done': 'Done',
  'carry-out failed': 'It failed',
  'judge yes': 'Yes, as expected',
  'judge no': 'No',
  'judge unknown': 'Cannot tell',
  'settle succeeded': 'It happened',
  'settle failed': 'It did not happen',
  'settle again': 'Run it again',
  'failure again': 'Try again',
  'failure accept': 'Go on as if it were done',
  'failure roll-back': 'Roll back',
  'failure give-up': 'End as failed',
}

/** The main answer first; at most one of them stands out. */
export function buttonsOf({ kind, words }: RunQuestion, effect: string | undefined): readonly AnswerButton[] {
  const changes = effect !== 'read-only'
  return words.map(({ word, label }, at) => {
    const isRun = (kind === 'start' && word === 'yes') || word === 'again'
    const isRollBack = kind === 'failure' && word === 'roll-back'
    return {
      word,
      label: LABELS[`${kind} ${word}`] ?? (word === 'stop' ? 'Stop here' : sentence(label)),
      kind: at === 0 && kind !== 'settle' && kind !== 'failure' ? 'primary' : isRollBack ? 'danger' : 'plain',
      isHeld: isRollBack || (isRun && changes),
    }
  })
}

const sentence = (label: string): string => label.slice(0, 1).toUpperCase() + label.slice(1)
