import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useRef, useState } from 'react'
import type { Runbook, RunbookHit } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { useKeys } from '../../app/keys.ts'
import { Link } from '../../app/link.tsx'
import { goWith, useQueryPart } from '../../app/place.ts'
import { counted } from '../../ui/counted.ts'
import { Empty } from '../../ui/empty.tsx'
import { Choice } from '../../ui/field.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { runWords } from '../run/run-words.ts'
import { freshnessWords } from './runbook-facts.tsx'
import { runbookTo } from './runbook-path.ts'
import './runbook.css'

interface BookFacts {
  readonly kinds: readonly string[]
  readonly services: readonly string[]
  readonly total: number
}

const ROW_PX = 76

/** Every page of the book: found by symptom, kind, service, freshness. */
export function RunbooksPage() {
  const words = useQueryPart('q')
  const [typed, setTyped] = useState(words)
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  return (
    <>
      <PageHeader title="Runbooks" about="The pages of your book. Every step can be run from its page." />
      <div className="field">
        <label htmlFor="runbook-search">
          Search symptoms, errors, procedures <kbd>/</kbd>
        </label>
        <input
          ref={field}
          id="runbook-search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={typed}
          placeholder="502, queue is full, disk…"
          onChange={({ target }) => {
            setTyped(target.value)
            goWith({ q: target.value.trim() || undefined })
          }}
        />
      </div>
      {words === '' ? <Pages /> : <Hits words={words} />}
    </>
  )
}

function Hits({ words }: { words: string }) {
  const wanted = useDeferredValue(words)
  const found = useQuery({
    queryKey: ['runbook', 'search', wanted],
    queryFn: ({ signal }) =>
      ask<{ items: RunbookHit[] }>(pathOf('/api/v1/runbook-search', { q: wanted, limit: 30 }), { signal }),
    placeholderData: (before) => before,
  })
  const list = {
    ...{ items: found.data?.items, error: found.error, isPending: found.isPending, more: undefined },
    ...{ isReadingMore: false, retry: () => void found.refetch() },
  }
  return (
    <ListState
      list={list}
      empty={
        <Empty
          action={
            <button type="button" className="button" onClick={() => goWith({ q: undefined })}>
              Show all pages
            </button>
          }
        >
          Nothing in the book fits “{words}”.
        </Empty>
      }
    >
      {(items) => (
        <ul className="rows">
          {items.map(({ kind, title, page, anchor, line, snippet }) => (
            <li key={`${page} ${line} ${title}`}>
              <Link to={runbookTo(page, {}, anchor ?? undefined)}>
                <span>
                  <strong>{title}</strong> <span className="quiet">{kind}</span>
                </span>
                <span className="quiet one-line">{snippet}</span>
                <span className="quiet one-line">
                  {page}:{line}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </ListState>
  )
}

function Pages() {
  const filter = { kind: useQueryPart('kind'), service: useQueryPart('service'), freshness: useQueryPart('freshness') }
  const list = useList<Runbook, BookFacts>(['runbook', 'list'], '/api/v1/runbooks', { limit: 200, ...filter })
  const { facts } = list
  const isFiltered = Object.values(filter).some((value) => value !== '')
  return (
    <>
      <Filters filter={filter} kinds={facts?.kinds ?? []} services={facts?.services ?? []} />
      <ListState
        list={list}
        empty={
          isFiltered ? (
            <Empty
              action={
                <button
                  type="button"
                  className="button"
                  onClick={() => goWith({ kind: undefined, service: undefined, freshness: undefined })}
                >
                  Show all pages
                </button>
              }
            >
              No page fits these filters.
            </Empty>
          ) : (
            <Empty>The book has no pages. Put Markdown files into its folder, then reload it: opsbook reload.</Empty>
          )
        }
      >
        {(items) => (
          <VirtualList
            items={items}
            rowPx={ROW_PX}
            keyOf={({ path, repository }) => `${repository} ${path}`}
            label={`${facts?.total ?? items.length} pages`}
            onEnd={list.more}
            row={(page) => <RunbookRow page={page} />}
          />
        )}
      </ListState>
    </>
  )
}

interface FiltersProps {
  readonly filter: { readonly kind: string; readonly service: string; readonly freshness: string }
  readonly kinds: readonly string[]
  readonly services: readonly string[]
}

function Filters({ filter, kinds, services }: FiltersProps) {
  const all = { value: '', label: 'All' }
  const same = (value: string) => ({ value, label: value })
  return (
    <div className="filters is-tight">
      <Choice
        label="Kind"
        value={filter.kind}
        onChange={(kind) => goWith({ kind })}
        options={[all, ...kinds.map(same)]}
      />
      {services.length === 0 ? null : (
        <Choice
          label="Service"
          value={filter.service}
          onChange={(service) => goWith({ service })}
          options={[all, ...services.map(same)]}
        />
      )}
      <Choice
        label="Freshness"
        value={filter.freshness}
        onChange={(freshness) => goWith({ freshness })}
        options={[
          all,
          ...(['verified', 'stale', 'never'] as const).map((value) => ({ value, label: freshnessWords(value).words })),
        ]}
      />
    </div>
  )
}

function RunbookRow({ page }: { page: Runbook }) {
  const { error, warning, info } = page.findings
  const found = error + warning + info
  const { tone, words } = freshnessWords(page.freshness)
  const last = page.runs.last
  return (
    <Link to={runbookTo(page.path)}>
      <span className="one-line">
        <strong>{page.title}</strong>{' '}
        <span className="quiet">
          {page.kind}
          {page.owner === null ? '' : ` · ${page.owner}`}
        </span>
      </span>
      <span className="one-line runbook-row-facts">
        <Status tone={error > 0 ? 'bad' : warning > 0 ? 'warning' : found > 0 ? 'quiet' : 'good'}>
          {found === 0 ? 'no findings' : counted(found, 'finding')}
        </Status>
        <Status tone={tone}>{words}</Status>
        <span className="quiet">
          {last ? (
            <>
              {runWords({ state: last.state as 'finished', result: last.result, waitsFor: null }).words.toLowerCase()}{' '}
              <Time at={last.at} /> · {page.runs.succeeded} of {page.runs.total} succeeded
            </>
          ) : (
            `${counted(page.procedures.length, 'procedure')} · never run`
          )}
        </span>
      </span>
    </Link>
  )
}
