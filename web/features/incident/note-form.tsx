import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { dismiss, fulfil, useActs } from '../../app/acts.ts'
import { incidentApi } from './incident-path.ts'

/** A note is taken down at once and sent when it can be; several may wait. */
export function NoteForm({ number }: { number: number }) {
  const client = useQueryClient()
  const [text, setText] = useState('')
  const prefix = `incident/${number}/note/`
  const waiting = useActs(prefix)
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    const words = text.trim()
    if (words === '') return
    setText('')
    fulfil({ name: `${prefix}${Date.now()}`, path: `${incidentApi(number)}/notes`, body: { text: words } }).then(
      () => client.invalidateQueries({ queryKey: ['incident'] }),
      () => undefined,
    )
  }
  return (
    <form className="note-form" onSubmit={send}>
      <label htmlFor="note" className="sr-only">
        Note
      </label>
      <textarea
        id="note"
        rows={2}
        maxLength={20_000}
        placeholder="What you saw, did or decided"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
        }}
      />
      <button type="submit" className="button">
        Add note
      </button>
      <div role="status" className="note-waiting">
        {waiting.map(({ key, name, state, why, body }) => (
          <p key={key} className={state === 'refused' ? 'act-refused' : 'quiet'}>
            {state === 'sending' ? 'Sending' : state === 'waiting' ? 'Not sent yet' : 'Not taken'}:{' '}
            {(body as { text: string }).text}
            {state === 'refused' ? (
              <>
                {' '}
                ({why}){' '}
                <button
                  type="button"
                  className="button-link"
                  onClick={() => {
                    setText((body as { text: string }).text)
                    dismiss(name)
                  }}
                >
                  Write it again
                </button>
              </>
            ) : null}
          </p>
        ))}
      </div>
    </form>
  )
}
