import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { fulfil, useAct, type Wish } from '../app/acts.ts'
import { ActNote } from './act-note.tsx'

export interface ActButtonProps extends Wish {
  readonly children: ReactNode
  readonly kind?: 'primary' | 'plain' | 'danger'
  readonly isSmall?: boolean
  readonly onDone?: ((answer: unknown) => void) | undefined
}

/**
 * A button whose tap is never lost: "sending…", then done, or "not sent yet", which survives a reload and is sent once. The first word of its
 * name is the noun it changes: what is shown of it is asked for again.
 */
export function ActButton({ children, kind = 'plain', isSmall = false, onDone, ...wish }: ActButtonProps) {
  const client = useQueryClient()
  const state = useAct(wish.name)
  const isBusy = state !== undefined && state.state !== 'refused'
  const done = (answer: unknown) => {
    onDone?.(answer)
    void client.invalidateQueries({ queryKey: [wish.name.split('/')[0]] })
  }
  return (
    <span className="act">
      <button
        type="button"
        className={`button button-${kind}${isSmall ? ' button-small' : ''}`}
        aria-busy={isBusy}
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) fulfil(wish).then(done, () => undefined)
        }}
      >
        {state?.state === 'sending' ? 'Sending…' : children}
      </button>
      <ActNote name={wish.name} />
    </span>
  )
}
