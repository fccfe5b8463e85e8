import { useState } from 'react'
import type { Matcher } from '../../../src/http/contract.ts'
import { go, usePlace } from '../../app/place.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ownZone } from '../../ui/time-words.ts'
import { fromLocalTime, toLocalTime } from '../incident/local-time.ts'
import { MatcherFields } from './matcher-fields.tsx'
import { matchersIn } from './matcher-text.ts'
import { PreviewCount, PreviewList } from './silence-preview.tsx'
import '../../ui/respond.css'
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
          <PreviewCount matchers={complete} />
          <Until />
          <div className="field">
            <label htmlFor="silence-comment">Why; the next one on call reads it</label>
            <textarea id="silence-comment" name="comment" required maxLength={4_000} />
          </div>
        </ActForm>
        <PreviewList matchers={complete} />
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
