import { dismiss, useAct } from '../app/acts.ts'

/** What keeps an act from being done: no connection yet, or a refusal. */
export function ActNote({ name }: { name: string }) {
  const state = useAct(name)
  if (state?.state === 'waiting')
    return (
      <span className="act-note" role="status">
        Not sent yet: no connection. It is sent once there is one.
      </span>
    )
  if (state?.state !== 'refused') return null
  return (
    <span className="act-note act-refused" role="alert">
      {state.why}{' '}
      <button type="button" className="button-link" onClick={() => dismiss(name)}>
        Dismiss
      </button>
    </span>
  )
}
