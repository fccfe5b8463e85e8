/** Where a run did not get through; for another try at these targets only. */
import { partKey, type RunState, subjectKey } from '../record/replay.ts'

export interface FailedTargets {
  failed: readonly string[]
  /** Something was started there and nobody knows whether it took effect: not to be begun again before that is settled. */
  unknown: readonly string[]
}

/** In the order of the run. What a person has accepted as done is no failure. */
export function failedTargets(state: RunState): FailedTargets {
  const parts = [...state.parts.values()]
  const unknown = new Set(state.unknown.map(({ target }) => target))
  const failed = new Set(
    parts
      .filter((part) => {
        const { step, target, state: is } = part
        if (state.answers.get(subjectKey({ kind: 'accept', step, target }))?.answer === 'yes') return false
        const missed = state.verdicts.get(partKey(part))?.some(({ verdict }) => verdict === 'not-met') === true
        return is === 'failed' || is === 'cancelled' || missed
      })
      .map(({ target }) => target),
  )
  const targets = state.started?.targets ?? []
  return {
    failed: targets.filter((name) => failed.has(name) && !unknown.has(name)),
    unknown: targets.filter((name) => unknown.has(name)),
  }
}
