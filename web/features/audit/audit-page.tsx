import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditItem } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { goWith, useQueryPart } from '../../app/place.ts'
import { Empty } from '../../ui/empty.tsx'
import { Field } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords, detailsOf } from './audit-words.ts'

interface Verdict {
  readonly ok: boolean
  readonly records: number
  readonly anchored: number
  readonly problem: { readonly seq: number; readonly message: string } | null
  readonly anchorProblems: readonly string[]
}

/** Who did what, and whether it is still what was written. */
export function AuditPage() {
  const action = useQueryPart('action')
  const subject = useQueryPart('subject')
  const actor = useQueryPart('actor')
  const list = useList<AuditItem>(['audit'], '/api/v1/audit', { limit: 100, action, subject, actor })
  return (
    <>
      <PageHeader
        title="Audit"
        about="Everything people and tokens did, as a chain in which nothing can be changed unseen."
        actions={
          <a className="button" href="/api/v1/audit/export" download="audit.ndjson">
            Export
          </a>
        }
      />
      <Verification />
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          const fields = new FormData(event.currentTarget)
          const part = (name: string) => String(fields.get(name) ?? '').trim() || undefined
          goWith({ action: part('action'), subject: part('subject'), actor: part('actor') })
        }}
      >
        <Field label="What" name="action" defaultValue={action} placeholder="incident.acknowledge" />
        <Field label="To what" name="subject" defaultValue={subject} placeholder="its id" />
        <Field label="Who" name="actor" defaultValue={actor} placeholder="their id" />
        <button type="submit" className="button">
          Filter
        </button>
      </form>
      <ListState
        list={list}
        empty={
          <Empty
            action={
              <button
                type="button"
                className="button"
                onClick={() => goWith({ action: undefined, subject: undefined, actor: undefined })}
              >
                Show everything
              </button>
            }
          >
            Nothing in the audit fits these filters.
          </Empty>
        }
      >
        {(items) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys.
          <section className="table-scroll table-wide" tabIndex={0} aria-label="Entries">
            <table>
              <thead>
                <tr>
                  <th>When</th>
                  <th>Who</th>
                  <th>What</th>
                  <th>To what</th>
                  <th>Number</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ hash, entry }) => (
                  <tr key={hash}>
                    <td>{entry.at === '' ? '' : <Time at={entry.at} />}</td>
                    <td>{actorWords(entry)}</td>
                    <td>
                      <code>{entry.action}</code>
                      {entry.outcome === 'done' ? null : <span className="quiet"> {entry.outcome}</span>}
                    </td>
                    <td>{detailsOf(entry)}</td>
                    <td className="quiet" title={hash}>
                      {entry.seq}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </ListState>
    </>
  )
}

function Verification() {
  const [wanted, setWanted] = useState(false)
  const verdict = useQuery({
    queryKey: ['audit', 'verify'],
    queryFn: ({ signal }) => ask<Verdict>('/api/v1/audit/verify', { signal }),
    enabled: wanted,
    staleTime: 0,
  })
  if (!wanted)
    return (
      <p>
        <button type="button" className="button" onClick={() => setWanted(true)}>
          Verify the chain
        </button>
      </p>
    )
  if (verdict.isPending) return <p role="status">Reading the whole chain…</p>
  if (!verdict.data) return <p role="alert">The chain could not be read. Try again.</p>
  const { ok, records, anchored, problem, anchorProblems } = verdict.data
  return (
    <div className={ok ? 'note note-good' : 'note note-bad'} role="status">
      <Status tone={ok ? 'good' : 'bad'}>{ok ? 'What was written' : 'Not what was written'}</Status>
      <p>
        {records} entries read;{' '}
        {anchored === 0 ? 'no anchor outside of the database confirms them' : `${anchored} anchors confirm them`}.
      </p>
      {problem ? (
        <p>
          Entry {problem.seq}: {problem.message}
        </p>
      ) : null}
      {anchorProblems.map((each) => (
        <p key={each}>{each}</p>
      ))}
    </div>
  )
}
