import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Suggestion } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { suggestionTo } from './suggestion-to.ts'
import './suggestion.css'

/** Loaded when somebody opens it: who only looks for a page does not wait for what runs it. */
const ProcedureView = lazy(async () => ({ default: (await import('../runbook/procedure-view.tsx')).ProcedureView }))

export interface SuggestionsProps {
  readonly queryKey: readonly unknown[]
  readonly path: string
  /** Number of the incident they are for. */
  readonly incident?: number
}

/** Procedures that are likely to help: why, and with which values. */
export function Suggestions({ queryKey, path, incident }: SuggestionsProps) {
  const found = useQuery({
    queryKey,
    queryFn: ({ signal }) => ask<{ items: Suggestion[] }>(path, { signal }),
  })
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Loading lines={3} />
  if (found.data.items.length === 0)
    return (
      <p className="quiet">
        No page of the book names this. <Link to="/runbooks">Search the runbooks</Link>
      </p>
    )
  return found.data.items.map((item) => (
    <SuggestionCard key={`${item.file} ${item.procedure} ${item.line}`} suggestion={item} incident={incident} />
  ))
}

function SuggestionCard({ suggestion, incident }: { suggestion: Suggestion; incident: number | undefined }) {
  const { title, file, line, procedure, reasons, bindings, open } = suggestion
  const [first, ...more] = reasons
  return (
    <article className="card suggestion">
      <h3>
        <Link to={suggestionTo(suggestion, incident)}>{title}</Link>
      </h3>
      <p className="quiet">
        {file}:{line}
        {procedure === null ? ' · to read, nothing to run' : ''}
      </p>
      {first === undefined ? null : <p>Because {first}.</p>}
      {more.length === 0 ? null : (
        <details>
          <summary>{more.length === 1 ? '1 more reason' : `${more.length} more reasons`}</summary>
          <ul>
            {more.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
      {bindings.length + open.length === 0 ? null : (
        <ul className="bindings" aria-label="Parameters">
          {bindings.map(({ parameter, label, value, sure }) => (
            <li key={parameter} className={sure ? 'chip' : 'chip chip-unsure'}>
              <span className="quiet">{parameter}</span> {value}
              <span className="quiet">{sure ? '' : ` (from ${label}, check it)`}</span>
            </li>
          ))}
          {open.map((parameter) => (
            <li key={parameter} className="chip chip-unsure">
              <span className="quiet">{parameter}</span> to be filled
            </li>
          ))}
        </ul>
      )}
      {incident === undefined || procedure === null ? null : (
        <ProcedureHere suggestion={suggestion} procedure={procedure} incident={incident} />
      )}
    </article>
  )
}

interface ProcedureHereProps {
  readonly suggestion: Suggestion
  readonly procedure: string
  readonly incident: number
}

/** The procedure with its buttons, in the incident it is for. */
function ProcedureHere({ suggestion: { file, title }, procedure, incident }: ProcedureHereProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="button"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Close' : 'Open here'}: ${title}`}
        onClick={() => setIsOpen((was) => !was)}
      >
        {isOpen ? 'Close' : 'Open here'}
      </button>
      {isOpen ? (
        <Suspense fallback={<Loading lines={6} />}>
          <ProcedureView path={file} procedure={procedure} incident={String(incident)} />
        </Suspense>
      ) : null}
    </>
  )
}
