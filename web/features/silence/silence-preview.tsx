import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { Alert, Matcher } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Status } from '../../ui/status.tsx'
import { severityTone } from '../alert/severity-tone.ts'

/** What such conditions would keep quiet now; asked anew as they change. */
function usePreview(matchers: readonly Matcher[]) {
  const asked = useDeferredValue(JSON.stringify(matchers))
  const isComplete = asked !== '[]'
  const preview = useQuery({
    queryKey: ['alert', 'preview', asked],
    queryFn: ({ signal }) =>
      ask<{ count: number; alerts: Alert[] }>('/api/v1/silences/preview', {
        ...{ method: 'POST', body: { matchers: JSON.parse(asked) }, signal },
      }),
    enabled: isComplete,
    placeholderData: (before) => before,
    retry: false,
  })
  return {
    error: isComplete ? preview.error : null,
    found: isComplete && !preview.error ? preview.data : undefined,
    isComplete,
  }
}

export function PreviewCount({ matchers }: { matchers: readonly Matcher[] }) {
  const { error, found, isComplete } = usePreview(matchers)
  return (
    <div role="status" className="preview-count">
      {isComplete ? null : <p className="quiet">Give at least one condition with a value.</p>}
      {error ? <ErrorNote error={error} /> : null}
      {found ? (
        <p>
          Keeps <strong>{found.count === 1 ? '1 alert' : `${found.count} alerts`}</strong> quiet that{' '}
          {found.count === 1 ? 'fires' : 'fire'} now.
        </p>
      ) : null}
    </div>
  )
}

export function PreviewList({ matchers }: { matchers: readonly Matcher[] }) {
  const { found } = usePreview(matchers)
  if (!found || found.count === 0) return null
  return (
    <section aria-labelledby="silence-preview">
      <h2 id="silence-preview">What it keeps quiet now</h2>
      <ul className="previewed">
        {found.alerts.map(({ id, summary, severity }) => (
          <li key={id}>
            <Status tone={severityTone(severity)}>{severity}</Status> <Link to={`/alerts/${id}`}>{summary}</Link>
          </li>
        ))}
      </ul>
      {found.count > found.alerts.length ? (
        <p className="quiet">and {found.count - found.alerts.length} more.</p>
      ) : null}
    </section>
  )
}
