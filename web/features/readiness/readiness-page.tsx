import { useQuery } from '@tanstack/react-query'
import type { BookFinding, BookGate } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { goWith, useQueryPart } from '../../app/place.ts'
import { counted } from '../../ui/counted.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Choice } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { FindingCard } from './finding-card.tsx'
import { GateVerdict } from './gate-verdict.tsx'

interface FindingFacts {
  readonly total: number
  readonly rules: readonly { readonly rule: string; readonly count: number }[]
}

/** Is the book ready for the night: the verdict of the gate, and what the checks find on which line. */
export function ReadinessPage() {
  const gate = useQuery({
    queryKey: ['runbook', 'gate'],
    queryFn: ({ signal }) => ask<BookGate>('/api/v1/readiness', { signal }),
  })
  return (
    <>
      <PageHeader
        title="Readiness"
        about="What the checks find in the pages of the book, each with its line and how to mend it."
      />
      {gate.error ? <ErrorNote error={gate.error} onRetry={() => void gate.refetch()} /> : null}
      {gate.isPending ? <Loading /> : null}
      {gate.data ? <GateVerdict gate={gate.data} /> : null}
      <Findings />
    </>
  )
}

function Findings() {
  const filter = {
    page: useQueryPart('page'),
    severity: useQueryPart('severity'),
    rule: useQueryPart('rule'),
    fixable: useQueryPart('fixable'),
  }
  const list = useList<BookFinding, FindingFacts>(['runbook', 'findings'], '/api/v1/readiness/findings', {
    ...{ limit: 50, ...filter },
  })
  const { facts } = list
  const isFiltered = Object.values(filter).some((value) => value !== '')
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{facts ? counted(facts.total, 'finding') : 'Findings'}</h2>
      <div className="filters is-tight">
        <Choice
          label="Severity"
          value={filter.severity}
          onChange={(severity) => goWith({ severity })}
          options={[
            { value: '', label: 'All' },
            ...['error', 'warning', 'info'].map((value) => ({ value, label: value })),
          ]}
        />
        <Choice
          label="Rule"
          value={filter.rule}
          onChange={(rule) => goWith({ rule })}
          options={[
            { value: '', label: 'All' },
            ...(facts?.rules ?? []).map(({ rule, count }) => ({ value: rule, label: `${rule} (${count})` })),
          ]}
        />
        <Choice
          label="Fix"
          value={filter.fixable}
          onChange={(fixable) => goWith({ fixable })}
          options={[
            { value: '', label: 'With and without' },
            { value: 'true', label: 'With a fix' },
          ]}
        />
        {filter.page === '' ? null : (
          <p>
            Only {filter.page}{' '}
            <button type="button" className="button-link" onClick={() => goWith({ page: undefined })}>
              show all pages
            </button>
          </p>
        )}
      </div>
      <ListState
        list={list}
        empty={
          isFiltered ? (
            <Empty
              action={
                <button
                  type="button"
                  className="button"
                  onClick={() => goWith({ page: undefined, severity: undefined, rule: undefined, fixable: undefined })}
                >
                  Show all findings
                </button>
              }
            >
              Nothing fits these filters.
            </Empty>
          ) : (
            <Empty>The checks find nothing wrong in the book.</Empty>
          )
        }
      >
        {(items) => <ByPage items={items} />}
      </ListState>
    </section>
  )
}

function ByPage({ items }: { items: readonly BookFinding[] }) {
  const pages = new Map<string, BookFinding[]>()
  for (const each of items) pages.set(each.page, [...(pages.get(each.page) ?? []), each])
  return [...pages].map(([page, findings]) => (
    <section key={page} aria-label={page}>
      <h3>{page}</h3>
      {findings.map((finding) => (
        <FindingCard key={finding.fingerprint + finding.line} finding={finding} />
      ))}
    </section>
  ))
}
