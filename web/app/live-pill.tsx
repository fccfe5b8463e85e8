import { useClock } from '../ui/clock.ts'
import { span } from '../ui/time-words.ts'
import { useLive } from './live.ts'

/** Whether what is on the screen is of now. */
export function LivePill() {
  const state = useLive()
  const now = useClock(1_000)
  if (state.kind === 'live')
    return (
      <span className="pill pill-good" role="status">
        live
      </span>
    )
  const words = span(Math.max(0, now - state.since))
  return (
    <span className={state.kind === 'stale' ? 'pill pill-bad' : 'pill pill-warning'} role="status">
      {state.kind === 'stale' ? `stale since ${words}` : 'reconnecting'}
    </span>
  )
}
