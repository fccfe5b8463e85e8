/** How long a run took, and whether that is what its page promises. */
import type { Plan } from '../plan/plan.ts'
import type { RunFinished } from '../record/events.ts'
import type { RunState } from '../record/replay.ts'
import { judgeTime } from './expect/judge-time.ts'

const VERDICTS = { passed: 'met', failed: 'not-met', unverified: 'unverified' } as const

/** Measures from the first step to the end of the last that is the procedure's own, by the clock that never jumps. */
export function runTime() {
  let began: number | undefined
  let ended: number | undefined
  return {
    begin(): void {
      began ??= performance.now()
    },
    mark(): void {
      ended = performance.now()
    },
    /** Part of the last event. The time of a run that was resumed is not the time its procedure takes. */
    verdict({ timeBound }: Plan, { resumed }: RunState): Pick<RunFinished, 'durationMs' | 'time'> {
      if (began === undefined || ended === undefined) return {}
      const durationMs = Math.round(ended - began)
      if (!timeBound) return { durationMs }
      const { verdict } = judgeTime(timeBound, durationMs)
      return { durationMs, time: { promised: timeBound.text, verdict: resumed ? 'unverified' : VERDICTS[verdict] } }
    },
  }
}
