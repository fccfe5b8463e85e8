import type { ReactNode } from 'react'
import { act, dismiss, useAct } from '../app/acts.ts'

export interface ActButtonProps {
  /** What it does to what, the same for the same wish: `incident/482/acknowledge`. */
  readonly name: string
  readonly path: string
  readonly body?: unknown
  readonly children: ReactNode
  readonly kind?: 'primary' | 'plain' | 'danger'
  readonly onDone?: (answer: unknown) => void
}

/** A button whose tap is never lost: "sending…", then done, or "not sent yet", which survives a reload and is sent once. */
export function ActButton({ name, path, body, children, kind = 'plain', onDone }: ActButtonProps) {
  const state = useAct(name)
  const isBusy = state !== undefined && state.state !== 'refused'
  return (
    <span className="act">
      <button
        type="button"
        className={`button button-${kind}`}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) act(name, path, body).then(onDone, () => undefined)
        }}
      >
        {state?.state === 'sending' ? 'Sending…' : children}
      </button>
      {state?.state === 'waiting' ? (
        <span className="act-note" role="status">
          Not sent yet: no connection. It is sent once there is one.
        </span>
      ) : null}
      {state?.state === 'refused' ? (
        <span className="act-note act-refused" role="alert">
          {state.why}{' '}
          <button type="button" className="button-link" onClick={() => dismiss(name)}>
            Dismiss
          </button>
        </span>
      ) : null}
    </span>
  )
}
