import { Problem } from '../api/problem.ts'

export interface ErrorNoteProps {
  readonly error: unknown
  readonly title?: string
  readonly onRetry?: () => void
}

/** What went wrong, why, and what to do. */
export function ErrorNote({ error, title, onRetry }: ErrorNoteProps) {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof Problem ? error.hint : undefined
  return (
    <div className="note note-bad" role="alert">
      {title ? <strong>{title}</strong> : null}
      <p>{message}</p>
      {hint ? <p className="quiet">{hint}</p> : null}
      {onRetry ? (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      ) : null}
    </div>
  )
}
