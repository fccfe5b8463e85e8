import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { ErrorNote } from './error-note.tsx'
import { Field } from './field.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** What it does, and that it cannot be taken back. */
  readonly children: ReactNode
  /** Typed to confirm; absent: one more button is enough. */
  readonly word?: string
  readonly act: string
  readonly isBusy: boolean
  readonly error: unknown
  readonly onConfirm: () => void
}

/** Asks once more before what cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, isOpen, onClose, children, word, act, isBusy, error, onConfirm } = props
  const [typed, setTyped] = useState('')
  const isReady = word === undefined || typed.trim() === word
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !isBusy) onConfirm()
        }}
      >
        {children}
        {word === undefined ? null : (
          <Field
            label={`Type "${word}" to confirm`}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
        {error ? <ErrorNote error={error} /> : null}
        <div className="actions">
          <button type="submit" className="button button-danger" disabled={!isReady || isBusy}>
            {act}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Leave it
          </button>
        </div>
      </form>
    </Dialog>
  )
}
