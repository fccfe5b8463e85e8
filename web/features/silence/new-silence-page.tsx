import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { Alert, Matcher } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { go, usePlace } from '../../app/place.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { ownZone } from '../../ui/time-words.ts'
import { severityTone } from '../alert/severity-tone.ts'
import { fromLocalTime, toLocalTime } from '../incident/local-time.ts'
import { MatcherFields } from './matcher-fields.tsx'
import { matchersIn } from './matcher-text.ts'
import './silence.css'

/** Makes a silence; what it would keep quiet is shown before it does. */
export function NewSilencePage() {
  const given = matchersIn(usePlace().searchParams)
  const [matchers, setMatchers] = useState<readonly Matcher[]>(
    given.length > 0 ? given : [{ name: 'alertname', operator: '=', value: '' }],
  )
  const complete = matchers.filter(({ name, value }) => name !== '' && value !== '')
  return (
    <>
      <PageHeader title="Make a silence" about="Alerts that fit all conditions are told to nobody until it ends." />
      <div className="columns">
        <ActForm
          name="silence/new"
          path="/api/v1/silences"
          body={(fields) => {
            const endsAt = fromLocalTime(typed(fields, 'endsAt') ?? '')
            const startsAt = fromLocalTime(typed(fields, 'startsAt') ?? '')
            if (complete.length === 0 || endsAt === undefined) return undefined
            return { matchers: complete, comment: typed(fields, 'comment'), startsAt, endsAt }
          }}
          submit="Silence"
          onDone={() => go('/silences')}
        >
          <MatcherFields matchers={matchers} onChange={setMatchers} />
          <Until />
          <div className="field">
            <label htmlFor="silence-comment">Why; the next one on call reads it</label>
            <textarea id="silence-comment" name="comment" required maxLength={4_000} />
          </div>
        </ActForm>
        <Preview matchers={complete} />
      </div>
    </>
  )
}

const LENGTHS = [
  ['30 min', 30],
  ['1 h', 60],
  ['2 h', 120],
  ['8 h', 480],
  ['1 d', 1_440],
  ['1 w', 10_080],
] as const

function Until() {
  const [end, setEnd] = useState(() => inMinutes(60))
  return (
    <>
      <div className="field">
        <label htmlFor="silence-end">Until ({ownZone()})</label>
        <input
          id="silence-end"
          name="endsAt"
          type="datetime-local"
          required
          value={end}
          onChange={({ target }) => setEnd(target.value)}
        />
        <div className="actions">
          {LENGTHS.map(([words, minutes]) => (
            <button
              key={words}
              type="button"
              className="button button-small"
              onClick={() => setEnd(inMinutes(minutes))}
            >
              {words}
            </button>
          ))}
        </div>
      </div>
      <details>
        <summary>Not from now on</summary>
        <div className="field">
          <label htmlFor="silence-start">From ({ownZone()})</label>
          <input id="silence-start" name="startsAt" type="datetime-local" />
        </div>
      </details>
    </>
  )
}

const inMinutes = (minutes: number): string => toLocalTime(new Date(Date.now() + minutes * 60_000)).slice(0, 16)

/** Asked anew as the conditions change. */
function Preview({ matchers }: { matchers: readonly Matcher[] }) {
  const asked = useDeferredValue(JSON.stringify(matchers))
  const preview = useQuery({
    queryKey: ['alert', 'preview', asked],
    queryFn: ({ signal }) =>
      ask<{ count: number; alerts: Alert[] }>('/api/v1/silences/preview', {
        ...{ method: 'POST', body: { matchers: JSON.parse(asked) }, signal },
      }),
    enabled: asked !== '[]',
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <section aria-labelledby="silence-preview">
      <h2 id="silence-preview">What it keeps quiet now</h2>
      <div role="status">
        {asked === '[]' ? <p className="quiet">Give at least one condition with a value.</p> : null}
        {preview.error ? <ErrorNote error={preview.error} /> : null}
        {preview.data && !preview.error && asked !== '[]' ? (
          <p>
            <strong>{preview.data.count === 1 ? '1 alert' : `${preview.data.count} alerts`}</strong> that{' '}
            {preview.data.count === 1 ? 'fires' : 'fire'} now
          </p>
        ) : null}
      </div>
      {preview.data && !preview.error && asked !== '[]' ? (
        <ul className="previewed">
          {preview.data.alerts.map(({ id, summary, severity }) => (
            <li key={id}>
              <Status tone={severityTone(severity)}>{severity}</Status> {summary}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
