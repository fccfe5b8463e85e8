/** States of runs and steps as words with their tone. */
import type { Run, RunProgress, RunQuestion } from '../../../src/http/contract.ts'
import type { Tone } from '../../ui/status.tsx'

interface Words {
  readonly tone: Tone
  readonly words: string
}

const RESULTS: Readonly<Record<string, Words>> = {
  succeeded: { tone: 'good', words: 'Succeeded' },
  failed: { tone: 'bad', words: 'Failed' },
  cancelled: { tone: 'quiet', words: 'Cancelled' },
  'rolled-back': { tone: 'warning', words: 'Taken back' },
  unknown: { tone: 'unknown', words: 'Unknown outcome' },
}

const NEEDS: Readonly<Record<string, string>> = {
  approval: 'Needs approval',
  person: 'Waits for a person',
  resume: 'Stopped, can go on',
}

export function runWords(run: Pick<Run, 'state' | 'result' | 'waitsFor'> & { question?: RunQuestion | null }): Words {
  const { state, result, waitsFor, question } = run
  if (question && state !== 'finished' && state !== 'lost')
    return question.kind === 'settle' ? RESULTS.unknown! : { tone: 'warning', words: 'Waits for an answer' }
  switch (state) {
    case 'finished':
      return RESULTS[result ?? ''] ?? { tone: 'unknown', words: result ?? 'Ended' }
    case 'lost':
      return { tone: 'unknown', words: 'Runner is silent' }
    case 'waiting':
      return { tone: 'warning', words: NEEDS[waitsFor ?? ''] ?? 'Waits' }
    case 'queued':
      return { tone: 'quiet', words: 'Waits for a runner' }
    case 'running':
      return { tone: 'warning', words: 'Running' }
  }
}

type StepState = RunProgress['steps'][number]['state']

const STEPS: Readonly<Record<StepState, Words>> = {
  running: { tone: 'warning', words: 'running' },
  unknown: { tone: 'unknown', words: 'unknown' },
  failed: { tone: 'bad', words: 'failed' },
  waits: { tone: 'warning', words: 'waits' },
  begun: { tone: 'warning', words: 'begun' },
  open: { tone: 'quiet', words: 'to do' },
  skipped: { tone: 'quiet', words: 'left out' },
  done: { tone: 'good', words: 'done' },
}

export const stepWords = (state: StepState): Words => STEPS[state]

type Verdict = RunProgress['steps'][number]['verdicts'][number]['verdict']

const VERDICTS: Readonly<Record<Verdict, Words>> = {
  met: { tone: 'good', words: 'as expected' },
  'not-met': { tone: 'bad', words: 'not as expected' },
  unverified: { tone: 'unknown', words: 'nobody could tell' },
  sample: { tone: 'quiet', words: 'a sample' },
}

export const verdictWords = (verdict: Verdict): Words => VERDICTS[verdict]

export const isOver = ({ state }: Pick<Run, 'state'>): boolean => state === 'finished'
