import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { fulfil, useAct, type Wish } from '../app/acts.ts'
import { ActNote } from './act-note.tsx'

export interface ActFormProps extends Omit<Wish, 'body'> {
  /** What is sent, from what was typed; undefined sends nothing. */
  readonly body: (fields: FormData) => unknown
  readonly submit: string
  readonly kind?: 'primary' | 'plain' | 'danger'
  readonly children: ReactNode
  /** Beside the button that sends it. */
  readonly more?: ReactNode
  readonly onDone?: ((answer: unknown) => void) | undefined
}

/** Fields that are sent as one act: what was typed stays until the server has it. */
export function ActForm({ body, submit, kind = 'primary', children, more, onDone, ...wish }: ActFormProps) {
  const client = useQueryClient()
  const state = useAct(wish.name)
  const isBusy = state !== undefined && state.state !== 'refused'
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const made = body(new FormData(event.currentTarget))
    if (isBusy || made === undefined) return
    fulfil({ ...wish, body: made }).then(
      (answer) => {
        void client.invalidateQueries({ queryKey: [wish.name.split('/')[0]] })
        onDone?.(answer)
      },
      () => undefined,
    )
  }
  return (
    <form onSubmit={send}>
      {children}
      <div className="actions">
        <button type="submit" className={`button button-${kind}`} aria-busy={isBusy} aria-disabled={isBusy}>
          {state?.state === 'sending' ? 'Sending…' : submit}
        </button>
        {more}
      </div>
      <ActNote name={wish.name} />
    </form>
  )
}

/** What was typed into a field, without the space around it; undefined for nothing. */
export function typed(fields: FormData, name: string): string | undefined {
  const value = fields.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
